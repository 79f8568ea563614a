import { type Asked, type Payout, PayoutApi, type Reply, type Row, refusal } from "../payout-api.ts";
import { type Cases, load, retrying } from "../trial.ts";

/** APIs that break what a key promises, and those that keep it in a way of their own. */
export const keyBreach: Cases = {
  wrong: [
    {
      claim: "makes a second payout of the retry under the same key",
      scenario: { ...load({ timeout: 3 }), ...retrying },
      api: class extends PayoutApi {
        override find(asked: Asked): Payout | undefined {
          const known = super.find(asked);
          return known?.status === "expired" ? undefined : known;
        }
        override async wait(payout: Payout): Promise<Reply> {
          await this.follow(payout);
          return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
        }
      },
    },
    {
      claim: "keeps the total cost as the amount of the payout",
      api: class extends PayoutApi {
        override rowOf(payout: Payout): Row {
          return { ...super.rowOf(payout), amount: payout.costSats };
        }
      },
    },
    {
      claim: "files every fifth payout under the other project",
      scenario: { ...load(), projects: { shop: { balance: 900_000 }, stall: { balance: 900_000 } } },
      api: class extends PayoutApi {
        override complete(payout: Payout): Reply {
          if (payout.number % 5 === 0) payout.projectId = payout.projectId === "shop" ? "stall" : "shop";
          return super.complete(payout);
        }
      },
    },
  ],
  odd: [
    {
      claim: "answers 409 while it is at work and 200 later, with numbers for ids",
      scenario: {
        ...load({ slow: 6, "request-duplicated": 4, "answer-lost": 4 }),
        client: { retry: { attempts: 3, backoff: "5ms" } },
      },
      api: class extends PayoutApi {
        override rowOf(payout: Payout): Row {
          return { ...super.rowOf(payout), id: payout.number };
        }
        override async again(payout: Payout): Promise<Reply> {
          if (payout.status !== "pending") return super.again(payout);
          return refusal(409, "PAYOUT_IN_PROGRESS", { id: payout.number });
        }
      },
    },
    {
      claim: "lists payouts by sevens, the newest first, and the last one of each page again on the next",
      scenario: load({ failure: 3 }),
      api: class extends PayoutApi {
        override readonly pageRows = 7;

        override listPayouts(projectId: string, status: string | null) {
          const rows = [...super.listPayouts(projectId, status)].reverse();
          return rows.flatMap((row, index) => (index % 6 === 5 ? [row, row] : [row]));
        }
      },
    },
    {
      claim: "pays the retry under a fresh key after the first attempt has failed",
      scenario: {
        ...load({ timeout: 4 }),
        client: { retry: { attempts: 2, backoff: "20ms", key: "fresh" } },
      },
      api: class extends PayoutApi {
        override async wait(payout: Payout): Promise<Reply> {
          await this.follow(payout);
          return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
        }
      },
    },
  ],
};
