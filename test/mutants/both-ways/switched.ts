import type { RailAnswer } from "../../../src/rail/port.ts";
import { type Call, found, type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type BothWays, balanced, inconclusive, load, unseen, violated } from "../trial.ts";

/**
 * Has a switch for timeouts, as the contract has it: while it is on, every so many payouts are not sent at all and answered 504. So it is
 * where its answers are believed; our own rail needs no switch to let payments time out.
 */
class Switched extends PayoutApi {
  injection = { enabled: false, timeoutRate: 0 };

  override async front({ method, path, body }: Call): Promise<Reply | undefined> {
    if (path !== "/api/v1/test/failure-injection") return undefined;
    if (method === "POST") this.injection = this.known(JSON.parse(body));
    return found(this.injection);
  }
  /** What it does not know it does not keep. */
  known({ enabled, timeoutRate }: typeof this.injection): typeof this.injection {
    return { enabled, timeoutRate };
  }
  isInjected({ number, sendings }: Payout): boolean {
    const { enabled, timeoutRate } = this.injection;
    return enabled && sendings === 0 && number % Math.round(1 / timeoutRate) === 0;
  }
  override async send(payout: Payout): Promise<RailAnswer> {
    return this.isInjected(payout) ? this.injected() : super.send(payout);
  }
  async injected(): Promise<RailAnswer> {
    await this.clock.sleep(40);
    return { kind: "timeout" };
  }
  override async wait(payout: Payout): Promise<Reply> {
    this.refund(payout);
    payout.status = "error";
    return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
  }
}

/** Honest APIs with a switch. */
export const honest: readonly BothWays[] = [
  {
    claim: "refunds what its switch lets time out, which is never paid",
    scenario: load({ timeout: 4 }),
    hasSwitch: true,
    api: Switched,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has a switch that does not know “late-settle”, and follows what times out at its node",
    scenario: load({ "late-settle": 4 }),
    hasSwitch: true,
    api: class extends Switched {
      override wait(payout: Payout): Promise<Reply> {
        return this.isInjected({ ...payout, sendings: 0 })
          ? super.wait(payout)
          : PayoutApi.prototype.wait.call(this, payout);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: inconclusive("fault-ignored"),
  },
];

/** Wrong APIs with a switch. */
export const wrong: readonly BothWays[] = [
  {
    claim: "keeps the charge of what its switch lets time out",
    scenario: load({ timeout: 4 }),
    hasSwitch: true,
    api: class extends Switched {
      override refund() {}
    },
    isHonest: false,
    rail: violated("charged-not-paid"),
    answers: violated("charged-not-paid"),
  },
  {
    claim: "refunds what its switch lets time out, and lets the payment go afterwards",
    scenario: load({ timeout: 4 }),
    hasSwitch: true,
    api: class extends Switched {
      override async wait(payout: Payout): Promise<Reply> {
        void this.letGo(payout);
        return super.wait(payout);
      }
      async letGo(payout: Payout): Promise<void> {
        await this.clock.sleep(100);
        await super.send(payout);
      }
    },
    isHonest: false,
    rail: violated("paid-not-charged"),
    answers: unseen(
      "the contract of its switch says that what it lets time out is never paid, and that stands beside the verdict",
    ),
  },
  {
    claim: "has timeouts of its own under a switch that was never told to make any, refunds them, and pays",
    scenario: load({ "late-settle": 4 }),
    api: Switched,
    isHonest: false,
    rail: violated("paid-not-charged"),
    answers: inconclusive("outcomes-unknown"),
  },
];
