import { type Asked, type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** APIs that accept a payout and forget it, and one that accepts everything and has no list to show for it. */
export const acceptedAndLost: Cases = {
  wrong: [
    {
      claim: "accepts every fifth payout with 202, and loses it",
      scenario: load(),
      api: class extends PayoutApi {
        arrived = 0;

        override async post(asked: Asked): Promise<Reply> {
          this.arrived += 1;
          if (this.arrived % 5 !== 0) return super.post(asked);
          return { status: 202, body: { success: true, data: { id: `lost-${this.arrived}`, status: "pending" } } };
        }
      },
    },
    {
      claim: "accepts with 202, and undoes charge and payout together when its queue is full",
      scenario: load(),
      api: class extends PayoutApi {
        override charge(payout: Payout) {
          if (payout.number % 7 !== 3) super.charge(payout);
        }
        override async carryOut(payout: Payout): Promise<Reply> {
          if (payout.number % 7 !== 3) return super.carryOut(payout);
          payout.status = "error";
          return { status: 202, body: { success: true, data: { id: payout.id } } };
        }
        override listPayouts(projectId: string, status: string | null) {
          return super.listPayouts(projectId, status).filter((row) => row["status"] !== "error");
        }
      },
    },
  ],
  odd: [
    {
      claim: "accepts with 202, pays in the background, and has no list of payouts",
      scenario: load({ "late-settle": 2 }),
      api: class extends PayoutApi {
        override async front({ method, path }: { readonly method: string; readonly path: string }) {
          return method === "GET" && path === "/api/v1/payouts" ? refusal(404, "NOT_FOUND") : undefined;
        }
        override async carryOut(payout: Payout): Promise<Reply> {
          void super.carryOut(payout);
          return this.reply(202, payout);
        }
      },
    },
  ],
};
