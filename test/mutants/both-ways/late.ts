import { type Asked, type Call, type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type BothWays, balanced, inconclusive, load, retrying, violated } from "../trial.ts";

/** Answers three of twenty callers only after they have given up. */
class Slow extends PayoutApi {
  override async post(asked: Asked): Promise<Reply> {
    const reply = await super.post(asked);
    const { number } = this.find(asked) ?? { number: 0 };
    if (number % 7 === 3) await this.clock.sleep(500);
    return reply;
  }
}

/** Lists nothing at all. */
class SlowInSilence extends Slow {
  override async front({ method, path }: Call): Promise<Reply | undefined> {
    return method === "GET" && /\/(entries|payouts)$/.test(path) ? refusal(404, "NOT_FOUND") : undefined;
  }
}

const impatient = { client: { timeout: "250ms" } };
const race = { ...load(), projects: { shop: { balance: 5 * 1_020 } } };

/** Honest APIs that are late, or have too little for all. */
export const honest: readonly BothWays[] = [
  {
    claim: "answers later than its callers wait, and lists what it did",
    scenario: { ...load(), ...impatient },
    inHaste: true,
    api: Slow,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "answers later than its callers wait, and lists nothing",
    scenario: { ...load(), ...impatient },
    inHaste: true,
    api: SlowInSilence,
    isHonest: true,
    rail: balanced,
    answers: inconclusive("outcomes-unknown"),
  },
  {
    claim: "refuses 15 of 20 payouts because its balance is spent, as the scenario expects",
    scenario: { ...race, refusals: "expected" },
    api: PayoutApi,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "refuses 15 of 20 payouts because its balance is spent, and the scenario says nothing of it",
    scenario: race,
    api: PayoutApi,
    isHonest: true,
    rail: inconclusive("mostly-refused"),
    answers: inconclusive("mostly-refused"),
  },
  {
    claim: "holds so much more than the scenario declares that nothing is scarce in a race",
    scenario: { ...race, refusals: "expected" },
    api: class extends PayoutApi {
      override readonly balances = new Map([["shop", 1_000_000]]);
    },
    isHonest: true,
    rail: inconclusive("overfunded"),
    answers: inconclusive("overfunded"),
  },
];

/** Wrong APIs whose mistake shows only later, or when most payouts are refused. */
export const wrong: readonly BothWays[] = [
  {
    claim: "answers later than its callers wait, and charges their retry once more",
    scenario: { ...load(), client: { timeout: "250ms", ...retrying.client } },
    inHaste: true,
    api: class extends Slow {
      override async again(payout: Payout): Promise<Reply> {
        this.charge(payout);
        return super.again(payout);
      }
    },
    isHonest: false,
    rail: violated("double-charged"),
    answers: violated("double-charged"),
  },
  {
    claim: "refuses 15 of 20 payouts as the scenario expects, and charges three of them all the same",
    scenario: { ...race, refusals: "expected" },
    api: class extends PayoutApi {
      refused = 0;

      override affords(asked: Asked): boolean {
        const affords = super.affords(asked);
        if (!affords) this.refused += 1;
        if (!affords && this.refused <= 3) {
          const payout = this.take(asked);
          this.charge(payout);
          payout.status = "expired";
        }
        return affords;
      }
    },
    isHonest: false,
    rail: violated("charged-not-paid", "overdraft"),
    answers: violated("charged-not-paid", "overdraft"),
  },
  {
    claim: "charges every fifth payout once more a second later, while another one is still under way",
    scenario: { ...load(), drain: "4s" },
    api: class extends PayoutApi {
      override async carryOut(payout: Payout): Promise<Reply> {
        if (payout.number !== 7) return super.carryOut(payout);
        this.clock.timeout(2_000, () => void super.carryOut(payout));
        return this.reply(202, payout);
      }
      override complete(payout: Payout): Reply {
        if (payout.number % 5 === 0) this.clock.timeout(1_000, () => this.charge(payout));
        return super.complete(payout);
      }
    },
    isHonest: false,
    rail: violated("double-charged"),
    answers: violated("double-charged"),
  },
];
