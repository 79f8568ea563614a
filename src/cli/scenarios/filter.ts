import type { ParseResult } from "../../scenario/parse.ts";
import { UsageError } from "../errors.ts";

/** The values of `--filter`: part of a name, a pattern for a whole name (`spike-*`), or a priority (`P1`). A scenario must match one. */
export type Filters = readonly string[];

/** What filters look at. */
export interface Named {
  readonly name: string;
  readonly priority?: string | undefined;
}

const PRIORITY = /^p[123]$/i;

/** Whether a scenario matches one of the filters. */
export function matchesFilters(filters: Filters, { name, priority }: Named): boolean {
  return filters.length === 0 || filters.some((text) => isNamed(text, name) || text.toUpperCase() === priority);
}

/** Whether a file matches. The priority of a broken scenario is unknown, so it matches every priority. */
export function fileMatchesFilters(filters: Filters, stem: string, result: ParseResult): boolean {
  if (result.ok) return matchesFilters(filters, result.scenario);
  return matchesFilters(filters, { name: stem }) || filters.some((text) => PRIORITY.test(text));
}

function isNamed(text: string, name: string): boolean {
  const wanted = text.toLowerCase();
  if (!/[*?]/.test(wanted)) return name.includes(wanted);
  const escaped = wanted.replaceAll(/[\\^$.+()[\]{}|]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll(/\*+/g, ".*").replaceAll("?", ".")}$`, "u").test(name);
}

/** The error for filters that match nothing. `shipped` is the shipped scenario that was probably meant. */
export function nothingMatches(filters: Filters, all: readonly Named[], shipped?: string): UsageError {
  const named = all.map(({ name, priority }) => (priority === undefined ? name : `${name} (${priority})`));
  const requested = filters.map((text) => `--filter ${JSON.stringify(text)}`).join(" or ");
  const none = `no scenario matches ${requested}: there ${all.length === 1 ? "is" : "are"} ${named.join(", ")}`;
  if (shipped === undefined) return new UsageError(none);
  return new UsageError(
    `${none}; --filter looks only in ./scenarios, use \`chaos-payout run ${shipped}\` for the shipped one`,
  );
}
