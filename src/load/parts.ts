import type { PayoutNumber } from "../domain/payout.ts";
import type { PlannedPhase } from "../scenario/plan.ts";

/** One of several processes that share the payouts of a phase. */
export interface Part {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** Reads a part as it stands in an environment variable: `2/4`; nothing is the whole. @throws RangeError */
export function partFrom(text: string | undefined): Part {
  if (text === undefined || text === "") return { number: 1, of: 1 };
  const [, number = "", of = ""] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  if (number === "" || Number(number) > Number(of)) throw new RangeError(`a part must be like 2/4 (got ${text})`);
  return { number: Number(number), of: Number(of) };
}

/** Among how many parts these phases can be divided, so that each has a caller or a payout. */
export function mostParts(phases: readonly Pick<PlannedPhase, "payouts" | "arrival">[]): number {
  const callers = phases.map(({ payouts, arrival }) =>
    arrival.kind === "closed" ? Math.min(payouts, arrival.concurrency) : payouts,
  );
  return Math.min(...callers);
}

/** The payouts of a phase that belong to a part: each payout to exactly one. */
export function* payoutsOf(
  { first, payouts }: Pick<PlannedPhase, "first" | "payouts">,
  { number, of }: Part,
): Generator<PayoutNumber> {
  for (let index = number - 1; index < payouts; index += of) yield first + index;
}

/** Whether a file of this name has results of a phase. Where each part has a disk of its own, its file is named for the machine. */
export function isResultsOf(phase: number, name: string): boolean {
  return new RegExp(`^(?:results-)?phase-${phase}-.+\\.ndjson$`).test(name);
}

/** The part whose results have this name; undefined where the name does not say. */
export function partOfResults(name: string): Part | undefined {
  const [, part = "", of = ""] = /-part-(\d{1,4})-of-(\d{1,4})\.ndjson$/.exec(name) ?? [];
  return part === "" ? undefined : { number: Number(part), of: Number(of) };
}

/** The name of the file in which a part leaves what it has to tell of a phase. */
export function resultsName(phase: number, { number, of }: Part): string {
  return `results-phase-${phase}-part-${number}-of-${of}.ndjson`;
}
