import type { ReportOptions } from "../../report/report.ts";
import { createTheme } from "../../report/theme.ts";
import { jsonText } from "../../text/json.ts";
import { UsageError } from "../errors.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { readKnownScenarios } from "../scenarios/load.ts";
import { type ListedKind, type ListedScenario, listedNames, listedScenario } from "./entries.ts";
import { namedLines, scenarioLines, shortLines } from "./text.ts";

/** The flags of `list`. */
export interface ListFlags {
  readonly filter: readonly string[];
  readonly reporter: readonly string[];
}

/** Lists scenarios and names; returns the exit code. A broken scenario does not fail the list. @throws UsageError */
export async function listCommand(what: ListedKind | undefined, flags: ListFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, ["table", "json"]);
  const render = await listing(what, flags.filter, process.cwd(), version);
  return writeTexts(choices, (name, options) => render[name](options));
}

/** The renderers of a list, by reporter. @throws UsageError where there is nothing to filter. */
export async function listing(
  what: ListedKind | undefined,
  filters: readonly string[],
  cwd: string,
  version: string,
): Promise<Readonly<Record<"table" | "json", (options: ReportOptions) => string>>> {
  if (filters.length > 0 && what !== undefined && what !== "scenarios") {
    throw new UsageError(`--filter selects scenarios and cannot be used with list ${what}`);
  }
  const known = what === undefined || what === "scenarios" ? await readKnownScenarios(cwd, filters) : [];
  const scenarios = known.map(listedScenario);
  return {
    table: (options) => `${lines(what, scenarios, options).join("\n")}\n`,
    json: () => jsonText({ version, ...byKind(what, scenarios) }),
  };
}

function lines(
  what: ListedKind | undefined,
  scenarios: readonly ListedScenario[],
  { colour, width }: ReportOptions,
): string[] {
  const style = createTheme(colour);
  if (what === undefined) return shortLines(scenarios, width, style);
  return what === "scenarios" ? scenarioLines(scenarios, width, style) : namedLines(what, width, style);
}

/** A contract with programs: fields are added, never renamed. */
function byKind(what: ListedKind | undefined, scenarios: readonly ListedScenario[]) {
  const named = Object.entries(listedNames).map(([kind, lists]) => [
    kind,
    lists.flatMap(({ family, names }) => names.map(([name, is]) => ({ name, family, is }))),
  ]);
  const all = { scenarios, ...Object.fromEntries(named) };
  return what === undefined ? all : { [what]: all[what] };
}
