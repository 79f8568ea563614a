import { type Asked, type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type BothWays, balanced, load, unseen, violated } from "../trial.ts";

const scenario = load({ "body-changed": 4 });

/** Makes another payout of a changed body. */
class Forgetful extends PayoutApi {
  override find(asked: Asked): Payout | undefined {
    const known = super.find(asked);
    return known?.amountSats === asked.amount ? known : undefined;
  }
}

/** Honest APIs that receive another amount under a known key. */
export const honest: readonly BothWays[] = [
  {
    claim: "refuses another amount under a known key",
    scenario,
    api: class extends PayoutApi {
      override async post(asked: Asked): Promise<Reply> {
        const known = this.find(asked);
        const isReused = known !== undefined && known.amountSats !== asked.amount;
        return isReused ? refusal(422, "IDEMPOTENCY_KEY_REUSED") : super.post(asked);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "refuses another amount under a known key, and lists the refused request",
    scenario,
    api: class extends PayoutApi {
      override async post(asked: Asked): Promise<Reply> {
        const known = this.find(asked);
        if (known === undefined || known.amountSats === asked.amount) return super.post(asked);
        this.payouts.push({ ...known, id: `${known.id}-refused`, amountSats: asked.amount, status: "error" });
        return refusal(422, "IDEMPOTENCY_KEY_REUSED");
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "repeats its first answer, whatever the amount",
    scenario,
    api: PayoutApi,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
];

/** Wrong APIs that carry out another amount under a known key. */
export const wrong: readonly BothWays[] = [
  {
    claim: "pays and charges another amount under a known key as another payout",
    scenario,
    api: Forgetful,
    isHonest: false,
    rail: violated("double-paid", "wrong-amount", "key-breach"),
    answers: violated("double-charged", "wrong-amount", "key-breach"),
  },
  {
    claim: "pays another amount under a known key, and neither charges nor lists it",
    scenario,
    api: class extends Forgetful {
      override charge(payout: Payout): void {
        if (this.isFirst(payout)) super.charge(payout);
      }
      override listPayouts(projectId: string, status: string | null) {
        return super
          .listPayouts(projectId, status)
          .filter(({ id }) => this.isFirst(this.payouts.find((one) => one.id === id)));
      }
      isFirst(payout: Payout | undefined): boolean {
        return this.payouts.find(({ key }) => key === payout?.key) === payout;
      }
    },
    isHonest: false,
    rail: violated("double-paid", "wrong-amount"),
    answers: unseen("neither its answers nor its books have the second payment"),
  },
];
