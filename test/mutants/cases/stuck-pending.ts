import { type Payout, PayoutApi, type Reply } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** APIs that never come to a decision, and one that takes its time. */
export const stuckPending: Cases = {
  wrong: [
    {
      claim: "has a worker that dies after 12 payouts",
      scenario: { ...load(), drain: "2500ms" },
      api: class extends PayoutApi {
        override async carryOut(payout: Payout): Promise<Reply> {
          if (payout.number <= 12) void super.carryOut(payout);
          return this.reply(202, payout);
        }
      },
    },
    {
      claim: "never looks again after a timeout that then failed",
      scenario: { ...load({ timeout: 3 }), drain: "2500ms" },
      api: class extends PayoutApi {
        override async follow() {}
      },
    },
    {
      claim: "never looks again after a timeout that then settled",
      scenario: { ...load({ "late-settle": 3 }), drain: "2500ms" },
      api: class extends PayoutApi {
        override async follow() {}
      },
    },
  ],
  odd: [
    {
      claim: "decides half a second after the node has come to an end",
      scenario: load({ "late-settle": 2, timeout: 2 }),
      api: class extends PayoutApi {
        override async follow(payout: Payout): Promise<void> {
          await this.clock.sleep(500);
          await super.follow(payout);
        }
      },
    },
  ],
};
