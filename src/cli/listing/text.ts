import { basename, dirname } from "node:path";
import { counted } from "../../domain/format.ts";
import type { Theme } from "../../report/theme.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../../text/wrap.ts";
import { type ListedKind, listedKinds } from "../commands/list-flags.ts";
import { longest, nameList } from "../terminal/definition-list.ts";
import { type ListedNames, type ListedScenario, listedNames } from "./entries.ts";

/** The longest name that has its figures beside it; those of a longer one go below. */
const LONGEST_BESIDE = 24;

/** Scenarios in full, below the folders that they lie in. */
export function scenarioLines(scenarios: readonly ListedScenario[], width: number, ink: Theme): string[] {
  const folders = new Map<string, ListedScenario[]>();
  for (const scenario of scenarios) {
    const folder = `${scenario.origin === "local" ? "Local" : "Shipped"} scenarios, in ${dirname(scenario.path)}`;
    folders.set(folder, [...(folders.get(folder) ?? []), scenario]);
  }
  const names = scenarios.map(({ name }) => textWidth(stripControls(name)));
  const nameColumns = Math.max(0, ...names.filter((columns) => columns <= LONGEST_BESIDE));
  return [...folders].flatMap(([folder, inside], index) => [
    ...(index === 0 ? [] : [""]),
    ...wrapText(stripControls(folder), width - 1).map((line) => ` ${ink.strong(line)}`),
    ...inside.flatMap((scenario) => scenarioBlock(scenario, nameColumns, width, ink)),
  ]);
}

function scenarioBlock(scenario: ListedScenario, nameColumns: number, width: number, ink: Theme): string[] {
  const name = stripControls(scenario.name);
  const indent = 3 + nameColumns + 3;
  const below = wrapText(stripControls(scenario.description), width - 5).map((line) => `     ${ink.faint(line)}`);
  const told = scenario.description === "" ? [] : below;
  if (textWidth(name) > nameColumns) {
    const lines = wrapText(name, width - 3).map((line) => `   ${ink.strong(line)}`);
    return [...lines, ...hangingIndent("     ", 5, figures(scenario, width - 5)), ...told];
  }
  const prefix = `   ${ink.strong(name)}${" ".repeat(nameColumns - textWidth(name))}   `;
  return [...hangingIndent(prefix, indent, figures(scenario, width - indent)), ...told];
}

function figures(
  { name, path, priority, strategy, payouts, faults, problem }: ListedScenario,
  width: number,
): string[] {
  const file = stripControls(basename(path));
  const called = file === `${name}.yaml` ? [] : [`in ${file}`];
  if (problem !== null) {
    const { line, column, message } = problem;
    return wrapText(`✗ broken: ${file}:${line}:${column}  ${stripControls(message)}`, width);
  }
  const what = [
    strategy ?? "any strategy",
    counted(payouts ?? 0, "payout"),
    faults.length === 0 ? "no fault" : faults.join(", "),
  ];
  return wrapPhrases([...(priority === null ? [] : [priority]), ...what, ...called], width);
}

/** Names with a sentence each, below their headings. */
export function namedLines(kind: Exclude<ListedKind, "scenarios">, width: number, ink: Theme): string[] {
  const lists = listedNames[kind];
  const nameColumns = longest(lists.flatMap(({ names }) => names.map(([name]) => name)));
  return lists.flatMap(({ heading, names }, index) => [
    ...(index === 0 ? [] : [""]),
    ` ${ink.strong(heading)}`,
    ...nameList(names, { indent: 3, nameColumns, width, paint: ink.strong }),
  ]);
}

/** Everything by its names alone, on one screen. */
export function shortLines(scenarios: readonly ListedScenario[], width: number, ink: Theme): string[] {
  const names = (heading: string, all: readonly string[]) => [
    ` ${ink.strong(heading)}`,
    ...hangingIndent("   ", 3, wrapPhrases(all, width - 3, ", ")),
  ];
  const called = ({ name, problem }: ListedScenario) => stripControls(problem === null ? name : `${name} (broken)`);
  const of = (origin: ListedScenario["origin"]) =>
    scenarios.filter((scenario) => scenario.origin === origin).map(called);
  const [local, shipped] = [of("local"), of("shipped")];
  const lists: readonly ListedNames[] = Object.values(listedNames).flat();
  return [
    ...(local.length === 0 ? [] : names("Local scenarios", local)),
    ...(shipped.length === 0 ? [] : names("Shipped scenarios", shipped)),
    ...lists.flatMap(({ heading, names: all }) =>
      names(
        heading,
        all.map(([name]) => name),
      ),
    ),
    "",
    ...more()
      .flatMap((text) => hangingIndent(" ", 1, wrapText(text, width - 1)))
      .map((line) => ink.faint(line)),
  ];
}

function more(): string[] {
  return [
    `chaos-payout list ${listedKinds.join(" | ")} tells more of each.`,
    "chaos-payout explain NAME tells how one comes about, and what to do.",
  ];
}
