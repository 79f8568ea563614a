import type { ParseResult } from "../../scenario/parse.ts";
import { UsageError } from "../errors.ts";

/**
 * What `--filter` asks for: each text is a part of a name, a pattern for a whole name (`spike-*`), or a priority (`P1`), in upper or
 * lower case. A scenario that meets one of them is chosen; without any, every scenario is.
 */
export type Filters = readonly string[];

/** What a filter can tell of a scenario. */
export interface Named {
  readonly name: string;
  readonly priority?: string | undefined;
}

const PRIORITY = /^p[123]$/i;

/** Whether a scenario is chosen. */
export function isChosen(filters: Filters, { name, priority }: Named): boolean {
  return filters.length === 0 || filters.some((text) => isNamed(text, name) || text.toUpperCase() === priority);
}

/**
 * Whether a file is chosen, by what was read of it. Of a file that cannot be read as a scenario nobody knows the priority, and its name is
 * taken to be that of the file; so it is left out only where its name alone speaks against it. A doubt is never a pass.
 */
export function isChosenFile(filters: Filters, stem: string, result: ParseResult): boolean {
  if (result.ok) return isChosen(filters, result.scenario);
  return isChosen(filters, { name: stem }) || filters.some((text) => PRIORITY.test(text));
}

/** A pattern is for the whole name, any other text for a part of it. */
function isNamed(text: string, name: string): boolean {
  const wanted = text.toLowerCase();
  if (!/[*?]/.test(wanted)) return name.includes(wanted);
  // Whatever else a pattern holds stands for itself.
  const pattern = wanted.replaceAll(/[\\^$.+()[\]{}|]/g, "\\$&");
  return new RegExp(`^${pattern.replaceAll(/\*+/g, ".*").replaceAll("?", ".")}$`, "u").test(name);
}

/** The refusal of filters that chose nothing, with what there is to choose from. `shipped` names a shipped scenario that was probably meant. */
export function nothingChosen(filters: Filters, all: readonly Named[], shipped?: string): UsageError {
  const named = all.map(({ name, priority }) => (priority === undefined ? name : `${name} (${priority})`));
  const asked = filters.map((text) => `--filter ${JSON.stringify(text)}`).join(" or ");
  const there = `there ${all.length === 1 ? "is" : "are"} ${named.join(", ")}`;
  if (shipped === undefined) return new UsageError(`no scenario matches ${asked}: ${there}`);
  const way = `a filter looks at ./scenarios only, and \`chaos-payout run ${shipped}\` finds the shipped one`;
  return new UsageError(`no scenario matches ${asked}: ${there}; ${way}`);
}
