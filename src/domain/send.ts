import type { HostileAmountName } from "./hostile-amount.ts";
import type { Msat } from "./money.ts";
import type { AnswerReason, Outcome } from "./outcome.ts";

/** One HTTP sending of a payout. */
export interface PayoutRequest {
  readonly gamertag: string;
  readonly amountMsat: Msat;
  /** An amount that nobody can pay, which is asked for instead; the amount is 0 then. */
  readonly hostile?: HostileAmountName | undefined;
  readonly projectId: string;
  readonly idempotencyKey: string;
}

/** The classified answer to one sending. */
export interface Answer {
  readonly outcome: Outcome;
  readonly reason: AnswerReason;
  /** The HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** The error code of the API or of the connection; "" for none. */
  readonly code: string;
  /** The API's id of the payout; "" if the answer has none. */
  readonly payoutId: string;
}

/** How one attempt is sent. */
export interface Sending {
  /** If set, the connection is destroyed when the answer begins to arrive, and this is called. The caller's answer is a reset. */
  readonly dropAnswer?: () => void;
  /** Called once the request has been written to the service. */
  readonly written?: () => void;
  /** Called when the answer begins to arrive. */
  readonly answering?: () => void;
}

/** Sends one attempt. Never rejects: an error is an answer with an unknown outcome. A wire fault is a `Send` in front of a `Send`. */
export type Send = (request: PayoutRequest, sending?: Sending) => Promise<Answer>;

/** The code of an answer that never came because the caller gave up waiting. */
export const CLIENT_TIMEOUT = "CLIENT_TIMEOUT";

/** Node's code for a broken connection. */
export const CONNECTION_RESET = "ECONNRESET";

/** The answer of an attempt without an answer; `code` says why. */
export function noAnswer(code: string): Answer {
  const reason = code === CLIENT_TIMEOUT ? "client-timeout" : "no-answer";
  return { outcome: "unknown", reason, status: 0, code, payoutId: "" };
}

/** The environment variable whose value becomes the `authorization` header of every call to a target. It is a secret. */
export const AUTHORIZATION_VARIABLE = "CHAOS_PAYOUT_AUTHORIZATION";
