import { type Asked, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

const crowd = { load: [{ name: "all", payouts: 20, concurrency: 20 }] };

/** APIs that go below zero, and one that stops at it. */
export const overdraft: Cases = {
  wrong: [
    {
      claim: "checks the balance and charges in two steps, and 19 payouts meet in between",
      scenario: { ...crowd, projects: { shop: { balance: 10_200 } } },
      api: class extends PayoutApi {
        checked = 0;
        allChecked = () => {};
        readonly crowd = new Promise<void>((resolve) => {
          this.allChecked = resolve;
        });

        override async post(asked: Asked): Promise<Reply> {
          if (!super.affords(asked)) return refusal(402, "INSUFFICIENT_BALANCE");
          this.checked += 1;
          if (this.checked === 19) this.allChecked();
          await this.crowd;
          return super.post(asked);
        }
        override affords() {
          return true;
        }
      },
    },
    {
      claim: "trusts a project that has nothing left",
      scenario: { ...load(), projects: { trusted: { balance: 10_200 } } },
      api: class extends PayoutApi {
        override affords(asked: Asked) {
          return asked.projectId === "trusted" || super.affords(asked);
        }
      },
    },
    {
      claim: "checks that the amount is there, and forgets the fee",
      scenario: { ...load(), projects: { shop: { balance: 15 * 1020 + 1000 } } },
      api: class extends PayoutApi {
        override affords({ projectId, amount }: Asked) {
          return (this.balances.get(projectId) ?? 0) >= amount;
        }
      },
    },
  ],
  odd: [
    {
      claim: "pays down to exactly zero, and refuses the rest",
      scenario: { ...load(), projects: { shop: { balance: 15 * 1020 } } },
      api: PayoutApi,
    },
  ],
};
