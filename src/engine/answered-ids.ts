import { createIdMap } from "../columns/id-map.ts";
import type { Fact } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/** In place of a payout, whose numbers start at 1. */
const NOBODY = 0;

/**
 * The service's ids of payouts, as its answers named them: by these its entries are recognized where it does not list its payouts. An id that
 * was answered for two payouts names neither.
 */
export class AnsweredIds {
  readonly #payouts = createIdMap();

  /** Notes the id of an answer. */
  enter(fact: Fact): void {
    if (fact.kind !== "attempt-answered" && fact.kind !== "outcome-learned") return;
    const { payoutId, payout } = fact;
    if (payoutId === "") return;
    const known = this.#payouts.get(payoutId);
    if (known !== payout) this.#payouts.set(payoutId, known === undefined ? payout : NOBODY);
  }

  /** The payout that alone has this id. */
  payoutOf(payoutId: string): PayoutNumber | undefined {
    return this.#payouts.get(payoutId) || undefined;
  }
}
