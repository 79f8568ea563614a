import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import type { Answer } from "../domain/send.ts";
import { type AnswerBody, readAnswerBody } from "./answer-body.ts";
import { PAYMENT_TIMEOUT, shortened, stateOf } from "./contract-words.ts";
import type { Redact } from "./secrets.ts";

/**
 * What an answer allows the caller to conclude, as a table. Two questions, in this order.
 *
 * **Who speaks?** Only what the service itself says counts. It speaks where the body is one JSON object that bears a mark of the contract's
 * envelope: `success: true` or `false`, or an error code (`error.code`, `data.error`) that says more than the status in words. A 402 or a 422
 * needs no mark but only an error or a message in words, because no gateway gives these by itself.
 *
 * | body | status | outcome, reason |
 * | --- | --- | --- |
 * | a page of HTML | any | unknown, `gateway` |
 * | empty, cut short, other text, `[]`, `null`, a number, a key twice | 2xx | unknown, `unreadable` |
 * | the same, or a JSON object without a mark: `{"message":"Too Many Requests"}` | any other | unknown, `gateway` |
 *
 * **What does it say?** What is not in the table is `unknown`: a status nobody thought of is no reason to believe anything (Stripe: "treat
 * the result of a 500 request as indeterminate").
 *
 * | the service says | outcome, reason |
 * | --- | --- |
 * | 2xx, status `completed`; or 200 or 201, `success: true` and no status | paid, `none` |
 * | 2xx, status `pending`; or 202, `success: true` and no status | pending, `none` |
 * | 2xx, any other status, `success: false` or an error code | unknown, `service-error` |
 * | 2xx, neither a success nor a status | unknown, `unreadable` |
 * | any status, code `PAYMENT_TIMEOUT` and no success | unknown, `payment-timeout` |
 * | 402 | refused, `funds` |
 * | 400, 401, 403, 404, 405, 413, 415, 422, 429 | refused, `rejected` |
 * | 409 `PAYOUT_IN_PROGRESS` | pending, `in-progress` |
 * | 502 `PAYMENT_FAILED` | refused, `payment-failed` |
 * | any other; an error that is called a success, or whose payout is `completed` | unknown, `service-error` |
 */
interface Row {
  readonly status: number;
  /** The error code the row is about; without one the row is about every answer of this status. */
  readonly code?: string;
  readonly outcome: Outcome;
  readonly reason: AnswerReason;
}

const errors: readonly Row[] = [
  { status: 400, outcome: "refused", reason: "rejected" },
  { status: 401, outcome: "refused", reason: "rejected" },
  { status: 402, outcome: "refused", reason: "funds" },
  { status: 403, outcome: "refused", reason: "rejected" },
  { status: 404, outcome: "refused", reason: "rejected" },
  { status: 405, outcome: "refused", reason: "rejected" },
  { status: 409, code: "PAYOUT_IN_PROGRESS", outcome: "pending", reason: "in-progress" },
  { status: 413, outcome: "refused", reason: "rejected" },
  { status: 415, outcome: "refused", reason: "rejected" },
  { status: 422, outcome: "refused", reason: "rejected" },
  { status: 429, outcome: "refused", reason: "rejected" },
  { status: 502, code: "PAYMENT_FAILED", outcome: "refused", reason: "payment-failed" },
];

/** Statuses that no gateway gives by itself. */
const neverOfGateways: ReadonlySet<number> = new Set([402, 422]);
/** Errors that may speak of an earlier payout, whose status is then no contradiction. */
const ofAnother: ReadonlySet<number> = new Set([409, 422]);

/** The code of an answer that is not one JSON object. */
const NOT_JSON = "NOT_JSON";
/** The code of a 2xx that says neither that it is a success nor what became of the payout. */
const UNREADABLE = "UNREADABLE";
/** The code of an answer whose connection broke before its end. */
const CUT_SHORT = "CUT_SHORT";

/** An id that is longer is cut, in answers and in lists alike. */
export const MAX_ID = 255;

/** The answer that status and body make. What is secret is taken out of what is kept of it once its meaning is settled. */
export function classify(status: number, body: string, redact: Redact = (text) => text): Answer {
  const said = readAnswerBody(status, body);
  if (said.kind === "no-object") return unreadableAnswer(status, NOT_JSON, said.isPage);
  const payoutId = shortened(redact(said.payoutId), MAX_ID);
  if (isSuccess(status)) {
    const { outcome, reason, code } = successOf(status, said);
    return { outcome, reason, status, code: redact(code), payoutId };
  }
  const code = redact(said.code);
  const isOwn = said.isMarked || (neverOfGateways.has(status) && said.hasText);
  if (!isOwn) return { outcome: "unknown", reason: "gateway", status, code, payoutId };
  return { ...errorOf(status, said), status, code, payoutId };
}

/** The answer of which only the status and a beginning arrived, or none of it that can be kept; `code` says why. */
export function unreadableAnswer(status: number, code: string = CUT_SHORT, isPage = false): Answer {
  const reason = isSuccess(status) && !isPage ? "unreadable" : "gateway";
  return { outcome: "unknown", reason, status, code, payoutId: "" };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

type Said = Extract<AnswerBody, { readonly kind: "object" }>;
type Conclusion = Pick<Answer, "outcome" | "reason">;

const serviceError: Conclusion = { outcome: "unknown", reason: "service-error" };
const paymentTimeout: Conclusion = { outcome: "unknown", reason: "payment-timeout" };

function successOf(status: number, { success, word, code }: Said): Conclusion & { readonly code: string } {
  if (success === undefined) return { outcome: "unknown", reason: "unreadable", code: code || UNREADABLE };
  if (code === PAYMENT_TIMEOUT && success !== true) return { ...paymentTimeout, code };
  if (success === false || code !== "") return { ...serviceError, code };
  if (word !== undefined) return { ...statusOf(word), code };
  if (success && (status === 200 || status === 201)) return { outcome: "paid", reason: "none", code };
  if (success && status === 202) return { outcome: "pending", reason: "none", code };
  return { outcome: "unknown", reason: "unreadable", code: UNREADABLE };
}

/** What a payout's own status says. One that ended in an error may still have been paid, and of one that expired nobody says so for certain. */
function statusOf(word: string): Conclusion {
  const state = stateOf(word);
  return state === "paid" || state === "pending" ? { outcome: state, reason: "none" } : serviceError;
}

function errorOf(status: number, { success, word, code }: Said): Conclusion {
  const isPaid = word !== undefined && stateOf(word) === "paid" && !ofAnother.has(status);
  if (success === true || isPaid) return serviceError;
  if (code === PAYMENT_TIMEOUT) return paymentTimeout;
  const row = errors.find((each) => each.status === status && (each.code === undefined || each.code === code));
  return row === undefined ? serviceError : { outcome: row.outcome, reason: row.reason };
}
