import type { Sats } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";

/** One HTTP sending of a payout. */
export interface PayoutRequest {
  readonly gamertag: string;
  readonly amountSats: Sats;
  readonly projectId: string;
  readonly idempotencyKey: string;
}

/** What came back from one sending, already classified. */
export interface Answer {
  readonly outcome: Outcome;
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** The API's error code, or the trouble with the connection; "" for none. */
  readonly code: string;
  /** The API's id of the payout; "" where the answer names none. */
  readonly payoutId: string;
}

/** How one attempt is sent, where that is out of the ordinary. */
export interface Sending {
  /**
   * The connection is destroyed when the answer begins to arrive, before any of it is read, and this is called: so the API did all of
   * its work, and the caller's answer is a reset. Not called when there is no answer to lose.
   */
  readonly dropAnswer?: () => void;
}

/** Sends one attempt. Never rejects: trouble is an answer whose outcome is unknown. Wire faults are a `Send` in front of a `Send`. */
export type Send = (request: PayoutRequest, sending?: Sending) => Promise<Answer>;

/** What a project holds: available, and set aside for payouts that are not decided. */
export interface Balance {
  readonly balanceSats: Sats;
  readonly heldSats: Sats;
}

/** One change of a balance, as the API lists it. */
export interface Entry {
  readonly entryId: string;
  /** The idempotency key of the entry's payout; "" for none. */
  readonly key: string;
  /** The API's id of the entry's payout; "" for none. */
  readonly payoutId: string;
  readonly cause: string;
  readonly deltaSats: Sats;
  readonly balanceAfterSats: Sats | null;
  /** Milliseconds since 1970; null where the API does not tell. */
  readonly enteredEpochMs: number | null;
}

/** One payout, as the API lists it. */
export interface ListedPayout {
  readonly payoutId: string;
  /** The project that the row itself names; undefined where it names none. */
  readonly projectId?: string | undefined;
  readonly key: string;
  /** Who is paid; undefined where the API does not tell. */
  readonly gamertag?: string | undefined;
  readonly status: string;
  readonly amountSats: Sats;
}

/** The state of a target's failure-injection switch. */
export interface Injection {
  readonly enabled: boolean;
  readonly timeoutRate: number;
  readonly rollbackOnTimeout?: boolean | undefined;
  readonly fate?: string | undefined;
  /** Our own API names its strategy as well, so that it can be put back exactly. */
  readonly strategy?: string | undefined;
}

/**
 * The payout API seen from outside. Every read may fail with a `TargetError`; sending never does.
 */
export interface Target {
  readonly url: string;
  readonly send: Send;
  balance(projectId: string): Promise<Balance>;
  /** The entries after `after` (all when ""), in order, a page at a time. */
  entries(projectId: string, after: string): AsyncIterable<readonly Entry[]>;
  /** The payouts of a project, optionally those of one status, a page at a time. */
  payouts(projectId: string, status?: string): AsyncIterable<readonly ListedPayout[]>;
  fund(projectId: string, amountSats: Sats): Promise<void>;
  injection(): Promise<Injection>;
  inject(state: Injection): Promise<void>;
  close(): Promise<void>;
}

/** A target that did not do what it was asked for. */
export class TargetError extends Error {
  /** `absent`: it does not offer the call. `unreachable`: nothing listens there. `nonsense`: it answered something else. */
  readonly kind: "absent" | "unreachable" | "nonsense";

  constructor(kind: TargetError["kind"], message: string) {
    super(message);
    this.name = "TargetError";
    this.kind = kind;
  }
}
