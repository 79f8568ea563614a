import type { Sats } from "../../../src/domain/money.ts";
import { type Payout, PayoutApi } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** APIs whose balance moves by what no payout explains, and those that only write more down than is needed. */
export const unexplainedChange: Cases = {
  wrong: [
    {
      claim: "restores the balance that it read before the charge, while others were charged",
      // Seed 1 lets one time out that has others charged beside it.
      scenario: { ...load({ timeout: 1 }), seed: 1 },
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        readonly before = new Map<number, Sats>();

        override charge(payout: Payout) {
          this.before.set(payout.number, this.balances.get(payout.projectId) ?? 0);
          super.charge(payout);
        }
        override refund(payout: Payout) {
          const nowSats = this.balances.get(payout.projectId) ?? 0;
          this.book(payout, "restore", (this.before.get(payout.number) ?? 0) - nowSats);
        }
      },
    },
    {
      claim: "deducts a monthly fee of 5,000 sats without an entry",
      scenario: load(),
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          super.charge(payout);
          if (payout.number === 3) this.balances.set("shop", (this.balances.get("shop") ?? 0) - 5_000);
        }
      },
    },
    {
      claim: "loses the entry of one charge",
      also: ["paid-not-charged"],
      api: class extends PayoutApi {
        override listEntries(projectId: string) {
          return super.listEntries(projectId).filter((_, index) => index !== 4);
        }
      },
    },
    {
      claim: "writes a refund down, and never commits it to the balance",
      scenario: load({ failure: 3 }),
      api: class extends PayoutApi {
        override refund(payout: Payout) {
          this.note(payout, "refund", payout.costSats, payout.projectId);
        }
      },
    },
  ],
  odd: [
    {
      claim: "writes remarks that move nothing, about payouts and about nobody",
      scenario: load({ failure: 3 }),
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          super.charge(payout);
          this.book(payout, "limit checked", 0);
          if (payout.number === 10) this.book(null, "day closed", 0, "shop");
        }
      },
    },
    {
      claim: "lists its entries without payout, balance and date, under ids of its own",
      scenario: load({ failure: 3, timeout: 2 }),
      api: class extends PayoutApi {
        override listEntries(projectId: string) {
          return super.listEntries(projectId).map(({ id, idempotencyKey, amount }) => {
            return { id: `7f3c-${id}`, idempotencyKey, amount, tags: ["a", "b"] };
          });
        }
      },
    },
  ],
};
