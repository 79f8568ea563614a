import type { Msat } from "../domain/money.ts";
import type { PayoutRecord } from "./ledger/payout-records.ts";
import type { StorageFailure } from "./ledger/storage-failure.ts";

/** The result of a requested payout. */
export type PayoutAnswer =
  | { readonly kind: "completed" | "replayed" | "pending"; readonly payout: PayoutRecord }
  | {
      readonly kind: "failed" | "timed-out";
      readonly payout: PayoutRecord;
      readonly reason: string;
      /** True when this is how an earlier payout under the same key ended. */
      readonly isReplay: boolean;
    }
  /** A payout under the same key is in progress. */
  | { readonly kind: "in-progress"; readonly payoutId: string }
  /** The key was already used with a different body. */
  | { readonly kind: "key-reused"; readonly payoutId: string }
  | { readonly kind: "no-project" }
  | {
      readonly kind: "insufficient-balance";
      readonly balanceMsat: Msat;
      readonly costMsat: Msat;
      readonly reserveMsat: Msat;
    };

/** The ledger failed while a payout was under way: it may have been charged, and it may have been paid. */
export class UnknownOutcomeError extends Error {
  override readonly name = "UnknownOutcomeError";
  readonly payoutId: string;
  readonly failure: StorageFailure;

  constructor(payoutId: string, failure: StorageFailure) {
    super(failure.message);
    this.payoutId = payoutId;
    this.failure = failure;
  }
}

/** The answer for a payout that was recorded first; the same every time it is asked for. */
export function answerOf(payout: PayoutRecord, paid: "completed" | "replayed"): PayoutAnswer {
  const { status, failure } = payout;
  if (status === "pending") return { kind: "pending", payout };
  return failure === null ? { kind: paid, payout } : { payout, isReplay: paid === "replayed", ...failure };
}
