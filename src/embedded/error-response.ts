import { InjectedError } from "./checkpoint.ts";
import { type ErrorCode, RequestError } from "./envelope.ts";
import { storageFailureOf } from "./ledger/storage-failure.ts";
import { UnknownOutcomeError } from "./payout-answer.ts";

/** The largest body of a request. */
export const BODY_LIMIT_BYTES = 65_536;

/** How an error is answered, and how it is reported. */
export interface ErrorResponse {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data: object;
  /** Why the ledger file failed, for the operator of the API. */
  readonly storageFailure?: string;
  /** True for a bug of ours, about which the answer says nothing. */
  readonly isBug?: boolean;
}

/** Fastify's errors have a status and a code. */
type AnyError = Error & { readonly statusCode?: number; readonly code?: string };

/** The answer to an error. `isRead`: the request could not change anything. */
export function errorResponseOf(error: AnyError, isRead: boolean): ErrorResponse {
  if (error instanceof RequestError) return error;
  if (error instanceof UnknownOutcomeError) return unknownOutcome(error.failure.message, { id: error.payoutId });
  const failure = storageFailureOf(error);
  if (failure !== undefined)
    return isRead || failure.isUndone ? nothingChanged(failure.message) : unknownOutcome(failure.message, {});
  if (error instanceof InjectedError) return { code: "INTERNAL_ERROR", message: "Internal error", data: {} };
  const { statusCode = 500 } = error;
  if (statusCode < 400 || statusCode >= 500)
    return { code: "INTERNAL_ERROR", message: "Internal error", data: {}, isBug: true };
  const code = statusCode === 413 ? "PAYLOAD_TOO_LARGE" : "VALIDATION_ERROR";
  return { code, message: wordings[error.code ?? ""] ?? error.message, data: {} };
}

function nothingChanged(storageFailure: string): ErrorResponse {
  const message = `The ledger is unavailable: ${storageFailure}. Nothing was changed, so the request can be sent again`;
  return { code: "LEDGER_UNAVAILABLE", message, data: {}, storageFailure };
}

function unknownOutcome(storageFailure: string, data: object): ErrorResponse {
  const message = `The outcome of this request is unknown: ${storageFailure}. It may have been carried out: check before sending it again`;
  return { code: "OUTCOME_UNKNOWN", message, data, storageFailure };
}

/** Our wording for Fastify's errors; the other messages are used unchanged. */
const wordings: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "The body must be JSON, sent with the header content-type: application/json",
  FST_ERR_CTP_BODY_TOO_LARGE: `The body must not be larger than ${BODY_LIMIT_BYTES / 1024} KiB`,
  FST_ERR_BAD_URL: "The URL cannot be decoded",
};
