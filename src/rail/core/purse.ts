import type { Msat } from "../../domain/money.ts";
import type { PaymentRecord } from "./payment-update.ts";

type Cost = Pick<PaymentRecord, "amountMsat" | "feeMsat">;

/** The money of the node: what it had, what it has spent, and what is on its way. */
export class Purse {
  readonly #openingMsat: Msat;
  #spentMsat = 0;
  #unsettledMsat = 0;

  constructor(openingMsat: Msat) {
    this.#openingMsat = openingMsat;
  }

  /** What it can still send: what it had, less what was paid with its fees, and less what is in flight. */
  balanceMsat(): Msat {
    return Math.max(0, this.#openingMsat - this.#spentMsat - this.#unsettledMsat);
  }

  /** What is in flight, with its fees. */
  unsettledMsat(): Msat {
    return this.#unsettledMsat;
  }

  /** A payment leaves. */
  hold({ amountMsat, feeMsat }: Cost): void {
    this.#unsettledMsat += amountMsat + feeMsat;
  }

  /** The same payment has settled, or it comes back. */
  release({ amountMsat, feeMsat }: Cost, isSpent: boolean): void {
    this.#unsettledMsat -= amountMsat + feeMsat;
    if (isSpent) this.#spentMsat += amountMsat + feeMsat;
  }
}
