import { type PaymentFaultName, paymentFaults } from "../../domain/payment-fault.ts";
import type { Rejection } from "./node-event.ts";
import type { PayOptions } from "./node-options.ts";
import type { PaymentTurns, RailPayment } from "./payment.ts";
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
  /** True while it is called failed and is about to settle. */
  isDenied: boolean;
  cancelTimer: () => void;
  readonly watchers: Set<(payment: EndedPayment) => void>;
  /** Undefined where it waits for nobody. */
  readonly turns: PaymentTurns | undefined;
  readonly ended: PayOptions["ended"];
  readonly news: PayOptions["news"];
}

/** What a flight begins with. */
type Departure = Pick<Flight, "name" | "payment" | "record" | "fault" | "hasRoute" | "turns" | "ended" | "news"> & {
  readonly caller: Caller;
};

/** A payment that is in flight from now on. */
export function departed(departure: Departure): Flight {
  const { name, payment, record, fault, hasRoute, caller, turns, ended, news } = departure;
  const watchers = new Set<(payment: EndedPayment) => void>();
  const begun = { hasFired: false, isDenied: false, cancelTimer: () => {}, watchers };
  return { name, payment, record, fault, hasRoute, caller, turns, ended, news, ...begun };
}

/** What is remembered of a payment that is in flight from now on. */
export function recordOf(
  { paymentHash, payee, amountMsat, invoice }: RailPayment,
  { feeMsat, createdEpochMs, index }: Pick<PaymentRecord, "feeMsat" | "createdEpochMs" | "index">,
) {
  return { kind: "in-flight", paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index } as const;
}

/** How a payment that settles is called failed before. */
export function denialOf({ record }: Flight, endedEpochMs: number): EndedPayment {
  const { paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index } = record;
  return { paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index, endedEpochMs, ...noRoute };
}

/** How a payment in flight ends. */
export function endOfFlight({ record, payment, fault, hasRoute }: Flight, endedEpochMs: number): EndedPayment {
  const { paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index } = record;
  // A literal for each end: an object that is put together from others takes twice the memory.
  const end = hasRoute ? endOf(fault, payment.preimage) : noRoute;
  if (end.kind === "settled") {
    const { kind, preimage, reason } = end;
    const settled = {
      kind,
      paymentHash,
      payee,
      amountMsat,
      feeMsat,
      invoice,
      createdEpochMs,
      index,
      endedEpochMs,
      preimage,
    };
    return reason === undefined ? settled : { ...settled, reason };
  }
  const { kind, reason } = end;
  return { kind, paymentHash, payee, amountMsat, feeMsat, invoice, createdEpochMs, index, endedEpochMs, reason };
}

const noRoute = { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" } as const;

/** Why a payment hash is not accepted again; undefined where it is. One that is called failed and is about to settle is still in flight. */
export function rejectionOf(known: TrackedPayment | undefined, flight: Flight | undefined): Rejection | undefined {
  const fault = flight?.fault ?? "settle";
  if (known === undefined || (known.kind === "failed" && flight === undefined)) return undefined;
  if (known.kind === "settled") return "already-paid";
  // A healthy payment is over a moment after it has left, so while it is open it has most likely not left yet.
  const { held, latency } = paymentFaults[fault];
  return held === undefined && latency === undefined && !flight?.isDenied ? "already-exists" : "in-transition";
}
