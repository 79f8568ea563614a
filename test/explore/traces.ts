import type { Finding, FindingKind } from "../../src/domain/finding.ts";
import type { Lane, TraceEvent, TraceKind } from "../../src/domain/trace.ts";

/** An event of payout 1 that moves no money, unless it says otherwise. */
export function event(atMs: number, what: TraceKind, lane: Lane, more: Partial<TraceEvent> = {}): TraceEvent {
  return { atMs, lane, to: null, payout: 1, what, text: what, balanceMsat: null, deltaMsat: null, ...more };
}

/** The caller sends a payout of 1,000 sats. */
export function sent(atMs: number, payout = 1): TraceEvent {
  return event(atMs, "sent", "client", { to: "service", payout, text: "1,000 sats", amountMsat: 1_000_000 });
}

/** The caller is answered. */
export function answered(atMs: number, text: string, outcome: TraceEvent["outcome"], payout = 1): TraceEvent {
  return event(atMs, "answered", "service", { to: "client", payout, text, outcome });
}

/** An entry of the ledger, in msat. */
export function entry(
  atMs: number,
  what: TraceKind,
  deltaMsat: number,
  balanceMsat: number,
  more: Partial<TraceEvent> = {},
): TraceEvent {
  return event(atMs, what, "service", { to: "ledger", text: what, deltaMsat, balanceMsat, ...more });
}

/** What the rail does. */
export function rail(atMs: number, what: TraceKind, more: Partial<TraceEvent> = {}): TraceEvent {
  const isAsked = what === "payment-received" || what === "payment-abandoned";
  return event(atMs, what, isAsked ? "service" : "rail", { to: isAsked ? "rail" : null, ...more });
}

/** A finding about payout 1. */
export function finding(kind: FindingKind, more: Partial<Finding> = {}): Finding {
  const example = { key: "smallest_1", timeline: ["what the judge saw"], events: [] };
  return { kind, payouts: 1, msat: 0, projects: [], examples: [example], ...more };
}

/** A payout that is refunded because a look-up finds nothing, and is paid after all. */
export const refundedTooEarly: readonly TraceEvent[] = [
  sent(0),
  entry(0, "charged", -1_020_000, 98_980_000, { text: "charge −1,020" }),
  answered(0, "202 pending", "pending"),
  event(1, "taken", "worker", { text: "takes it" }),
  event(1, "looked-up", "rail", { to: "worker", text: "look-up: not found", state: "absent" }),
  entry(1, "refunded", 1_020_000, 100_000_000, { lane: "worker", text: "refund +1,020" }),
  rail(41, "payment-received", { lane: "worker", text: "asked to pay 1,000", amountMsat: 1_000_000 }),
  rail(42, "payment-settled", { text: "settles 1,000", amountMsat: 1_000_000 }),
];
