import type { z } from "zod";
import { contradictionOf } from "./contradiction.ts";
import { shown } from "./fields.ts";
import { isRecord, type Path } from "./layers.ts";
import type { Expanded } from "./variables.ts";

type Issue = z.core.$ZodIssue;

/**
 * A value from the environment may be a secret, and what is wrong with a scenario is printed into logs. So no message is made from such
 * a value: the data is checked a second time with a symbol in the place of each, which no field takes and which knows no more than how the
 * value is written, and the messages are those of the second time.
 */

/** The data with a symbol for each value that came from the environment. */
export function veiled(data: unknown, expanded: readonly Expanded[]): unknown {
  const veils = new Map(expanded.map((each) => [each.path.join(), veilOf(each)]));
  const walk = (value: unknown, path: Path): unknown => {
    const veil = veils.get(path.join());
    if (veil !== undefined) return veil;
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, walk(child, [...path, key])]));
  };
  return walk(data, []);
}

/** That a variable is empty may be told: it is why, and there is nothing in it to tell. */
function veilOf({ written, value }: Expanded): symbol {
  return Symbol(value === null ? `${shown(written)} is empty` : `what ${shown(written)} holds is not`);
}

/** Issues of the data as it is and of the data under its veil, and what came from the environment. */
export interface Checked {
  readonly expanded: readonly Expanded[];
  /** The issues of the data under its veil. */
  readonly underVeil: readonly Issue[];
}

/** Says what is wrong, by an issue of the data as it is, and without any value that came from the environment. */
export function wording({ expanded, underVeil }: Checked): (issue: Issue) => string {
  const messages = new Map<string, string>();
  for (const issue of underVeil) {
    messages.set(`${issue.path.join()} ${issue.code}`, issue.message);
    messages.set(issue.path.join(), issue.message);
  }
  return (issue) => {
    const contradiction = contradictionOf(issue);
    if (contradiction !== undefined) {
      const { path, plain, shown: told } = contradiction;
      const checked = issue.path.slice(0, issue.path.length - path.length);
      const related = expanded.filter((each) => startsWith(each.path, checked));
      if (told === undefined) return plain;
      return related.length === 0 ? told() : `with what ${namesOf(related)} holds, ${plain}`;
    }
    const related = expanded.filter((each) => startsWith(each.path, issue.path));
    // No message is made of a value other than the one that it is about, and of a list only how long it is.
    const isLength = (issue.code === "too_small" || issue.code === "too_big") && issue.origin === "array";
    if (related.length === 0 || isLength) return issue.message;
    const same = messages.get(`${issue.path.join()} ${issue.code}`) ?? messages.get(issue.path.join());
    return same ?? `${String(issue.path.at(-1))} cannot be what ${namesOf(related)} holds`;
  };
}

function namesOf(related: readonly Expanded[]): string {
  return [...new Set(related.map(({ written }) => shown(written)))].join(" and ");
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => String(step) === String(path[index]));
}
