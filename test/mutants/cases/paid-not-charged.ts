import { type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load, retrying } from "../trial.ts";

/** APIs that pay for nothing, and one that charges last. */
export const paidNotCharged: Cases = {
  wrong: [
    {
      claim: "gives back on a timeout, and the payment settles late",
      scenario: load({ "late-settle": 3 }),
      api: class extends PayoutApi {
        override async wait(payout: Payout): Promise<Reply> {
          this.refund(payout);
          payout.status = "error";
          return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
        }
      },
    },
    {
      claim: "charges in a transaction that is rolled back for every fourth payout",
      scenario: load(),
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          if (payout.number % 4 !== 0) super.charge(payout);
        }
      },
    },
    {
      claim: "remembers the key of a payout that it gave back, and pays its retry without a charge",
      scenario: { ...load({ timeout: 8 }), ...retrying },
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override async wait(payout: Payout): Promise<Reply> {
          await this.follow(payout);
          return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
        }
        override async again(payout: Payout): Promise<Reply> {
          return payout.status === "expired" ? this.carryOut(payout) : super.again(payout);
        }
      },
    },
  ],
  odd: [
    {
      claim: "pays first, and charges before it answers",
      scenario: load({ failure: 3, "late-settle": 2 }),
      api: class extends PayoutApi {
        override charge() {}
        override refund() {}
        override complete(payout: Payout): Reply {
          super.charge(payout);
          return super.complete(payout);
        }
      },
    },
  ],
};
