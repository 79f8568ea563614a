import type { PayoutNumber } from "../../domain/payout.ts";
import type { Lane } from "../../domain/trace.ts";

/** The part of a process that asks. */
export interface AskedBy {
  readonly lane: Lane;
  readonly host: string;
}

/** Who does something for a payout: the service for a caller that waits, or the worker for a payout that it has taken. */
export interface Askers {
  /** The payout of a payment hash, as far as the ledger has named it. */
  readonly byHash: Map<string, PayoutNumber>;
  /** A caller waits for the service to pay it, under a lease of this owner. */
  serves(payout: PayoutNumber, owner: string): void;
  /** The worker has taken it for this owner. */
  takes(payout: PayoutNumber, owner: string): void;
  /** A process asks the ledger to change a payout; `owner` is null without a lease. */
  asks(payout: PayoutNumber, owner: string | null, host: string): void;
  /** True for an owner that has taken something. */
  isWorker(owner: string): boolean;
  /** An owner is through with it, whether it has asked the rail or not. */
  ends(payout: PayoutNumber, owner: string): void;
  /** A payment is about to be sent. Returns by whom. */
  sends(payout: PayoutNumber, host: string): Lane;
  /** Who has sent the last payment; undefined for nobody. */
  sender(payout: PayoutNumber): AskedBy | undefined;
  /** Who has last asked the ledger; undefined for nobody. */
  asker(payout: PayoutNumber): AskedBy | undefined;
  /** Who looks its payment up. */
  looker(payout: PayoutNumber): Lane;
}

/** Nobody has asked for anything yet. */
export function createAskers(): Askers {
  const workers = new Set<string>();
  const taken = new Set<PayoutNumber>();
  const serving = new Map<PayoutNumber, string>();
  const senders = new Map<PayoutNumber, AskedBy>();
  const askers = new Map<PayoutNumber, AskedBy>();
  return {
    byHash: new Map(),
    serves: (payout, owner) => void serving.set(payout, owner),
    takes(payout, owner) {
      workers.add(owner);
      taken.add(payout);
    },
    asks(payout, owner, host) {
      askers.set(payout, { lane: owner !== null && workers.has(owner) ? "worker" : "service", host });
    },
    isWorker: (owner) => workers.has(owner),
    ends(payout, owner) {
      if (serving.get(payout) === owner) serving.delete(payout);
    },
    sends(payout, host) {
      // The service sends once for its caller; whatever comes later comes from whoever took it.
      const lane = !serving.has(payout) && taken.has(payout) ? "worker" : "service";
      serving.delete(payout);
      senders.set(payout, { lane, host });
      return lane;
    },
    sender: (payout) => senders.get(payout),
    asker: (payout) => askers.get(payout),
    looker: (payout) => (taken.has(payout) ? "worker" : "service"),
  };
}
