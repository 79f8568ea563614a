import type { RailAnswer } from "../../../src/rail/port.ts";
import { type Called, type Payout, PayoutApi, type Reply } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** Accepts everything at once, and tells how it ended in a callback. */
export class Calling extends PayoutApi {
  override async carryOut(payout: Payout): Promise<Reply> {
    void super.carryOut(payout);
    return this.reply(202, payout);
  }
  override complete(payout: Payout): Reply {
    this.callBack(payout, "paid");
    return super.complete(payout);
  }
  override fail(payout: Payout): Reply {
    this.callBack(payout, "refused");
    return super.fail(payout);
  }
}

/** APIs whose callbacks say something else than what became of the payment, and some whose callbacks are only late, early or many. */
export const falseCallback: Cases = {
  wrong: [
    {
      claim: "calls every payout paid as soon as it asks the node",
      scenario: load({ failure: 4 }),
      callsBack: true,
      api: class extends Calling {
        override send(payout: Payout): Promise<RailAnswer> {
          this.callBack(payout, "paid");
          return super.send(payout);
        }
        override fail(payout: Payout): Reply {
          return PayoutApi.prototype.fail.call(this, payout);
        }
      },
      also: ["impossible-balance"],
    },
    {
      claim: "calls a timeout a failure, although it goes on following the payment",
      scenario: load({ "late-settle": 3 }),
      callsBack: true,
      api: class extends Calling {
        override async wait(payout: Payout): Promise<Reply> {
          this.callBack(payout, "refused");
          return super.wait(payout);
        }
      },
    },
    {
      claim: "answers as it should, and calls every fifth payout failed after it was paid",
      scenario: load(),
      callsBack: true,
      api: class extends PayoutApi {
        override complete(payout: Payout): Reply {
          if (payout.number % 5 === 0) this.callBack(payout, "refused");
          return super.complete(payout);
        }
      },
    },
  ],
  odd: [
    {
      claim: "tells everything in callbacks, and nothing twice",
      scenario: load({ failure: 3, "late-settle": 2 }),
      callsBack: true,
      api: Calling,
    },
    {
      claim: "sends its callbacks late, and each of them three times",
      scenario: load({ failure: 3 }),
      callsBack: true,
      api: class extends Calling {
        override callBack(payout: Payout, outcome: Called): boolean {
          for (const ms of [10, 15, 40]) this.clock.timeout(ms, () => void super.callBack(payout, outcome));
          return true;
        }
      },
    },
    {
      claim: "sends its callbacks before it answers",
      scenario: load({ failure: 3 }),
      callsBack: true,
      api: class extends Calling {
        override async carryOut(payout: Payout): Promise<Reply> {
          return PayoutApi.prototype.carryOut.call(this, payout);
        }
      },
    },
  ],
};
