import { basename, dirname } from "node:path";
import { type FindingKind, findingKinds } from "../../domain/finding.ts";
import { counted } from "../../domain/format.ts";
import { findingTexts } from "../../explain/findings.ts";
import type { ReportOptions } from "../../report/report.ts";
import { createTheme, type Theme } from "../../report/theme.ts";
import { jsonText } from "../../text/json.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../../text/wrap.ts";
import { UsageError } from "../errors.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { writeTexts } from "../output/reports.ts";
import { readKnownScenarios } from "../scenarios/load.ts";
import { type Definition, definitionList, longestName } from "../terminal/definition-list.ts";
import { type ListedKind, type ListedScenario, listedNames, listedScenario } from "./entries.ts";

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

/** The renderers of a list, by reporter. @throws UsageError if there is nothing to filter */
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

/** A longer name has its figures below it, not beside it. */
const LONGEST_BESIDE = 24;

function scenarioLines(scenarios: readonly ListedScenario[], width: number, ink: Theme): string[] {
  const folderOf = ({ origin, path }: ListedScenario) =>
    `${origin === "local" ? "Local" : "Shipped"} scenarios, in ${dirname(path)}`;
  const names = scenarios.map(({ name }) => textWidth(stripControls(name)));
  const nameColumns = Math.max(0, ...names.filter((columns) => columns <= LONGEST_BESIDE));
  return [...new Set(scenarios.map(folderOf))].flatMap((folder, index) => [
    ...(index === 0 ? [] : [""]),
    ...wrapText(stripControls(folder), width - 1).map((line) => ` ${ink.strong(line)}`),
    ...byClass(scenarios.filter((scenario) => folderOf(scenario) === folder)).flatMap(({ found, members }) => [
      ...(found === null ? [] : classLines(found, width, ink)),
      ...members.flatMap((scenario) => scenarioBlock(scenario, nameColumns, width, ink)),
    ]),
  ]);
}

/** A class of incidents, or what tells of none. */
interface ScenarioClass {
  readonly found: FindingKind | null;
  readonly members: readonly ListedScenario[];
}

/** Those that tell of no incident first, then the incidents by what was found. */
function byClass(scenarios: readonly ListedScenario[]): readonly ScenarioClass[] {
  return [null, ...findingKinds].flatMap((found) => {
    const members = scenarios.filter(({ incident }) => (incident?.class ?? null) === found);
    return members.length === 0 ? [] : [{ found, members }];
  });
}

function classLines(found: FindingKind, width: number, ink: Theme): string[] {
  return hangingIndent("  ", 4, wrapText(`${found}: ${findingTexts[found].summary}`, width - 4)).map((line, index) =>
    index === 0 ? line.replace(found, ink.strong(found)) : line,
  );
}

function scenarioBlock(scenario: ListedScenario, nameColumns: number, width: number, ink: Theme): string[] {
  const name = stripControls(scenario.name);
  const indent = 3 + nameColumns + 3;
  const lines = wrapText(stripControls(scenario.description), width - 5).map((line) => `     ${ink.faint(line)}`);
  const description = scenario.description === "" ? [] : lines;
  if (textWidth(name) > nameColumns) {
    const heading = wrapText(name, width - 3).map((line) => `   ${ink.strong(line)}`);
    return [...heading, ...hangingIndent("     ", 5, figures(scenario, width - 5)), ...description];
  }
  const prefix = `   ${ink.strong(name)}${" ".repeat(nameColumns - textWidth(name))}   `;
  return [...hangingIndent(prefix, indent, figures(scenario, width - indent)), ...description];
}

function figures(
  { name, path, priority, strategy, payouts, faults, incident, problem }: ListedScenario,
  width: number,
): string[] {
  const file = stripControls(basename(path));
  if (problem !== null) {
    const { line, column, message } = problem;
    return wrapText(`✗ broken: ${file}:${line}:${column}  ${stripControls(message)}`, width);
  }
  const phrases = [
    ...(incident?.trackers ?? []),
    ...(priority === null ? [] : [priority]),
    strategy ?? "any strategy",
    counted(payouts ?? 0, "payout"),
    faults.length === 0 ? "no fault" : faults.join(", "),
    ...(file === `${name}.yaml` ? [] : [`in ${file}`]),
  ];
  return wrapPhrases(phrases, width);
}

function namedLines(kind: Exclude<ListedKind, "scenarios">, width: number, ink: Theme): string[] {
  const lists = listedNames[kind];
  const nameColumns = longestName(lists.flatMap(({ names }) => names.map(([name]) => name)));
  return lists.flatMap(({ heading, names }, index) => [
    ...(index === 0 ? [] : [""]),
    ` ${ink.strong(heading)}`,
    ...definitionList(names, { indent: 3, nameColumns, width, paint: ink.strong }),
  ]);
}

function shortLines(scenarios: readonly ListedScenario[], width: number, ink: Theme): string[] {
  const names = (heading: string, all: readonly string[]) =>
    all.length === 0 ? [] : [` ${ink.strong(heading)}`, ...hangingIndent("   ", 3, wrapPhrases(all, width - 3, ", "))];
  const told = ({ name, problem }: ListedScenario) => stripControls(problem === null ? name : `${name} (broken)`);
  const classes = byClass(scenarios);
  const others = classes.flatMap(({ found, members }) => (found === null ? members : []));
  const from = (origin: ListedScenario["origin"]) => others.filter((scenario) => scenario.origin === origin).map(told);
  const incidents = classes.flatMap(({ found, members }): Definition[] =>
    found === null ? [] : [[found, members.map(told).join(", ")]],
  );
  return [
    ...names("Local scenarios", from("local")),
    ...names("Shipped scenarios", from("shipped")),
    ...(incidents.length === 0
      ? []
      : [` ${ink.strong("Incidents, by what was found")}`, ...definitionList(incidents, { indent: 3, width })]),
    ...Object.values(listedNames)
      .flat()
      .flatMap(({ heading, names: all }) =>
        names(
          heading,
          all.map(([name]) => name),
        ),
      ),
    "",
    ...hints.flatMap((text) => hangingIndent(" ", 1, wrapText(text, width - 1))).map((line) => ink.faint(line)),
  ];
}

const hints = [
  `chaos-payout list ${["scenarios", ...Object.keys(listedNames)].join(" | ")} shows more about each.`,
  "chaos-payout explain NAME shows its cause and what to do about it.",
];
