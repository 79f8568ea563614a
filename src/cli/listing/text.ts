import { basename, dirname } from "node:path";
import { payoutCount } from "../../report/figures.ts";
import type { Ink } from "../../report/ink.ts";
import { columnsOf, plain } from "../../text/plain.ts";
import { hanging, wrap, wrapText } from "../../text/wrap.ts";
import { definitionList, longestName } from "../terminal/definition-list.ts";
import { type ListedKind, type ListedNames, type ListedScenario, listedNames } from "./entries.ts";

/** A longer name has its figures below it, not beside it. */
const LONGEST_BESIDE = 24;

/** Scenarios in full, by folder. */
export function scenarioLines(scenarios: readonly ListedScenario[], width: number, ink: Ink): string[] {
  const folders = new Map<string, ListedScenario[]>();
  for (const scenario of scenarios) {
    const folder = `${scenario.origin === "local" ? "Local" : "Shipped"} scenarios, in ${dirname(scenario.path)}`;
    folders.set(folder, [...(folders.get(folder) ?? []), scenario]);
  }
  const names = scenarios.map(({ name }) => columnsOf(plain(name)));
  const nameColumns = Math.max(0, ...names.filter((columns) => columns <= LONGEST_BESIDE));
  return [...folders].flatMap(([folder, inside], index) => [
    ...(index === 0 ? [] : [""]),
    ...wrapText(plain(folder), width - 1).map((line) => ` ${ink.strong(line)}`),
    ...inside.flatMap((scenario) => scenarioBlock(scenario, nameColumns, width, ink)),
  ]);
}

function scenarioBlock(scenario: ListedScenario, nameColumns: number, width: number, ink: Ink): string[] {
  const name = plain(scenario.name);
  const indent = 3 + nameColumns + 3;
  const lines = wrapText(plain(scenario.description), width - 5).map((line) => `     ${ink.faint(line)}`);
  const description = scenario.description === "" ? [] : lines;
  if (columnsOf(name) > nameColumns) {
    const heading = wrapText(name, width - 3).map((line) => `   ${ink.strong(line)}`);
    return [...heading, ...hanging("     ", 5, figures(scenario, width - 5)), ...description];
  }
  const prefix = `   ${ink.strong(name)}${" ".repeat(nameColumns - columnsOf(name))}   `;
  return [...hanging(prefix, indent, figures(scenario, width - indent)), ...description];
}

function figures(
  { name, path, priority, strategy, payouts, faults, problem }: ListedScenario,
  width: number,
): string[] {
  const file = plain(basename(path));
  if (problem !== null) {
    const { line, column, message } = problem;
    return wrapText(`✗ broken: ${file}:${line}:${column}  ${plain(message)}`, width);
  }
  const phrases = [
    ...(priority === null ? [] : [priority]),
    strategy ?? "any strategy",
    payoutCount(payouts ?? 0),
    faults.length === 0 ? "no fault" : faults.join(", "),
    ...(file === `${name}.yaml` ? [] : [`in ${file}`]),
  ];
  return wrap(phrases, width);
}

/** Names with a sentence each, below their headings. */
export function namedLines(kind: Exclude<ListedKind, "scenarios">, width: number, ink: Ink): string[] {
  const lists = listedNames[kind];
  const nameColumns = longestName(lists.flatMap(({ names }) => names.map(([name]) => name)));
  return lists.flatMap(({ heading, names }, index) => [
    ...(index === 0 ? [] : [""]),
    ` ${ink.strong(heading)}`,
    ...definitionList(names, { indent: 3, nameColumns, width, paint: ink.strong }),
  ]);
}

/** Everything by name, on one screen. */
export function shortLines(scenarios: readonly ListedScenario[], width: number, ink: Ink): string[] {
  const names = (heading: string, all: readonly string[]) =>
    all.length === 0 ? [] : [` ${ink.strong(heading)}`, ...hanging("   ", 3, wrap(all, width - 3, ", "))];
  const from = (origin: ListedScenario["origin"]) =>
    scenarios
      .filter((scenario) => scenario.origin === origin)
      .map(({ name, problem }) => plain(problem === null ? name : `${name} (broken)`));
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
    ...hints.flatMap((text) => hanging(" ", 1, wrapText(text, width - 1))).map((line) => ink.faint(line)),
  ];
}

const hints = [
  `chaos-payout list ${["scenarios", ...Object.keys(listedNames)].join(" | ")} shows more about each.`,
  "chaos-payout explain NAME shows its cause and what to do about it.",
];
