import { basename, dirname } from "node:path";
import { counted } from "../../domain/format.ts";
import type { Theme } from "../../report/theme.ts";
import { stripControls } from "../../text/strip-controls.ts";
import { textWidth } from "../../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../../text/wrap.ts";
import { definitionList, longestName } from "../terminal/definition-list.ts";
import { type ListedKind, type ListedNames, type ListedScenario, listedNames } from "./entries.ts";

/** A longer name has its figures below it, not beside it. */
const LONGEST_BESIDE = 24;

/** Scenarios in full, by folder. */
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
  { name, path, priority, strategy, payouts, faults, problem }: ListedScenario,
  width: number,
): string[] {
  const file = stripControls(basename(path));
  if (problem !== null) {
    const { line, column, message } = problem;
    return wrapText(`✗ broken: ${file}:${line}:${column}  ${stripControls(message)}`, width);
  }
  const phrases = [
    ...(priority === null ? [] : [priority]),
    strategy ?? "any strategy",
    counted(payouts ?? 0, "payout"),
    faults.length === 0 ? "no fault" : faults.join(", "),
    ...(file === `${name}.yaml` ? [] : [`in ${file}`]),
  ];
  return wrapPhrases(phrases, width);
}

/** Names with a sentence each, below their headings. */
export function namedLines(kind: Exclude<ListedKind, "scenarios">, width: number, ink: Theme): string[] {
  const lists = listedNames[kind];
  const nameColumns = longestName(lists.flatMap(({ names }) => names.map(([name]) => name)));
  return lists.flatMap(({ heading, names }, index) => [
    ...(index === 0 ? [] : [""]),
    ` ${ink.strong(heading)}`,
    ...definitionList(names, { indent: 3, nameColumns, width, paint: ink.strong }),
  ]);
}

/** Everything by name, on one screen. */
export function shortLines(scenarios: readonly ListedScenario[], width: number, ink: Theme): string[] {
  const names = (heading: string, all: readonly string[]) =>
    all.length === 0 ? [] : [` ${ink.strong(heading)}`, ...hangingIndent("   ", 3, wrapPhrases(all, width - 3, ", "))];
  const from = (origin: ListedScenario["origin"]) =>
    scenarios
      .filter((scenario) => scenario.origin === origin)
      .map(({ name, problem }) => stripControls(problem === null ? name : `${name} (broken)`));
  const lists: readonly ListedNames[] = Object.values(listedNames).flat();
  return [
    ...names("Local scenarios", from("local")),
    ...names("Shipped scenarios", from("shipped")),
    ...lists.flatMap((list) =>
      names(
        list.heading,
        list.names.map(([name]) => name),
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
