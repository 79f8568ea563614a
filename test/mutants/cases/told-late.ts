import type { FindingKind } from "../../../src/domain/finding.ts";
import { msatOf } from "../../../src/domain/money.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";
import type { RailAnswer, RailEvent } from "../../../src/rail/port.ts";
import type { Called, Payout, Reply } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";
import { Calling } from "./false-callback.ts";

/**
 * APIs that hear of their payments by webhook, or whose own callbacks are not taken. A payment that failed is made once more under a hash of
 * its own, so news of the first attempt may come after the second one.
 */
class Hearing extends Calling {
  override paymentName({ id, sendings }: Payout): string {
    return `${id}/${sendings}`;
  }
  override async conclude(payout: Payout, answer: RailAnswer): Promise<Reply> {
    return answer.kind === "failed" && payout.sendings === 1 ? this.carryOut(payout) : super.conclude(payout, answer);
  }
  /** The payout that news is about. */
  payoutOf({ paymentHash }: RailEvent): Payout | undefined {
    const isOf = ({ id, gamertag, amountSats, sendings }: Payout) =>
      Array.from({ length: sendings }, (_, index) =>
        paymentOf(`${id}/${index + 1}`, gamertag, msatOf(amountSats)),
      ).some((payment) => payment.paymentHash === paymentHash);
    return this.payouts.find(isOf);
  }
}

/** What becomes of all webhooks about the first attempt. */
const webhooks = (fault: string) => ({ [fault]: { rate: 20, to: "service" } });
const late = load({ failure: 20, "event-delayed": { rate: 20, to: "service", for: "80ms" } });
/** Whoever is told nothing waits as long as for an answer. */
const untaken = { ...load({ failure: 3, "event-lost": { rate: 2, to: "client" } }), client: { timeout: "1s" } };

/** By the finding that each wrong one comes to. */
export const toldLate: Partial<Record<FindingKind, Cases>> = {
  "false-callback": {
    wrong: [
      {
        claim: "takes a late failure of the first attempt for the end, and takes back what the second one has paid",
        scenario: late,
        ...{ callsBack: true, hears: true },
        api: class extends Hearing {
          override hear(event: RailEvent): void {
            const payout = this.payoutOf(event);
            if (event.status === "failed" && payout?.status === "completed") this.fail(payout);
          }
        },
        also: ["paid-not-charged", "false-refusal"],
      },
      {
        claim: "tells its caller of a late failure of the first attempt, and leaves what the second one has paid",
        scenario: late,
        ...{ callsBack: true, hears: true },
        api: class extends Hearing {
          override hear(event: RailEvent): void {
            const payout = this.payoutOf(event);
            if (event.status === "failed" && payout?.status === "completed") this.callBack(payout, "refused");
          }
        },
      },
      {
        claim: "calls a payout failed when nobody has taken the callback that it was paid",
        scenario: load({ "event-lost": { rate: 5, to: "client" } }),
        callsBack: true,
        api: class extends Calling {
          override callBack(payout: Payout, outcome: Called): boolean {
            return super.callBack(payout, outcome) || super.callBack(payout, "refused");
          }
        },
      },
    ],
    odd: [
      {
        claim: "hears of the failure of a first attempt when the second one was paid, and leaves it",
        scenario: late,
        ...{ callsBack: true, hears: true },
        api: Hearing,
      },
      {
        claim: "says once more that a payout was paid for each webhook, and then that it is pending",
        scenario: load(webhooks("event-duplicated")),
        ...{ callsBack: true, hears: true },
        api: class extends Hearing {
          override hear(event: RailEvent): void {
            const payout = this.payoutOf(event);
            if (event.status !== "settled" || payout === undefined) return;
            this.callBack(payout, "paid");
            this.callBack(payout, "pending");
          }
        },
      },
      {
        claim: "sends a callback again until it is taken, or for a second",
        scenario: untaken,
        ...{ callsBack: true, inHaste: true },
        api: class extends Calling {
          override callBack(payout: Payout, outcome: Called, triesLeft = 20): boolean {
            const isTaken = super.callBack(payout, outcome);
            if (!isTaken && triesLeft > 0)
              this.clock.timeout(50, () => void this.callBack(payout, outcome, triesLeft - 1));
            return isTaken;
          }
        },
      },
    ],
  },
  "double-charged": {
    wrong: [
      {
        claim: "charges for each webhook that a payout was paid",
        scenario: load({ ...webhooks("event-duplicated"), "late-settle": 4 }),
        hears: true,
        also: ["impossible-balance"],
        api: class extends Hearing {
          readonly heard = new Set<Payout>();

          override hear(event: RailEvent): void {
            const payout = this.payoutOf(event);
            if (event.status !== "settled" || payout === undefined) return;
            if (this.heard.has(payout)) this.charge(payout);
            this.heard.add(payout);
          }
        },
      },
    ],
    odd: [
      {
        claim: "completes a payout by its webhook or by its answer, whichever is first, and once",
        scenario: load({ ...webhooks("event-duplicated"), "late-settle": 4 }),
        hears: true,
        api: class extends Hearing {
          override hear(event: RailEvent): void {
            const payout = this.payoutOf(event);
            if (event.status === "settled" && payout?.status === "pending") this.complete(payout);
          }
          override complete(payout: Payout): Reply {
            return payout.status === "completed" ? this.reply(200, payout) : super.complete(payout);
          }
        },
      },
    ],
  },
};
