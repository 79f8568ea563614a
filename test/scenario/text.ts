import { renderProblems } from "../../src/document/problem.ts";
import type { ReadBase } from "../../src/scenario/base-files.ts";
import { type ParsedScenario, type ParseOptions, type ParseResult, parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/schema.ts";

/** A small scenario that is right; tests break it in one place each. */
export const GOOD = `name: small
projects:
  project_a: { balance: 300_000 }
load:
  - name: spike
    payouts: 600
    concurrency: 60
    faults: { timeout: 5% }
`;

/** The scenario of a text that is known to be right. */
export function scenarioOf(text: string): Scenario {
  const result = parseScenario(text, "x.yaml");
  if (!result.ok) throw new Error(renderProblems(result.problems));
  return result.scenario;
}

/** Everything that is said against a text, as it is printed; "" where it is right. */
export function complaints(text: string): string {
  const result = parseScenario(text, "scenarios/x.yaml");
  return result.ok ? "" : renderProblems(result.problems);
}

/** The same without the code frames. */
export function complaintLines(text: string): string[] {
  const result = parseScenario(text, "x.yaml");
  if (result.ok) return [];
  return renderProblems(result.problems.map((problem) => ({ ...problem, frame: "" }))).split("\n\n");
}

/** Files of one folder by name, as `extends` finds them. */
function baseIn(files: Readonly<Record<string, string>>): ReadBase {
  return (name) => {
    const text = files[name];
    if (text === undefined) return { file: name, problem: `there is no file ${name}` };
    return { file: name, bytes: new TextEncoder().encode(text) };
  };
}

/** What comes of `x.yaml` among other files of its folder. */
export function parsedIn(
  files: Readonly<Record<string, string>>,
  options: Omit<ParseOptions, "readBase"> = {},
): ParseResult {
  return parseScenario(files["x.yaml"] ?? "", "x.yaml", { ...options, readBase: baseIn(files) });
}

/** The same where it is known to be right. */
export function rightIn(
  files: Readonly<Record<string, string>>,
  options: Omit<ParseOptions, "readBase"> = {},
): ParsedScenario {
  const result = parsedIn(files, options);
  if (!result.ok) throw new Error(renderProblems(result.problems));
  return result;
}

/** Everything that is said against it, without the code frames. */
export function complaintsIn(
  files: Readonly<Record<string, string>>,
  options: Omit<ParseOptions, "readBase"> = {},
): string[] {
  const result = parsedIn(files, options);
  if (result.ok) return [];
  return result.problems.map((problem) => renderProblems([{ ...problem, frame: "" }]));
}
