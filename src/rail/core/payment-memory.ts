import type { TrackedPayment } from "./payment-update.ts";
import { createSettledPayments, type SettledPayments } from "./settled-payments.ts";

/** As many payments as are kept as objects: columns would take more room and time. */
const FEW = 1_000;

/**
 * What a node remembers of its payments, by name: the hash, or the hash and a number. As an object with its strings a payment takes some 400 bytes, so of
 * many those that have settled as ordinary ones do are kept in columns. Nothing is ever forgotten, because a hash must not be paid twice.
 */
export class PaymentMemory {
  readonly #whole = new Map<string, TrackedPayment>();
  #settled: SettledPayments | undefined;
  #listed: readonly TrackedPayment[] | undefined;

  has(name: string): boolean {
    return this.#whole.has(name) || (this.#settled?.has(name) ?? false);
  }

  get(name: string): TrackedPayment | undefined {
    return this.#whole.get(name) ?? this.#settled?.get(name);
  }

  /** From now on the payment of this name stands like this. One that has settled stays settled. */
  set(name: string, payment: TrackedPayment): void {
    this.#listed = undefined;
    if (payment.kind === "settled" && name === payment.paymentHash && this.#whole.size >= FEW) {
      this.#settled ??= createSettledPayments();
      if (this.#settled.add(payment)) {
        this.#whole.delete(name);
        return;
      }
    }
    this.#whole.set(name, payment);
  }

  /** Forgets a payment that has not settled. */
  delete(name: string): void {
    this.#listed = undefined;
    this.#whole.delete(name);
  }

  /** All payments by index. Who asks for a page of them asks for the next one soon. */
  values(): Iterable<TrackedPayment> {
    this.#listed ??= [...this.#whole.values(), ...(this.#settled?.all() ?? [])].sort(
      (left, right) => left.index - right.index,
    );
    return this.#listed;
  }
}
