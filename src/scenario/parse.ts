import { faultsOf } from "./issues.ts";
import { limits } from "./limits.ts";
import { codeFrame, type Problem } from "./problem.ts";
import { type Scenario, scenarioSchema } from "./schema.ts";
import { type Fault, readYaml } from "./yaml-text.ts";

/** A scenario, or everything that keeps the text from being one, in the order of the places. */
export type ParseResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The smallest scenario, in one line: JSON is YAML, and so is this. */
const SMALLEST =
  "{ name: first, projects: { project_test_001: { balance: 100_000 } }, load: [{ name: all, payouts: 20, concurrency: 2 }] }";

/** Reads the bytes of a scenario file. `file` is what problems call it. */
export function parseScenarioBytes(bytes: Uint8Array, file: string): ParseResult {
  if (bytes.byteLength > limits.fileBytes) return wholeFile(file, tooLarge());
  try {
    return parseScenario(new TextDecoder("utf-8", { fatal: true }).decode(bytes), file);
  } catch (error) {
    // A decoder that is told to be strict throws a TypeError; anything else is a bug.
    if (
      !(error instanceof TypeError) ||
      (error as NodeJS.ErrnoException).code !== "ERR_ENCODING_INVALID_ENCODED_DATA"
    ) {
      throw error;
    }
    return wholeFile(file, "this is not UTF-8 text: a scenario is a YAML file");
  }
}

/** Reads a scenario from the text of its file. `file` is what problems call it. Throws nothing, whatever the text. */
export function parseScenario(text: string, file: string): ParseResult {
  if (text.length > limits.fileBytes) return wholeFile(file, tooLarge());
  const strange = /[^\P{Cc}\t\n\r\u0085]/u.exec(text)?.[0].charCodeAt(0);
  if (strange !== undefined) {
    const code = strange.toString(16).toUpperCase().padStart(4, "0");
    return wholeFile(file, `this is not a text file, it holds the character U+${code}: a scenario is a YAML file`);
  }
  const yaml = readYaml(text);
  const toProblem = problemMaker(text, file, yaml.lines);
  if (yaml.data === null) return wholeFile(file, `the file is empty. The smallest scenario: ${SMALLEST}`);
  if (yaml.document === undefined || yaml.data === undefined) return refused(yaml.faults.map(toProblem));
  const result = scenarioSchema.safeParse(yaml.data);
  if (result.success && yaml.faults.length === 0) return { ok: true, scenario: result.data };
  const faults = result.success ? [] : faultsOf(result.error.issues, scenarioSchema, yaml.document);
  return refused([...yaml.faults, ...faults].map(toProblem));
}

function tooLarge(): string {
  return `the file is larger than ${limits.fileBytes / 1024} KiB, and no scenario needs as much`;
}

function wholeFile(file: string, message: string): ParseResult {
  return { ok: false, problems: [{ file, line: 1, column: 1, message, frame: "" }] };
}

function problemMaker(text: string, file: string, places: { linePos(offset: number): { line: number; col: number } }) {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return ({ offset, ...fault }: Fault): Problem => {
    const { line, col } = places.linePos(offset);
    return { file, line, column: col, ...fault, frame: codeFrame(lines, line, col) };
  };
}

/** Problems in the order of their places, each once: what stands behind an alias is found as often as it is used. */
function refused(problems: readonly Problem[]): ParseResult {
  const once = new Map(problems.map((problem) => [`${problem.line}:${problem.column} ${problem.message}`, problem]));
  return { ok: false, problems: [...once.values()].sort((a, b) => a.line - b.line || a.column - b.column) };
}
