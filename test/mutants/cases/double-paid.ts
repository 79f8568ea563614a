import { type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load, retrying } from "../trial.ts";

/** APIs that pay one payout twice, and one that asks twice and pays once. */
export const doublePaid: Cases = {
  wrong: [
    {
      claim: "makes a new payment hash for each attempt",
      scenario: { ...load({ "late-settle": 3 }), ...retrying },
      api: class extends PayoutApi {
        override paymentName({ id, sendings }: Payout) {
          return `${id}/${sendings}`;
        }
        override async wait(payout: Payout): Promise<Reply> {
          payout.status = "error";
          return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
        }
        override async again(payout: Payout): Promise<Reply> {
          return payout.status === "error" ? this.carryOut(payout) : super.again(payout);
        }
      },
    },
    {
      claim: "pays again in the background where the answer of the node was lost",
      scenario: load({ "lost-answer": 3 }),
      api: class extends PayoutApi {
        override paymentName({ id, sendings }: Payout) {
          return `${id}/${sendings}`;
        }
        override async wait(payout: Payout): Promise<Reply> {
          void this.carryOut(payout);
          return this.reply(202, payout);
        }
      },
    },
    {
      claim: "pays every fifth payout by hand and by the automatic processor, and charges both",
      scenario: load(),
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override paymentName({ id, sendings }: Payout) {
          return `${id}/${sendings}`;
        }
        override async carryOut(payout: Payout): Promise<Reply> {
          if (payout.number % 5 === 0) {
            this.charge(payout);
            await this.send(payout);
          }
          return super.carryOut(payout);
        }
      },
    },
  ],
  odd: [
    {
      claim: "sends again, under the same hash, what it got no answer to",
      scenario: load({ "lost-answer": 4 }),
      api: class extends PayoutApi {
        override wait(payout: Payout): Promise<Reply> {
          return this.carryOut(payout);
        }
      },
    },
  ],
};
