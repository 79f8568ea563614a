/** The codes of gRPC that LND uses, each with the HTTP status that grpc-gateway gives it (`runtime/errors.go`, `HTTPStatusFromCode`). */
export const grpc = {
  unknown: { code: 2, httpStatus: 500 },
  invalidArgument: { code: 3, httpStatus: 400 },
  notFound: { code: 5, httpStatus: 404 },
  alreadyExists: { code: 6, httpStatus: 409 },
  permissionDenied: { code: 7, httpStatus: 403 },
  internal: { code: 13, httpStatus: 500 },
  unavailable: { code: 14, httpStatus: 503 },
} as const;

/** One of them. */
export type GrpcStatus = (typeof grpc)[keyof typeof grpc];

/** The node's errors for a payment that it does not accept or does not know (lnd `payments/db/errors.go`). */
export const messages = {
  "in-transition": "payment is in transition",
  "already-exists": "payment already exists",
  "already-paid": "invoice is already paid",
  absent: "payment isn't initiated",
  busy: "server is still in the process of starting",
} as const;

/** An error that a caller gets. Where LND returns a plain error of Go, the code is `unknown`. */
export class LndError extends Error {
  override readonly name: string = "LndError";
  readonly status: GrpcStatus;

  constructor(status: GrpcStatus, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * What a caller is told where the node cannot say what became of a payment: code 13, which is 500 over REST. It is told whose payment has settled
 * and whose answer got lost (`provider-error`), and who asks and hears nothing (`lookup-error`).
 */
export function brokenNode(): LndError {
  return new LndError(grpc.internal, "internal error");
}

/** An invalid request; the message names the field. */
export class BadRequest extends LndError {
  override readonly name = "BadRequest";

  constructor(message: string) {
    super(grpc.invalidArgument, message);
  }
}

/** What an error means to the caller; a bug comes with its stack. */
export function lndErrorOf(error: unknown): LndError {
  if (error instanceof LndError) return error;
  return new LndError(grpc.internal, error instanceof Error ? (error.stack ?? error.message) : String(error));
}
