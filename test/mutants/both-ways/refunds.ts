import { type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type BothWays, balanced, inconclusive, load, violated } from "../trial.ts";

/** Answers 504 as soon as its payment has timed out, and follows it in the background. */
class TimingOut extends PayoutApi {
  readonly late = new Set<Payout>();

  override async wait(payout: Payout): Promise<Reply> {
    this.late.add(payout);
    void this.follow(payout);
    return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
  }
}

/** Honest APIs that give back late, or have nothing to give back although it looks so. */
export const honest: readonly BothWays[] = [
  {
    claim: "answers 504, lists the payout as expired at once, and refunds a second later",
    scenario: { ...load({ timeout: 3 }), drain: "4s" },
    api: class extends TimingOut {
      override fail(payout: Payout): Reply {
        payout.status = "expired";
        this.clock.timeout(1_000, () => this.refund(payout));
        return refusal(502, "PAYMENT_FAILED");
      }
    },
    isHonest: true,
    rail: balanced,
    answers: inconclusive("outcomes-unknown"),
  },
  {
    claim: "answers 502, and refunds a second later",
    scenario: { ...load({ failure: 3 }), drain: "4s" },
    api: class extends PayoutApi {
      override refund(payout: Payout) {
        this.clock.timeout(1_000, () => super.refund(payout));
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "answers 504 to what settles late, charges it, and lists it as an error",
    scenario: load({ "late-settle": 3 }),
    api: class extends TimingOut {
      override complete(payout: Payout): Reply {
        const reply = super.complete(payout);
        if (this.late.has(payout)) payout.status = "error";
        return reply;
      }
    },
    isHonest: true,
    rail: balanced,
    answers: inconclusive("outcomes-unknown"),
  },
  {
    claim: "answers 504 to what settles late, charges it, and lists it as completed",
    scenario: load({ "late-settle": 3 }),
    api: TimingOut,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
];

/** Wrong APIs that give back too little, too much, too late or what they must not. */
export const wrong: readonly BothWays[] = [
  {
    claim: "refunds the amount, and keeps the fee",
    scenario: load({ failure: 3 }),
    api: class extends PayoutApi {
      override refund(payout: Payout) {
        this.book(payout, "refund", payout.amountSats);
      }
    },
    isHonest: false,
    rail: violated("partly-refunded"),
    answers: violated("partly-refunded"),
  },
  {
    claim: "refunds what failed twice",
    scenario: load({ failure: 3 }),
    api: class extends PayoutApi {
      override refund(payout: Payout) {
        super.refund(payout);
        super.refund(payout);
      }
    },
    isHonest: false,
    rail: violated("unexplained-change"),
    answers: violated("unexplained-change"),
  },
  {
    claim: "answers 504, lists the payout as expired, and never refunds",
    scenario: load({ timeout: 3 }),
    api: class extends TimingOut {
      override refund() {}
    },
    isHonest: false,
    rail: violated("charged-not-paid"),
    answers: violated("charged-not-paid"),
  },
  {
    claim: "answers 504, lists the payout as an error, and never refunds",
    scenario: load({ timeout: 3 }),
    api: class extends TimingOut {
      override refund() {}
      override fail(payout: Payout): Reply {
        const reply = super.fail(payout);
        payout.status = "error";
        return reply;
      }
    },
    isHonest: false,
    rail: violated("charged-not-paid"),
    answers: inconclusive("outcomes-unknown"),
  },
  {
    claim: "answers 504, refunds at once what settles late, and lists it as an error",
    scenario: load({ "late-settle": 3 }),
    api: class extends PayoutApi {
      override async wait(payout: Payout): Promise<Reply> {
        this.refund(payout);
        payout.status = "error";
        return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
      }
    },
    isHonest: false,
    rail: violated("paid-not-charged"),
    answers: inconclusive("outcomes-unknown"),
  },
  {
    claim: "answers 504, refunds at once what settles late, and lists it as expired",
    scenario: load({ "late-settle": 3 }),
    api: class extends PayoutApi {
      override async wait(payout: Payout): Promise<Reply> {
        this.fail(payout);
        return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
      }
    },
    isHonest: false,
    rail: violated("paid-not-charged", "false-refusal"),
    answers: inconclusive("outcomes-unknown"),
  },
  {
    claim: "charges what settles late once more a second after its 504",
    scenario: { ...load({ "late-settle": 3 }), drain: "4s" },
    api: class extends TimingOut {
      override complete(payout: Payout): Reply {
        const reply = super.complete(payout);
        if (this.late.has(payout)) {
          payout.status = "error";
          this.clock.timeout(1_000, () => this.charge(payout));
        }
        return reply;
      }
    },
    isHonest: false,
    rail: violated("double-charged"),
    answers: violated("double-charged"),
  },
];
