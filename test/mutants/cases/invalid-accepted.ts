import { type Asked, type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

const asking = (...names: readonly string[]) => ({ ...load(), payouts: { amount: { hostile: names } } });

/** APIs that take payouts which nobody can make, and those that refuse them in a way of their own. */
export const invalidAccepted: Cases = {
  wrong: [
    {
      claim: "subtracts a negative amount, which credits the account",
      scenario: asking("negative"),
      api: class extends PayoutApi {
        override isAmount(amount: unknown): boolean {
          return typeof amount === "number" && amount <= 1_000_000;
        }
        override async carryOut(payout: Payout): Promise<Reply> {
          return payout.amountSats < 0 ? this.complete(payout) : super.carryOut(payout);
        }
      },
    },
    {
      claim: "rounds a fraction down to nothing, and calls it paid",
      scenario: asking("fraction", "text"),
      api: class extends PayoutApi {
        override async post(asked: Asked): Promise<Reply> {
          return super.post({ ...asked, amount: Math.floor(asked.amount) });
        }
        override isAmount(amount: unknown): boolean {
          return amount === 0 || super.isAmount(amount);
        }
        override async carryOut(payout: Payout): Promise<Reply> {
          return payout.amountSats === 0 ? this.complete(payout) : super.carryOut(payout);
        }
      },
    },
    {
      claim: "reads a text as a number that is none, which no balance is too small for, and answers pending",
      scenario: asking("text"),
      api: class extends PayoutApi {
        override async post(asked: Asked): Promise<Reply> {
          if (!Number.isNaN(Number(asked.amount))) return super.post(asked);
          return this.reply(202, this.take({ ...asked, amount: 0 }));
        }
      },
    },
  ],
  odd: [
    {
      claim: "records a payout before it looks at its amount, and lists it as expired",
      scenario: asking("negative", "overflow", "beyond-supply"),
      api: class extends PayoutApi {
        override async post(asked: Asked): Promise<Reply> {
          if (this.isAmount(asked.amount)) return super.post(asked);
          const payout = this.take({ ...asked, amount: 0 });
          payout.status = "expired";
          return refusal(422, "INVALID_AMOUNT", { id: payout.id });
        }
      },
    },
    {
      claim: "rounds a fraction up, takes that, and gives it back when its payment fails",
      scenario: asking("fraction"),
      api: class extends PayoutApi {
        override async post(asked: Asked): Promise<Reply> {
          if (Number.isInteger(asked.amount)) return super.post(asked);
          const payout = this.take({ ...asked, amount: 1 });
          this.charge(payout);
          await this.clock.sleep(5);
          return this.fail(payout);
        }
      },
    },
  ],
};
