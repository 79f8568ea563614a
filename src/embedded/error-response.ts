import { InjectedError } from "./checkpoint.ts";
import { type ErrorCode, RequestError } from "./envelope.ts";
import { storageFailureOf } from "./ledger/storage-failure.ts";
import { UnknownOutcomeError } from "./payout-answer.ts";

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

/** The answer to an error. `isRead`: the request could not change anything. */
export function errorResponseOf(error: unknown, isRead: boolean): ErrorResponse {
  if (error instanceof RequestError) return error;
  if (error instanceof UnknownOutcomeError) return unknownOutcome(error.failure.message, { id: error.payoutId });
  const failure = storageFailureOf(error);
  if (failure !== undefined)
    return isRead || failure.isUndone ? nothingChanged(failure.message) : unknownOutcome(failure.message, {});
  const isBug = !(error instanceof InjectedError);
  return { code: "INTERNAL_ERROR", message: "Internal error", data: {}, isBug };
}

function nothingChanged(storageFailure: string): ErrorResponse {
  const message = `The ledger is unavailable: ${storageFailure}. Nothing was changed, so the request can be sent again`;
  return { code: "LEDGER_UNAVAILABLE", message, data: {}, storageFailure };
}

function unknownOutcome(storageFailure: string, data: object): ErrorResponse {
  const message = `The outcome of this request is unknown: ${storageFailure}. It may have been carried out: check before sending it again`;
  return { code: "OUTCOME_UNKNOWN", message, data, storageFailure };
}
