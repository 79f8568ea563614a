import { type Payout, PayoutApi } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** APIs that give back less than they took, and one that gives everything back in its own parts. */
export const partlyRefunded: Cases = {
  wrong: [
    {
      claim: "keeps the fee of a payout that failed",
      scenario: load({ failure: 3, timeout: 2 }),
      api: class extends PayoutApi {
        override refund(payout: Payout) {
          this.book(payout, "refund", payout.amountSats);
        }
      },
    },
    {
      claim: "gives back one sat less than it took",
      scenario: load({ failure: 3 }),
      api: class extends PayoutApi {
        override refund(payout: Payout) {
          this.book(payout, "refund", payout.costSats - 1);
        }
      },
    },
  ],
  odd: [
    {
      claim: "gives the amount back at once, and the fee 200 ms later",
      scenario: load({ failure: 3, timeout: 2 }),
      api: class extends PayoutApi {
        override refund(payout: Payout) {
          this.book(payout, "refund", payout.amountSats);
          this.clock.timeout(200, () => this.book(payout, "refund", payout.costSats - payout.amountSats));
        }
      },
    },
  ],
};
