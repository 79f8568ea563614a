import type { StorageFailure } from "./ledger/storage-failure.ts";

/**
 * The ledger failed while a payout was under way: it may have been charged, and it may have been paid. Neither may be told, because what
 * is not known must not be taken for a failure; it is asked for later, by its id.
 */
export class UnknownOutcomeError extends Error {
  override readonly name = "UnknownOutcomeError";
  readonly payoutId: string;
  readonly trouble: StorageFailure;

  constructor(payoutId: string, trouble: StorageFailure) {
    super(trouble.message);
    this.payoutId = payoutId;
    this.trouble = trouble;
  }
}
