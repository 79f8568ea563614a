import type { Sats } from "../../../src/domain/money.ts";
import { type ApiParts, type Payout, PayoutApi, type Reply } from "../payout-api.ts";
import { type BothWays, balanced, load, violated } from "../trial.ts";

/** Sets the cost of a payout aside before it pays, and reports what it holds beside what is available. */
class Holding extends PayoutApi {
  readonly held = new Map<string, Sats>();

  override charge(payout: Payout): void {
    this.setAside(payout, payout.costSats, "hold");
  }
  override refund(payout: Payout): void {
    this.setAside(payout, -payout.costSats, "cancel");
  }
  override complete(payout: Payout): Reply {
    this.hold(payout.projectId, -payout.costSats);
    this.book(payout, "confirm", 0);
    return super.complete(payout);
  }
  setAside(payout: Payout, sats: Sats, word: string): void {
    this.book(payout, word, -sats);
    this.hold(payout.projectId, sats);
  }
  hold(projectId: string, sats: Sats): void {
    this.held.set(projectId, (this.held.get(projectId) ?? 0) + sats);
  }
  override async balance(projectId: string): Promise<object> {
    return { ...(await super.balance(projectId)), held: this.held.get(projectId) ?? 0 };
  }
}

/** Sets 5 sats more aside than a payout costs, and gives all of it back before it charges what it did cost. */
class Reserving extends Holding {
  override charge(payout: Payout): void {
    this.setAside(payout, payout.costSats + 5, "hold");
  }
  override refund(payout: Payout): void {
    this.setAside(payout, -(payout.costSats + 5), "cancel");
  }
  override complete(payout: Payout): Reply {
    this.refund(payout);
    this.book(payout, "charge", -payout.costSats);
    payout.status = "completed";
    return this.reply(201, payout);
  }
}

const faults = { failure: 3, "late-settle": 2, slow: 3 };

/** Honest APIs that set money aside. */
export const honest: readonly BothWays[] = [
  {
    claim: "holds 5 sats more than the cost while a payout is under way, and says what it holds",
    scenario: load(faults),
    api: Reserving,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "sets 5 sats more aside than the cost, declares that, and never says what it holds",
    scenario: load(faults),
    declares: { mayHold: { ppm: 0, atLeastMsat: 5_000 } },
    api: class extends Reserving {
      override balance(projectId: string) {
        return PayoutApi.prototype.balance.call(this, projectId);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "holds and confirms, and says what it holds",
    scenario: load(faults),
    api: Holding,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "holds and confirms, and never says what it holds",
    scenario: load(faults),
    api: class extends Holding {
      override balance(projectId: string) {
        return PayoutApi.prototype.balance.call(this, projectId);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "holds without an entry, and enters only what it charges",
    scenario: load(faults),
    api: class extends Reserving {
      override setAside({ projectId }: Payout, sats: Sats) {
        this.balances.set(projectId, (this.balances.get(projectId) ?? 0) - sats);
        this.hold(projectId, sats);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "holds 40,000 sats for somebody else all the time",
    scenario: load(faults),
    api: class extends Holding {
      constructor(parts: ApiParts) {
        super(parts);
        this.hold("shop", 40_000);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has 500,000 sats more than the scenario declares",
    scenario: load(faults),
    api: class extends PayoutApi {
      constructor(parts: ApiParts) {
        super(parts);
        this.balances.set("shop", 1_500_000);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
];

/** Wrong APIs whose mistake is in what they hold. */
export const wrong: readonly BothWays[] = [
  {
    claim: "charges, and never ends the hold of what it has charged",
    api: class extends Holding {
      override complete(payout: Payout): Reply {
        this.hold(payout.projectId, payout.costSats);
        return super.complete(payout);
      }
    },
    isHonest: false,
    rail: violated("unexplained-change"),
    answers: violated("unexplained-change"),
  },
  {
    claim: "holds less than nothing in the end",
    api: class extends Holding {
      override complete(payout: Payout): Reply {
        this.hold(payout.projectId, -250);
        return super.complete(payout);
      }
    },
    isHonest: false,
    rail: violated("unexplained-change"),
    answers: violated("unexplained-change"),
  },
  {
    claim: "says that it holds 999,999 sats after everything was paid",
    api: class extends Holding {
      override complete(payout: Payout): Reply {
        if (payout.number === 20) this.clock.timeout(100, () => this.hold(payout.projectId, 999_999));
        return super.complete(payout);
      }
    },
    isHonest: false,
    rail: violated("unexplained-change"),
    answers: violated("unexplained-change"),
  },
  {
    claim: "keeps the 5 sats that it had set aside beyond the cost",
    api: class extends Reserving {
      override complete(payout: Payout): Reply {
        this.hold(payout.projectId, -5);
        this.setAside(payout, -payout.costSats, "cancel");
        this.book(payout, "charge", -payout.costSats);
        payout.status = "completed";
        return this.reply(201, payout);
      }
    },
    isHonest: false,
    rail: violated("wrong-amount"),
    answers: violated("wrong-amount"),
  },
  {
    claim: "never releases the hold of a payout that failed",
    scenario: load({ failure: 3 }),
    api: class extends Holding {
      override refund() {}
    },
    isHonest: false,
    rail: violated("charged-not-paid"),
    answers: violated("charged-not-paid"),
  },
  {
    claim: "ends the hold of a payout that failed, and makes nothing available again",
    scenario: load({ failure: 3 }),
    api: class extends Holding {
      override refund({ projectId, costSats }: Payout) {
        this.hold(projectId, -costSats);
      }
    },
    isHonest: false,
    rail: violated("charged-not-paid"),
    answers: violated("charged-not-paid"),
  },
];
