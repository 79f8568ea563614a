import type { PayoutApi } from "./payout-api.ts";

/**
 * Holds the request of the last payout back until every other one is decided and each balance has been read twice since. So an error
 * that shows in a balance during the load is certain to be read, and never only on a machine that happens to be slow.
 */
export interface LastRequest {
  /** To be awaited before the API gets a request with this key. */
  arrived(key: string): Promise<void>;
  /** To be called when the API has answered a request. */
  answered(): void;
  /** To be called when the balance of a project was asked for. */
  read(projectId: string): void;
}

const READS = 2;

const POLL_MS = 5;
/** How long the others have to be decided: there are APIs that never decide some of them. */
const DECIDED_WITHIN_POLLS = 120;

/** The request of the last of so many payouts. */
export function lastRequest(api: PayoutApi, payouts: number, projectIds: readonly string[]): LastRequest {
  const keys = new Set<string>();
  const reads = new Map<string, number>();
  let underWay = 0;
  const isQuiet = () => underWay === 0 && api.payouts.every(({ status }) => status !== "pending");
  const isRead = () => projectIds.every((projectId) => (reads.get(projectId) ?? 0) >= READS);
  const held = async () => {
    for (let polls = 0; !isQuiet() && polls < DECIDED_WITHIN_POLLS; polls += 1) await api.clock.sleep(POLL_MS);
    reads.clear();
    while (!isRead() && !api.isClosed) await api.clock.sleep(POLL_MS);
  };
  return {
    async arrived(key) {
      const isLast = !keys.has(key) && keys.size === payouts - 1;
      keys.add(key);
      if (isLast) await held();
      underWay += 1;
    },
    answered() {
      underWay -= 1;
    },
    read: (projectId) => void reads.set(projectId, (reads.get(projectId) ?? 0) + 1),
  };
}

/** Holds nothing back. */
export const nothingHeld: LastRequest = {
  arrived: async () => {},
  answered: () => {},
  read: () => {},
};
