import type { ReportOptions } from "../../report/report.ts";
import { createTheme } from "../../report/theme.ts";
import { jsonText } from "../../text/json.ts";
import { type ListedKind, type ListFlags, listReporterNames } from "../commands/list-flags.ts";
import { UsageError } from "../errors.ts";
import { readKnownScenarios } from "../known-scenarios.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { type ListedScenario, listedNames, listedScenario } from "./entries.ts";
import { namedLines, scenarioLines, shortLines } from "./text.ts";

/** Lists what there is; the answer is the exit code. A broken scenario is no failure of the list. @throws UsageError */
export async function listCommand(what: ListedKind | undefined, flags: ListFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, listReporterNames);
  const render = await listing(what, flags.filter, process.cwd(), version);
  return writeTexts(choices, (name, options) => render[name](options));
}

/** The renderers of a list, by the names of their reporters. @throws UsageError where a filter has nothing to choose from. */
export async function listing(
  what: ListedKind | undefined,
  filters: readonly string[],
  cwd: string,
  version: string,
): Promise<Readonly<Record<(typeof listReporterNames)[number], (options: ReportOptions) => string>>> {
  if (filters.length > 0 && what !== undefined && what !== "scenarios") {
    throw new UsageError(`--filter chooses scenarios, and this is a list of ${what}: leave it out`);
  }
  const known = what === undefined || what === "scenarios" ? await readKnownScenarios(cwd, filters) : [];
  const scenarios = known.map(listedScenario);
  return {
    table: ({ colour, width }) => `${lines(what, scenarios, width, colour).join("\n")}\n`,
    json: () => jsonText({ version, ...wanted(what, scenarios) }),
  };
}

function lines(
  what: ListedKind | undefined,
  scenarios: readonly ListedScenario[],
  width: number,
  colour: ReportOptions["colour"],
): string[] {
  const pen = createTheme(colour);
  if (what === undefined) return shortLines(scenarios, width, pen);
  return what === "scenarios" ? scenarioLines(scenarios, width, pen) : namedLines(what, width, pen);
}

/** For programs, each kind under its name. Fields are added, never renamed. */
function wanted(what: ListedKind | undefined, scenarios: readonly ListedScenario[]) {
  const named = Object.entries(listedNames).map(([kind, lists]) => [
    kind,
    lists.flatMap(({ family, names }) => names.map(([name, is]) => ({ name, family, is }))),
  ]);
  const all = { scenarios, ...Object.fromEntries(named) };
  return what === undefined ? all : { [what]: all[what] };
}
