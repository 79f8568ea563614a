/**
 * Who has to wait, and what for. `send` and `answer` are the two ways between the caller and the service, `pay` and `paid`, `look-up` and
 * `looked-up` those between the service and the node; `webhook` and `callback` are what they tell of their own accord, each there and back;
 * `commit` and `committed` are the ways to the ledger and back, and `wake` is a timer of the service, which may be late.
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
 * The name of an event of a simulated run: its link, what it is about (the number of a payout, or a process such as `api1`), and which of
 * these it is: `pay 2#1` is the first payment for payout 2. It stays the same when another payout is left out.
 */
export type EventName = string;

/** The name of an event. */
export function eventName(link: Link, about: string, number: number): EventName {
  return `${link} ${about}#${number}`;
}

const eventNames = new RegExp(`^(${links.join("|")}) ([\\w.-]{1,80})#([1-9]\\d{0,6})$`);

/** The parts of the name of an event; undefined for any other text. */
export function readEventName(
  name: string,
): { readonly link: Link; readonly about: string; readonly number: number } | undefined {
  const [, word, about = "", number] = eventNames.exec(name) ?? [];
  const link = links.find((each) => each === word);
  return link && { link, about, number: Number(number) };
}

/**
 * The longest that a payment is on its way to the node in an order that is drawn or searched, in milliseconds. Whoever takes over a payout has to rely
 * on some limit: beyond it, the payment of the owner before may arrive after the new owner has refunded.
 */
export const LONGEST_PAY_MS = 250;

/** Whether the event is a payment on its way to the node. */
export function isPayment(event: EventName): boolean {
  return event.startsWith("pay ");
}

/** An order of the events of a run. Every event happens at once and in the order of its cause, but those that are held back. */
export interface Schedule {
  /** For how long each is held back, in milliseconds; those that are not are left out. */
  readonly late: ReadonlyMap<EventName, number>;
}

/** Nobody is held back. */
export const plainSchedule: Schedule = { late: new Map() };

/**
 * How the order of a run comes about. `late`: as a schedule says. `random`: every event is held back for as long as is drawn for its name: most of
 * them for up to `shortMs`, and some for up to `longMs`. `pct`: each payout has a priority in each process, the highest that can go on does, and at
 * `depth - 1` of about `steps` moments the one that would go on becomes the last (Burckhardt et al., A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs, ASPLOS 2010); no event waits longer than `longMs`.
 */
export type Order =
  | ({ readonly kind: "late" } & Schedule)
  | { readonly kind: "random"; readonly seed: number; readonly shortMs: number; readonly longMs: number }
  | {
      readonly kind: "pct";
      readonly seed: number;
      readonly depth: number;
      readonly steps: number;
      readonly longMs: number;
    };

/** An order as data, for a journal. */
export type WrittenOrder =
  | Exclude<Order, { readonly kind: "late" }>
  | { readonly kind: "late"; readonly late: Readonly<Record<EventName, number>> };

/** Writes an order as data. */
export function writtenOrder(order: Order): WrittenOrder {
  return order.kind === "late" ? { kind: "late", late: Object.fromEntries(order.late) } : order;
}

/** Reads it back. */
export function orderOf(written: WrittenOrder): Order {
  return written.kind === "late" ? { kind: "late", late: new Map(Object.entries(written.late)) } : written;
}

/** The order that came about in a run. */
export interface Ordered {
  /** The events that could have been held back, in the order in which they happened. */
  readonly events: readonly EventName[];
  /** Who was held back; the same again shows the same history. */
  readonly schedule: Schedule;
}
