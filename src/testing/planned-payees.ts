import { LOOKUP_FAULT_MS, type PlannedLookupFault } from "../domain/lookup-fault.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import type { PayeeFaults } from "./rail.ts";

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
