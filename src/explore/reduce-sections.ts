import type { ScenarioInput } from "../scenario/define.ts";
import { isMap, numberOf, smallerCounts, type WrittenMap, withoutKeys } from "./document-parts.ts";

/** What every scenario needs, and which service it is about. */
const needed: readonly string[] = ["name", "service", "projects", "load"];

/** What changes nothing about what happens, and what a candidate says by itself. */
const idle: readonly string[] = [
  "extends",
  "description",
  "priority",
  "seed",
  "thresholds",
  "alerts",
  "expect",
  "simulate",
];

/** Without all that changes nothing about what happens. */
export function* withoutWords(document: ScenarioInput): Iterable<ScenarioInput> {
  const keys = Object.keys(document).filter((key) => idle.includes(key));
  if (keys.length > 0) yield asDocument(withoutKeys<WrittenMap, string>(document, keys));
}

/** Nothing but what is needed, the strategy, and the load. */
export function* bareOf(document: ScenarioInput): Iterable<ScenarioInput> {
  const bare = Object.fromEntries(Object.entries(document).filter(([key]) => needed.includes(key)));
  const strategy = document.api?.strategy;
  yield asDocument(strategy === undefined ? bare : { ...bare, api: { strategy } });
}

/** Without one key that has a default, then without one inside it, and so on. Which strategy it is about stays. */
export function* withoutSections(document: ScenarioInput): Iterable<ScenarioInput> {
  for (const less of lessOf(document, [])) yield asDocument(less);
}

function* lessOf(map: WrittenMap, above: readonly string[]): Iterable<WrittenMap> {
  const keys = Object.keys(map).filter((key) => above.length > 0 || !needed.includes(key));
  for (const key of keys) {
    const isStrategy = above[0] === "api" && key === "strategy";
    const holdsStrategy = above.length === 0 && key === "api" && isMap(map[key]) && "strategy" in map[key];
    if (!isStrategy && !holdsStrategy) yield withoutKeys(map, [key]);
  }
  for (const key of keys) {
    const inner = map[key];
    if (!isMap(inner)) continue;
    for (const less of lessOf(inner, [...above, key])) {
      yield Object.keys(less).length === 0 ? withoutKeys(map, [key]) : { ...map, [key]: less };
    }
  }
}

/** Fewer attempts of the caller, fewer processes, one amount in place of several. */
export function* smallerNumbers(document: ScenarioInput): Iterable<ScenarioInput> {
  const { client, instances, payouts } = document;
  for (const attempts of smallerCounts(numberOf(client?.retry?.attempts))) {
    yield { ...document, client: { ...client, retry: { ...client?.retry, attempts } } };
  }
  for (const fewer of smallerCounts(numberOf(instances))) yield { ...document, instances: fewer };
  const amount = payouts?.amount;
  if (typeof amount !== "object") return;
  const { min, max, oneOf = [], hostile } = amount;
  for (const one of new Set([min, max, ...oneOf])) {
    if (one !== undefined) yield { ...document, payouts: { ...payouts, amount: one } };
  }
  const names = Array.isArray(hostile) ? hostile : [];
  if (names.length > 1) {
    for (const name of names) yield { ...document, payouts: { ...payouts, amount: { hostile: [name] } } };
  }
}

/** A balance that is enough for a hundred payouts at the usual amount. */
const PLAIN_BALANCE = 100_000;

/** One project, and a plain balance. */
export function* fewerProjects(document: ScenarioInput): Iterable<ScenarioInput> {
  const projects = Object.entries(document.projects);
  if (projects.length > 1) {
    for (const [id, project] of projects) yield { ...document, projects: { [id]: project } };
    for (const [id] of projects) yield { ...document, projects: withoutKeys(document.projects, [id]) };
  }
  for (const [id, { balance }] of projects) {
    if (numberOf(balance) === PLAIN_BALANCE) continue;
    yield { ...document, projects: { ...document.projects, [id]: { balance: PLAIN_BALANCE } } };
  }
}

/** A map that is a document less some of its keys. Whether it is still a scenario shows when it is tried. */
function asDocument(map: WrittenMap): ScenarioInput {
  return map as unknown as ScenarioInput;
}
