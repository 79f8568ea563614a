import type { RailAnswer } from "../../../src/rail/port.ts";
import { type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** APIs that say no and pay, and one that hears no, asks once more and says yes. */
export const falseRefusal: Cases = {
  wrong: [
    {
      claim: "tries again after a timeout, and takes “in transition” for a failure",
      scenario: load({ stuck: 3 }),
      also: ["paid-not-charged"],
      api: class extends PayoutApi {
        override async wait(payout: Payout): Promise<Reply> {
          const { kind } = await this.send(payout);
          return kind === "in-transition" ? this.fail(payout) : super.wait(payout);
        }
      },
    },
    {
      claim: "calls a timeout a failure, although it goes on following the payment",
      scenario: load({ "late-settle": 3 }),
      api: class extends PayoutApi {
        override async wait(payout: Payout): Promise<Reply> {
          void this.follow(payout);
          return refusal(502, "PAYMENT_FAILED", { id: payout.id });
        }
      },
    },
    {
      claim: "refuses every fourth payout after it was paid, because its receipt is not valid",
      scenario: load(),
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override complete(payout: Payout): Reply {
          const reply = super.complete(payout);
          return payout.number % 4 === 0 ? refusal(422, "INVALID_RECEIPT") : reply;
        }
      },
    },
  ],
  odd: [
    {
      claim: "tries once more, under the same hash, what the node has failed",
      scenario: load({ failure: 4 }),
      api: class extends PayoutApi {
        override async conclude(payout: Payout, answer: RailAnswer): Promise<Reply> {
          return answer.kind === "failed" && payout.sendings === 1
            ? this.carryOut(payout)
            : super.conclude(payout, answer);
        }
      },
    },
  ],
};
