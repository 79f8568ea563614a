import type { Clock } from "../../domain/clock.ts";
import type { Sats } from "../../domain/money.ts";
import type { Ledger, PayoutRef, ProjectBalance } from "../../ledger/ledger.ts";
import type { Rail, RailAnswer, RailPayment } from "../../lightning/rail.ts";

/**
 * A strategy is how the API moves the money of one payout: what it does to the ledger before, and after, it asks the node to
 * pay. It sees ports and nothing else, so it runs unchanged on another ledger, on another node and under virtual time.
 */
export interface Strategy {
  /** Pays one payout. Rejects only when the ledger does. */
  pay(payout: StrategyPayout, ports: StrategyPorts): Promise<StrategyResult>;
}

/** What a strategy may touch. */
export interface StrategyPorts {
  readonly ledger: Ledger;
  readonly rail: Rail;
  readonly clock: Clock;
}

/** The payout that a strategy is given. The same payout, tried again, has the same id and the same payment. */
export interface StrategyPayout extends PayoutRef {
  /** Amount and fee. */
  readonly costSats: Sats;
  readonly payment: RailPayment;
}

/** How it went. `failed` and `timed-out` are what the strategy makes of it, right or wrong. */
export type StrategyResult =
  | { readonly kind: "completed" }
  | Refusal
  | { readonly kind: "failed"; readonly reason: string; readonly gaveBack: boolean }
  | { readonly kind: "timed-out"; readonly reason: string; readonly gaveBack: boolean };

/** No money was touched. */
export type Refusal =
  | { readonly kind: "no-project" }
  | { readonly kind: "insufficient-balance"; readonly balanceSats: Sats };

/** Why a payout of this cost cannot be made out of this balance; undefined when it can. */
export function refusal(balance: ProjectBalance | undefined, costSats: Sats): Refusal | undefined {
  if (balance === undefined) return { kind: "no-project" };
  if (balance.balanceSats < costSats) return { kind: "insufficient-balance", balanceSats: balance.balanceSats };
  return undefined;
}

/**
 * What the naive family makes of an answer that is not "settled". It asks the node nothing further, and takes every error of
 * the node for a failed payment, even "already paid" and "in transition", which say the opposite: such code exists, and that is why
 * these strategies are here.
 */
export function unhappyEnd(answer: Exclude<RailAnswer, { kind: "settled" }>, gaveBack: boolean): StrategyResult {
  switch (answer.kind) {
    case "failed":
      return { kind: "failed", reason: answer.reason, gaveBack };
    case "already-paid":
      return { kind: "failed", reason: "invoice is already paid", gaveBack };
    case "in-transition":
      return { kind: "failed", reason: "payment is in transition", gaveBack };
    case "timeout":
      return { kind: "timed-out", reason: "the node did not answer in time", gaveBack };
    case "broken":
      return { kind: "timed-out", reason: `the connection to the node broke (${answer.reason})`, gaveBack };
  }
}
