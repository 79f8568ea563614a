import { type PaymentFaultName, paymentFaults } from "../../domain/payment-fault.ts";
import type { Rejection } from "./node-event.ts";
import type { RailPayment } from "./payment.ts";
import {
  type EndedPayment,
  endOf,
  type PaymentRecord,
  type PaymentUpdate,
  type TrackedPayment,
} from "./payment-update.ts";

/** Receives the updates of one payment. */
export type Caller = (update: PaymentUpdate) => void;

/** A payment in flight. */
export interface Flight {
  /** Its hash, or, where every call is a new payment, the hash and a number. */
  readonly name: string;
  readonly payment: RailPayment;
  readonly record: PaymentRecord;
  readonly fault: PaymentFaultName;
  /** False where no route is cheap enough, or the payee is nobody: the payment fails before any money leaves. */
  readonly hasRoute: boolean;
  /** Null once the caller has disconnected or knows how the payment ended. */
  caller: Caller | null;
  hasFired: boolean;
  cancelTimer: () => void;
  readonly watchers: Set<(payment: EndedPayment) => void>;
}

/** How a payment in flight ends. */
export function endOfFlight({ record, payment, fault, hasRoute }: Flight, endedEpochMs: number): EndedPayment {
  const { paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index } = record;
  // A literal for each end: an object that is put together from others takes twice the memory.
  const end = hasRoute ? endOf(fault, payment.preimage) : noRoute;
  if (end.kind === "settled") {
    const { kind, preimage } = end;
    return { kind, paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index, endedEpochMs, preimage };
  }
  const { kind, reason } = end;
  return { kind, paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index, endedEpochMs, reason };
}

const noRoute = { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" } as const;

/** Why a payment hash is not accepted again; undefined where it is. `fault` is that of its payment in flight. */
export function rejectionOf(
  known: TrackedPayment | undefined,
  fault: PaymentFaultName = "settle",
): Rejection | undefined {
  if (known === undefined || known.kind === "failed") return undefined;
  if (known.kind === "settled") return "already-paid";
  // A healthy payment is over a moment after it has left, so while it is open it has most likely not left yet.
  const { held, latency } = paymentFaults[fault];
  return held === undefined && latency === undefined ? "already-exists" : "in-transition";
}
