import { type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load, retrying } from "../trial.ts";

/** APIs that say paid and did not pay, and one that never says it at once. */
export const falseSuccess: Cases = {
  wrong: [
    {
      claim: "answers that it is paid before it asks the node",
      scenario: load({ failure: 12 }),
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override async carryOut(payout: Payout): Promise<Reply> {
          void super.carryOut(payout);
          return { status: 201, body: { success: true, data: { ...this.rowOf(payout), status: "completed" } } };
        }
      },
    },
    {
      claim: "answers “already processed” to the retry of a payout that failed",
      scenario: { ...load({ timeout: 12 }), ...retrying },
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override async wait(payout: Payout): Promise<Reply> {
          await this.follow(payout);
          return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
        }
        override async again({ id }: Payout): Promise<Reply> {
          return { status: 200, body: { success: true, message: "already processed", data: { id } } };
        }
      },
    },
    {
      claim: "lists as completed what the node has failed and it has given back",
      scenario: load({ timeout: 3 }),
      api: class extends PayoutApi {
        override async follow(payout: Payout): Promise<void> {
          await super.follow(payout);
          payout.status = "completed";
        }
      },
    },
  ],
  odd: [
    {
      claim: "answers “pending” to everything, and pays in the background",
      scenario: load({ failure: 3, timeout: 2, "late-settle": 2 }),
      api: class extends PayoutApi {
        override async carryOut(payout: Payout): Promise<Reply> {
          void super.carryOut(payout);
          return this.reply(202, payout);
        }
      },
    },
    {
      claim: "answers 200 and “success”, and nothing else",
      scenario: load({ failure: 3 }),
      api: class extends PayoutApi {
        override complete(payout: Payout): Reply {
          super.complete(payout);
          return { status: 200, body: { success: true } };
        }
      },
    },
  ],
};
