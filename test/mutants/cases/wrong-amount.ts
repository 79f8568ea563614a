import type { Sats } from "../../../src/domain/money.ts";
import { type Payout, PayoutApi } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** APIs whose sums are wrong, and those that book a sum in parts. */
export const wrongAmount: Cases = {
  wrong: [
    {
      claim: "rounds the fee down",
      scenario: { ...load(), payouts: { amount: 1049 } },
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override costOf(amountSats: Sats): Sats {
          return amountSats + Math.floor(amountSats * 0.02);
        }
      },
    },
    {
      claim: "rounds the fee to the nearest sat, which is wrong for one of two amounts",
      scenario: { ...load(), payouts: { amount: { oneOf: [1010, 1040] } } },
      also: ["impossible-balance"],
      api: class extends PayoutApi {
        override costOf(amountSats: Sats): Sats {
          return Math.round(amountSats * 1.02);
        }
      },
    },
    {
      claim: "pays the fee to the payee as well",
      api: class extends PayoutApi {
        override paidSats({ costSats }: Payout): Sats {
          return costSats;
        }
      },
    },
  ],
  odd: [
    {
      claim: "books amount and fee as two entries",
      scenario: { ...load(), payouts: { amount: { min: 1, max: 60 } } },
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          this.book(payout, "payout", -payout.amountSats);
          this.book(payout, "fee", payout.amountSats - payout.costSats);
        }
      },
    },
    {
      claim: "books amount and fee as two entries, and gives them back as two",
      scenario: load({ failure: 3, timeout: 2 }),
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          this.book(payout, "payout", -payout.amountSats);
          this.book(payout, "fee", payout.amountSats - payout.costSats);
        }
        override refund(payout: Payout) {
          this.book(payout, "payout returned", payout.amountSats);
          this.book(payout, "fee returned", payout.costSats - payout.amountSats);
        }
      },
    },
    {
      claim: "books amount and fee as two entries, and gives them back as one",
      scenario: load({ failure: 3, timeout: 2 }),
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          this.book(payout, "payout", -payout.amountSats);
          this.book(payout, "fee", payout.amountSats - payout.costSats);
        }
      },
    },
    {
      claim: "gives amount and fee back as two entries, the fee first",
      scenario: load({ failure: 3, timeout: 2 }),
      api: class extends PayoutApi {
        override refund(payout: Payout) {
          this.book(payout, "fee returned", payout.costSats - payout.amountSats);
          this.book(payout, "payout returned", payout.amountSats);
        }
      },
    },
  ],
};
