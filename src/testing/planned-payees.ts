import { LOOKUP_FAULT_MS, type LookupFaultName, type PlannedLookupFault } from "../domain/lookup-fault.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import type { TestPaymentFault } from "./lightning-node.ts";

/** The faults of one payee in a test. */
export interface PayeeFaults {
  /** What its payments meet, in order; after the last one they settle. A payment that is turned away (`provider-busy`) counts as one. */
  readonly payments?: readonly TestPaymentFault[] | undefined;
  /** What a service is told that looks its payments up; default the truth. */
  readonly lookup?: PayeeLookupFault | undefined;
}

/** What look-ups of a payee's payments are told. */
export interface PayeeLookupFault {
  /** `lookup-lag`: not found; `lookup-error`: an error of the provider; `lookup-stale`: in flight, although it has ended. */
  readonly fault: LookupFaultName;
  /** For how long, in milliseconds: `lookup-lag` from when the payment was received, `lookup-stale` from when it ended. Default: 300. */
  readonly forMs?: number | undefined;
  /** How many look-ups fail, for `lookup-error`. Default: 1. */
  readonly attempts?: number | undefined;
}

type Payee = { readonly payee: string };

/** The faults that a test plans for a payee. */
export class PlannedPayees {
  readonly #payments = new Map<string, PaymentFaultName[]>();
  readonly #lookups = new Map<string, readonly PlannedLookupFault[]>();
  readonly #planned = new Set<string>();

  /** @throws RangeError for a payee that has been planned before, and for a look-up fault that cannot be. */
  plan(payee: string, { payments, lookup }: PayeeFaults): void {
    if (this.#planned.has(payee)) throw new RangeError(`the faults of ${payee} are planned already`);
    if (lookup !== undefined) this.#lookups.set(payee, [checked(lookup)]);
    if (payments !== undefined) this.#payments.set(payee, [...payments]);
    this.#planned.add(payee);
  }

  /** What the next payment meets; undefined for a payee of which nothing is planned. */
  faultOf({ payee }: Payee): PaymentFaultName | undefined {
    const planned = this.#payments.get(payee);
    return planned === undefined ? undefined : (planned.shift() ?? "settle");
  }

  lookupFaultsOf({ payee }: Payee): readonly PlannedLookupFault[] {
    return this.#lookups.get(payee) ?? [];
  }

  /** Nothing is planned any more. */
  heal(): void {
    this.#payments.clear();
    this.#lookups.clear();
  }
}

function checked({
  fault,
  forMs = LOOKUP_FAULT_MS,
  attempts = 1,
}: NonNullable<PayeeFaults["lookup"]>): PlannedLookupFault {
  if (!(forMs > 0)) throw new RangeError(`forMs must be a number of milliseconds above 0 (got ${forMs})`);
  if (!Number.isInteger(attempts) || attempts < 1) {
    throw new RangeError(`attempts must be a whole number from 1 (got ${attempts})`);
  }
  return { fault, forMs, attempts };
}
