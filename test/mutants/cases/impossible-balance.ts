import { type Payout, PayoutApi } from "../payout-api.ts";
import { type Cases, load, type WrongApi } from "../trial.ts";

class CachedBalance extends PayoutApi {
  readonly cache = new Map<string, object>();

  override async balance(projectId: string): Promise<object> {
    const known = this.cache.get(projectId) ?? (await super.balance(projectId));
    this.cache.set(projectId, known);
    return known;
  }
  override listPayouts(projectId: string, status: string | null) {
    this.cache.clear();
    return super.listPayouts(projectId, status);
  }
}

/** Its last read before the final ones is right again, and so are its books. */
export const servesTheBalanceFromACache: WrongApi = {
  claim: "serves the balance from a cache until somebody opens the list of payouts",
  scenario: load(),
  api: CachedBalance,
};

/** APIs that show a wrong balance while all of their books are right, and one that only takes long to show the right one. */
export const impossibleBalance: Cases = {
  wrong: [
    servesTheBalanceFromACache,
    {
      claim: "reads the balance from a replica that takes entries over by 25",
      scenario: load(),
      api: class extends CachedBalance {
        override book(payout: Payout | null, cause: string, sats: number, projectId?: string) {
          super.book(payout, cause, sats, projectId);
          if (this.entries.length % 25 === 0) this.cache.clear();
        }
      },
    },
    {
      claim: "shows 0 as long as its cache is cold",
      scenario: load(),
      api: class extends PayoutApi {
        isCold = false;

        override book(payout: Payout | null, cause: string, sats: number, projectId?: string) {
          super.book(payout, cause, sats, projectId);
          this.isCold = true;
        }
        override async balance(projectId: string): Promise<object> {
          const shown = this.isCold ? { projectId, balance: 0 } : await super.balance(projectId);
          this.isCold = false;
          return shown;
        }
      },
    },
  ],
  odd: [
    {
      claim: "takes 60 ms to show a balance that it has read at once",
      scenario: load({ failure: 4, timeout: 4, "late-settle": 4 }),
      api: class extends PayoutApi {
        override async balance(projectId: string): Promise<object> {
          const read = await super.balance(projectId);
          await this.clock.sleep(60);
          return read;
        }
      },
    },
  ],
};
