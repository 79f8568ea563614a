import type { Msat } from "./money.ts";
import type { AnswerReason, Outcome } from "./outcome.ts";

/** One HTTP sending of a payout. */
export interface PayoutRequest {
  readonly gamertag: string;
  readonly amountMsat: Msat;
  readonly projectId: string;
  readonly idempotencyKey: string;
}

/** What came back from one sending, already classified. */
export interface Answer {
  readonly outcome: Outcome;
  readonly reason: AnswerReason;
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

/** The code of an answer that never came because the caller gave up waiting for it. */
export const CLIENT_TIMEOUT = "CLIENT_TIMEOUT";

/** The code of an answer that never came because the connection broke; Node's own word for it. */
export const CONNECTION_RESET = "ECONNRESET";

/** What a caller without an answer may conclude, and that is nothing. `code` says what kept the answer away. */
export function noAnswer(code: string): Answer {
  const reason = code === CLIENT_TIMEOUT ? "client-timeout" : "no-answer";
  return { outcome: "unknown", reason, status: 0, code, payoutId: "" };
}

/** The environment variable whose value becomes the `authorization` header of every call to a target. It is a secret. */
export const AUTHORIZATION_VARIABLE = "CHAOS_PAYOUT_AUTHORIZATION";
