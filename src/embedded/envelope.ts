/** The shape of every answer in JSON; errors repeat their code in `data.error`, where clients of the original demo expect it. */
export interface Envelope {
  readonly success: boolean;
  readonly message: string;
  readonly data: object;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** Every error code with its HTTP status. */
export const errorStatus = {
  VALIDATION_ERROR: 400,
  INVALID_AMOUNT: 400,
  INVALID_CALLBACK_URL: 400,
  INVALID_STATUS: 400,
  INSUFFICIENT_BALANCE: 402,
  FOREIGN_ORIGIN: 403,
  NOT_FOUND: 404,
  PAYOUT_NOT_FOUND: 404,
  PROJECT_NOT_FOUND: 404,
  REQUEST_TIMEOUT: 408,
  NOT_AVAILABLE: 409,
  PAYOUT_IN_PROGRESS: 409,
  PAYLOAD_TOO_LARGE: 413,
  MISDIRECTED_REQUEST: 421,
  IDEMPOTENCY_KEY_REUSED: 422,
  RATE_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  PAYMENT_FAILED: 502,
  LEDGER_UNAVAILABLE: 503,
  OUTCOME_UNKNOWN: 503,
  SHUTTING_DOWN: 503,
  PAYMENT_TIMEOUT: 504,
} as const;

/** The code of an error, as clients see it. */
export type ErrorCode = keyof typeof errorStatus;

/** An error that is answered to the caller, with its message and further `data`. */
export class RequestError extends Error {
  readonly code: ErrorCode;
  readonly data: object;

  constructor(code: ErrorCode, message: string, data: object = {}) {
    super(message);
    this.name = "RequestError";
    this.code = code;
    this.data = data;
  }
}

/** The envelope of an error. */
export function errorEnvelope(code: ErrorCode, message: string, data: object = {}): Envelope {
  return { success: false, message, data: { ...data, error: code }, error: { code, message } };
}

/** One answer, before it is sent. */
export interface Answer {
  readonly status: number;
  /** The content type of the text. */
  readonly type: string;
  readonly text: string;
  /** Further headers, each name followed by its value; default none. */
  readonly headers?: readonly string[] | undefined;
}

const JSON_TYPE = "application/json; charset=utf-8";

/** A success. */
export function dataAnswer(status: 200 | 201 | 202, message: string, data: object): Answer {
  return { status, type: JSON_TYPE, text: JSON.stringify({ success: true, message, data } satisfies Envelope) };
}

/** An error, with the status of its code. */
export function errorAnswer(code: ErrorCode, message: string, data?: object, headers?: readonly string[]): Answer {
  return {
    status: errorStatus[code],
    type: JSON_TYPE,
    text: JSON.stringify(errorEnvelope(code, message, data)),
    headers,
  };
}
