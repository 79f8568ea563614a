import { type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** APIs that keep money for a payout that was never made, and those that only give it back late or under another name. */
export const chargedNotPaid: Cases = {
  wrong: [
    {
      claim: "keeps the charge of a payout that the node has failed",
      scenario: load({ failure: 4 }),
      api: class extends PayoutApi {
        override refund() {}
      },
    },
    {
      claim: "gives back to the other project",
      scenario: { ...load({ failure: 12 }), projects: { shop: { balance: 900_000 }, stall: { balance: 900_000 } } },
      also: ["unexplained-change", "impossible-balance"],
      api: class extends PayoutApi {
        override refund(payout: Payout) {
          this.book(payout, "refund", payout.costSats, payout.projectId === "shop" ? "stall" : "shop");
        }
      },
    },
    {
      claim: "charges before a validation that then fails",
      scenario: { ...load(), payouts: { amount: { oneOf: [1000, 1001, 1002] } } },
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override async carryOut(payout: Payout): Promise<Reply> {
          if (payout.amountSats !== 1001) return super.carryOut(payout);
          payout.status = "expired";
          return refusal(400, "VALIDATION_ERROR");
        }
      },
    },
  ],
  odd: [
    {
      claim: "gives back 100 ms after it has answered that the payment failed",
      scenario: load({ failure: 4, timeout: 2 }),
      api: class extends PayoutApi {
        override refund(payout: Payout) {
          this.clock.timeout(100, () => super.refund(payout));
        }
      },
    },
    {
      claim: "calls a refund an adjustment, and a charge a debit",
      scenario: load({ failure: 4, timeout: 2 }),
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          this.book(payout, "debit", -payout.costSats);
        }
        override refund(payout: Payout) {
          this.book(payout, "adjustment", payout.costSats);
        }
      },
    },
    {
      claim: "lists its entries the newest first",
      scenario: load({ failure: 4, timeout: 2 }),
      api: class extends PayoutApi {
        override listEntries(projectId: string) {
          return [...super.listEntries(projectId)].reverse();
        }
      },
    },
  ],
};
