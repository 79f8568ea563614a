import type { Fact } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/**
 * All facts of a run in order, in memory. A hundred thousand payouts make more than half a million facts, nearly all of six kinds. Those
 * are kept in columns of numbers; the facts of a small run, of which a search makes thousands, are kept as they are.
 */
export interface FactLog extends Iterable<Fact> {
  record(fact: Fact): void;
  /** Reads from the beginning. After the last fact it can go on as soon as there are more. */
  reader(): FactReader;
  /** The facts about these payouts, in order. The others are not made into objects. */
  about(payouts: ReadonlySet<PayoutNumber>): Iterable<Fact>;
  readonly size: number;
}

/** True for a fact about one of these payouts. */
export function isAbout(fact: Fact, payouts: ReadonlySet<PayoutNumber>): boolean {
  return "payout" in fact && fact.payout !== null && payouts.has(fact.payout);
}

/** The next fact; undefined if there is none yet. */
export type FactReader = () => Fact | undefined;
