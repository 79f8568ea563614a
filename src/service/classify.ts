import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import type { Answer } from "../domain/send.ts";
import { type AnswerBody, readAnswerBody } from "./answer-body.ts";
import { PAYMENT_TIMEOUT, shortened, stateOf } from "./contract-words.ts";
import type { Redact } from "./secrets.ts";

/**
 * What the caller may conclude from an answer, as a table. Two questions, in this order.
 *
 * **Who answered?** Only an answer of the service itself counts. It is one if the body is a JSON object with a mark of the contract's
 * envelope: `success: true` or `false`, or an error code (`error.code`, `data.error`) that says more than the status text. A 402 or a 422
 * needs only an error or a message, because no gateway sends these by itself.
 *
 * | body | status | outcome, reason |
 * | --- | --- | --- |
 * | a page of HTML | any | unknown, `gateway` |
 * | empty, cut short, other text, `[]`, `null`, a number, a key twice | 2xx | unknown, `unreadable` |
 * | the same, or a JSON object without a mark: `{"message":"Too Many Requests"}` | any other | unknown, `gateway` |
 *
 * **What does it say?** Anything that is not in the table is `unknown` (Stripe: "treat the result of a 500 request as indeterminate").
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

/** Statuses that no gateway sends by itself. */
const neverFromGateways: ReadonlySet<number> = new Set([402, 422]);
/** Errors that may be about an earlier payout, whose status does not contradict them. */
const aboutAnotherPayout: ReadonlySet<number> = new Set([409, 422]);

/** The code of an answer that is not one JSON object. */
const NOT_JSON = "NOT_JSON";
/** The code of a 2xx that says neither `success` nor what became of the payout. */
const UNREADABLE = "UNREADABLE";
/** The code of an answer whose connection broke before its end. */
const CUT_SHORT = "CUT_SHORT";

/** Longer ids are cut, in answers and in lists. */
export const MAX_ID = 255;

/** Classifies an answer by its status and body. Secrets are removed from everything that is kept. */
export function classify(status: number, body: string, redact: Redact = (text) => text): Answer {
  const said = readAnswerBody(status, body);
  if (said.kind === "no-object") return unreadableAnswer(status, NOT_JSON, said.isPage);
  const payoutId = shortened(redact(said.payoutId), MAX_ID);
  if (isSuccess(status)) {
    const { outcome, reason, code } = successOf(status, said);
    return { outcome, reason, status, code: redact(code), payoutId };
  }
  const code = redact(said.code);
  const isOwn = said.isMarked || (neverFromGateways.has(status) && said.hasText);
  if (!isOwn) return { outcome: "unknown", reason: "gateway", status, code, payoutId };
  return { ...errorOf(status, said), status, code, payoutId };
}

/** The answer whose body did not arrive or cannot be read; `code` says why. */
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

/** What the status of the payout says. A payout that ended in an error, or expired, may still have been paid. */
function statusOf(word: string): Conclusion {
  const state = stateOf(word);
  return state === "paid" || state === "pending" ? { outcome: state, reason: "none" } : serviceError;
}

function errorOf(status: number, { success, word, code }: Said): Conclusion {
  const isPaid = word !== undefined && stateOf(word) === "paid" && !aboutAnotherPayout.has(status);
  if (success === true || isPaid) return serviceError;
  if (code === PAYMENT_TIMEOUT) return paymentTimeout;
  const row = errors.find((each) => each.status === status && (each.code === undefined || each.code === code));
  return row === undefined ? serviceError : { outcome: row.outcome, reason: row.reason };
}
