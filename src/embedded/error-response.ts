import { type ErrorCode, RequestError } from "./envelope.ts";
import { type StorageFailure, storageFailureOf } from "./ledger/storage-failure.ts";
import { UnknownOutcomeError } from "./unknown-outcome.ts";

/** The largest body of a request. */
export const BODY_LIMIT_BYTES = 65_536;

/** What the caller is told of an error, and who besides has to hear of it. */
export interface ErrorResponse {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data: object;
  /** What is the matter with the ledger's file, for whoever runs the API. */
  readonly trouble?: string;
  /** True for a bug of ours, of which the caller is told nothing but that there was one. */
  readonly isBug?: boolean;
}

/** Errors of Fastify bring a status and a code of their own. */
type AnyError = Error & { readonly statusCode?: number; readonly code?: string };

/** What an error that ended a request means. `isRead`: the request could change nothing, whatever happened to it. */
export function errorResponseOf(error: AnyError, isRead: boolean): ErrorResponse {
  if (error instanceof RequestError) return { code: error.code, message: error.message, data: error.data };
  if (error instanceof UnknownOutcomeError) return unknownOutcome(error.trouble, { id: error.payoutId });
  const trouble = storageFailureOf(error);
  if (trouble !== undefined) return isRead || trouble.isUndone ? nothingDone(trouble) : unknownOutcome(trouble, {});
  const code = codeOf(error);
  if (code !== "INTERNAL_ERROR") return { code, message: refusals[error.code ?? ""] ?? error.message, data: {} };
  return { code, message: "Something went wrong inside the API", data: {}, isBug: true };
}

function nothingDone({ message }: StorageFailure): ErrorResponse {
  return {
    code: "LEDGER_UNAVAILABLE",
    message: `The ledger cannot be used at the moment: ${message}. Nothing was done, so you may send it again`,
    data: {},
    trouble: message,
  };
}

function unknownOutcome({ message }: StorageFailure, data: object): ErrorResponse {
  return {
    code: "OUTCOME_UNKNOWN",
    message: `The outcome of this request is unknown: ${message}. It may have been carried out: check before you send it again`,
    data,
    trouble: message,
  };
}

/** Fastify refuses by throwing errors with a status of its own: what it says is the caller's fault becomes ours by status. */
function codeOf({ statusCode = 500 }: AnyError): ErrorCode {
  if (statusCode === 413) return "PAYLOAD_TOO_LARGE";
  return statusCode >= 400 && statusCode < 500 ? "VALIDATION_ERROR" : "INTERNAL_ERROR";
}

/** What Fastify's refusals mean in plain words; the rest say it themselves. */
const refusals: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "The body must be JSON, sent with the header content-type: application/json",
  FST_ERR_CTP_BODY_TOO_LARGE: `The body must not be larger than ${BODY_LIMIT_BYTES / 1024} KiB`,
  FST_ERR_BAD_URL: "The address cannot be decoded",
};
