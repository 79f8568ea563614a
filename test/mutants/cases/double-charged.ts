import { type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load, retrying } from "../trial.ts";

/** APIs that charge a payout twice, and those whose ledger needs several entries for one charge. */
export const doubleCharged: Cases = {
  wrong: [
    {
      claim: "charges each attempt, and keeps the charge of the one that timed out",
      scenario: { ...load({ timeout: 3 }), ...retrying },
      api: class extends PayoutApi {
        override async wait(payout: Payout): Promise<Reply> {
          await this.endOf(payout);
          payout.status = "error";
          return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
        }
        override async again(payout: Payout): Promise<Reply> {
          if (payout.status !== "error") return super.again(payout);
          this.charge(payout);
          return this.carryOut(payout);
        }
      },
    },
    {
      claim: "holds, and charges on confirming without ending the hold",
      scenario: load(),
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          this.book(payout, "hold", -payout.costSats);
        }
        override complete(payout: Payout): Reply {
          super.charge(payout);
          return super.complete(payout);
        }
      },
    },
  ],
  odd: [
    {
      claim: "holds, and confirms with an entry that moves nothing",
      scenario: load({ failure: 3, "late-settle": 2 }),
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          this.book(payout, "hold", -payout.costSats);
        }
        override refund(payout: Payout) {
          this.book(payout, "cancel", payout.costSats);
        }
        override complete(payout: Payout): Reply {
          this.book(payout, "confirm", 0);
          return super.complete(payout);
        }
      },
    },
    {
      claim: "ends the hold with a release, and charges in the same moment",
      scenario: load({ failure: 3, "late-settle": 2 }),
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          this.book(payout, "hold", -payout.costSats);
        }
        override complete(payout: Payout): Reply {
          this.book(payout, "release", payout.costSats);
          super.charge(payout);
          return super.complete(payout);
        }
      },
    },
    {
      claim: "gives back what the node has failed, and charges the retry anew",
      scenario: { ...load({ timeout: 3 }), ...retrying },
      api: class extends PayoutApi {
        override async wait(payout: Payout): Promise<Reply> {
          await this.follow(payout);
          return payout.status === "completed"
            ? this.reply(201, payout)
            : refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
        }
        override async again(payout: Payout): Promise<Reply> {
          if (payout.status !== "expired") return super.again(payout);
          this.charge(payout);
          return this.carryOut(payout);
        }
      },
    },
  ],
};
