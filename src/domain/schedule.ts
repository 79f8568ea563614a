/**
 * Who has to wait, and what for. `send` and `answer` are the two ways between the caller and the service, `pay` and `paid`, `look-up` and
 * `looked-up` those between the service and the node, `webhook` and `callback` what they tell of their own accord; `commit` and `committed`
 * are the ways to the ledger and back, and `wake` is a timer of the service.
 */
export const links = [
  "send",
  "answer",
  "pay",
  "paid",
  "look-up",
  "looked-up",
  "webhook",
  "callback",
  "commit",
  "committed",
  "wake",
] as const;

/** Where an event comes from. */
export type Link = (typeof links)[number];

/**
 * The name of an event of a simulated run: its link, what it is about (the number of a payout, or a process), and the how manieth of these it
 * is: `pay 2#1` is the first payment for payout 2. It stays the same when another payout is left out.
 */
export type EventName = string;

/** The name of an event. */
export function eventName(link: Link, about: string, number: number): EventName {
  return `${link} ${about}#${number}`;
}

/** An order of the events of a run. Every event happens at once and in the order of its cause, but those that are held back. */
export interface Schedule {
  /** For how long each is held back, in milliseconds; those that are not are left out. */
  readonly late: ReadonlyMap<EventName, number>;
}

/** Nobody is held back. */
export const plainSchedule: Schedule = { late: new Map() };

/**
 * How the order of a run comes about. `late`: as a schedule says. `random`: every event is held back for as long as is drawn for its name. `pct`:
 * each payout and each process has a priority, the highest that can go on does, and at `depth - 1` of about `steps` moments the one that would go on
 * becomes the last (Burckhardt et al., A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010). `choices`: at each
 * moment where several events can go on, the one with this index in the order of their causes; after the last choice always the first.
 */
export type Order =
  | ({ readonly kind: "late" } & Schedule)
  | { readonly kind: "random"; readonly seed: number }
  | { readonly kind: "pct"; readonly seed: number; readonly depth: number; readonly steps: number }
  | { readonly kind: "choices"; readonly choices: readonly number[] };
