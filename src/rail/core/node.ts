import { hash } from "node:crypto";
import { duplicateHandlings } from "../../domain/duplicate-handling.ts";
import type { Msat } from "../../domain/money.ts";
import { paymentFaults } from "../../domain/payment-fault.ts";
import { paymentHashOf } from "../payment-hash.ts";
import { type Caller, departed, type Flight, recordOf, rejectionOf } from "./flight.ts";
import { Flights, type Happening } from "./flights.ts";
import { type Lookup, Lookups, type Shows } from "./lookups.ts";
import type { Busy, Rejection } from "./node-event.ts";
import { type NodeChanges, type NodeOptions, type NodeSettings, type PayOptions, settingsOf } from "./node-options.ts";
import type { RailPayment } from "./payment.ts";
import { PaymentMemory } from "./payment-memory.ts";
import type { EndedPayment, TrackedPayment } from "./payment-update.ts";
import { Post } from "./post.ts";
import { Purse } from "./purse.ts";

export type { Caller } from "./flight.ts";
export type { NodeEvent, Rejection } from "./node-event.ts";

/** Whether the node accepts the payment. Only an accepted payment has a caller who can disconnect. */
export type PayResult =
  | { readonly kind: "rejected"; readonly reason: Rejection | Busy }
  | { readonly kind: "accepted"; disconnect(): void };

/** How long a `slow` payment takes for an API with this timeout: late, but within it. */
export function slowMsOf(railTimeoutMs: number): number {
  return railTimeoutMs * 0.4;
}

/**
 * The simulated Lightning node: what it does with each payment, and its memory of what it really paid, which is the truth of a run. It knows
 * no protocol: the dialects serve it as somebody's interface, and a simulation calls it directly under virtual time.
 *
 *     pay ──▶ in flight ──latency, or disconnect plus a delay──▶ settled   (again: rejected, already paid)
 *              (again: rejected,                            └──▶ failed    (again: accepted, and may pay)
 *               in transition)
 *
 * A repeated payment hash is answered as LND does (lnd `payments/db`, `InitPayment`): it may be initiated again only after failing. A
 * `replay` node repeats how the payment ended instead, and a `pay-again` node makes a new payment of every call.
 */
export type LightningNode = Pick<SimulatedNode, keyof SimulatedNode>;

/** Creates a node without payments. */
export function createNode(options: NodeOptions): LightningNode {
  return new SimulatedNode(options);
}

class SimulatedNode {
  #options: NodeSettings;
  readonly #flights: Flights;
  readonly #lookups: Lookups;
  readonly #post: Post;
  readonly #purse: Purse;
  readonly #payments = new PaymentMemory();
  /** How many payments were really paid. */
  settlements = 0;
  readonly #bornEpochMs: number;
  #accepted = 0;
  #calls = 0;
  #spontaneous = 0;
  #closed = false;

  constructor(options: NodeOptions) {
    this.#options = settingsOf(options);
    this.#bornEpochMs = options.clock.epochMs();
    this.#purse = new Purse(this.#options.openingMsat);
    this.#post = new Post({
      clock: options.clock,
      faultOf: (payment) => (this.#flights.isHealed ? undefined : this.#options.callbackFaultOf(payment)),
      fired: (payment, fault) => this.#emit(payment, { kind: "fired", fault }),
    });
    this.#flights = new Flights({
      settings: () => this.#options,
      emit: (payment, what) => this.#emit(payment, what),
      denied: ({ name }, denial) => void this.#payments.set(name, denial),
      landed: (flight, ended) => this.#land(flight, ended),
      post: this.#post,
    });
    this.#lookups = new Lookups({
      clock: options.clock,
      faultsOf: (payment) => (this.#flights.isHealed ? [] : this.#options.lookupFaultsOf(payment)),
      fired: (payment, fault) => this.#emit(payment, { kind: "fired", fault }),
    });
  }

  /** Payments that have neither settled nor failed yet, or of whose end the news is held back. */
  get inFlight(): number {
    return this.#flights.count + this.#post.underWay;
  }

  /** Those in flight whose caller is still connected, or whose news is held back: their fault may still fire. */
  get awaited(): number {
    return this.#flights.awaited + this.#post.underWay;
  }

  /** What it can still send: what it had, less what was paid with its fees, and less what is in flight. */
  balanceMsat(): Msat {
    return this.#purse.balanceMsat();
  }

  /** What is in flight, with its fees. */
  unsettledMsat(): Msat {
    return this.#purse.unsettledMsat();
  }

  /** A payment without an invoice, for a call that brings no hash: it is another payment each time. */
  spontaneous(payee: string, amountMsat: Msat): RailPayment {
    this.#spontaneous += 1;
    const preimage = hash("sha256", `chaos-payout/spontaneous/${this.#bornEpochMs}/${this.#spontaneous}`, "hex");
    return { paymentHash: paymentHashOf(Buffer.from(preimage, "hex")), preimage, payee, amountMsat, invoice: "" };
  }

  /**
   * Asks the node to pay. The caller gets updates until it disconnects, the first one possibly before this returns. A payment to nobody, or one
   * whose route costs more than its limit, fails with `FAILURE_REASON_NO_ROUTE`, and meets no fault.
   *
   * With `timeoutMs`, a held payment also resolves for a caller that stays. LND makes no new attempt after that time, and does not call back
   * what it has sent. So a payment that is held and then fails, fails at that moment; one that is held and then settles was on its way, and
   * settles a little later; and a stuck one stays in flight.
   * @throws Error when the node has been closed.
   */
  pay(payment: RailPayment, caller: Caller, options: PayOptions = {}): PayResult {
    if (this.#closed) throw new Error("the node is closed");
    this.#calls += 1;
    const { duplicates } = this.#options;
    const { paymentHash } = payment;
    const name = duplicateHandlings[duplicates].dedupes ? paymentHash : `${paymentHash} ${this.#calls}`;
    const known = this.#payments.get(name);
    if (duplicates === "replay" && known !== undefined && known.kind !== "in-flight")
      return this.#replay(payment, known, caller);
    const reason = rejectionOf(known, this.#flights.get(name));
    if (reason !== undefined) return this.#reject(payment, reason);
    const flight = this.#accept(name, payment, caller, options);
    if (flight === undefined) return this.#reject(payment, "busy");
    this.#emit(payment, { kind: "received", fault: flight.fault });
    this.#flights.start(flight, options.timeoutMs);
    return { kind: "accepted", disconnect: () => this.#flights.disconnect(flight) };
  }

  #reject(payment: RailPayment, reason: Rejection | Busy): PayResult {
    this.#emit(payment, { kind: "rejected", reason });
    if (reason === "busy") this.#emit(payment, { kind: "fired", fault: "provider-busy" });
    return { kind: "rejected", reason };
  }

  /** What somebody hears who asks about a payment hash. */
  lookUp(paymentHash: string): Lookup {
    const known = this.#payments.get(paymentHash);
    return known === undefined ? { kind: "absent" } : this.#lookups.of(known);
  }

  /** What somebody hears who asks about a payment by another name, or for a list that shows only some, given how it stands. */
  lookUpAs(known: TrackedPayment, isShown?: Shows): Lookup {
    return this.#lookups.of(known, isShown);
  }

  /** What the node knows of a payment hash, whatever it says when it is asked; undefined when it was never asked to pay it. */
  track(paymentHash: string): TrackedPayment | undefined {
    return this.#payments.get(paymentHash);
  }

  /** All payments by index, each as it stands now. */
  payments(): Iterable<TrackedPayment> {
    return this.#payments.values();
  }

  /**
   * Calls `ended` once when the payment in flight under this hash ends, and where one that has ended is reported in flight, when that is over;
   * never when there is neither. Returns a function that unsubscribes.
   */
  watch(paymentHash: string, ended: (payment: EndedPayment) => void): () => void {
    const watchers = this.#flights.get(paymentHash)?.watchers;
    if (watchers === undefined) return this.#lookups.whenOld(this.#payments.get(paymentHash), ended);
    watchers.add(ended);
    return () => void watchers.delete(ended);
  }

  /** Ends all faults: stuck payments settle now, and every new payment settles. */
  heal(): void {
    if (this.#closed) return;
    this.#flights.heal();
    this.#lookups.heal();
  }

  /** Faults happen again after a `heal`, for another run. What is not given stays as it is. */
  rearm({ duplicates = this.#options.duplicates, slowMs = this.#options.slowMs }: NodeChanges = {}): void {
    this.#flights.rearm();
    this.#post.rearm();
    this.#options = { ...this.#options, duplicates, slowMs };
  }

  /** Cancels all timers: nothing happens any more. */
  close(): void {
    this.#closed = true;
    this.#flights.close();
    this.#lookups.close();
    this.#post.close();
    this.#payments.close();
  }

  /** Undefined where the provider turns it away. */
  #accept(name: string, payment: RailPayment, caller: Caller, options: PayOptions): Flight | undefined {
    const { clock, faultOf } = this.#options;
    const { payee, amountMsat } = payment;
    const feeMsat = (options.routingFeeMsat ?? this.#options.routingFeeMsat)(amountMsat);
    const hasRoute = payee !== "" && feeMsat <= (options.feeLimitMsat ?? Number.POSITIVE_INFINITY);
    const planned = this.#flights.isHealed || !hasRoute ? "settle" : faultOf(payment, this.#payments.has(name));
    const fault = options.cannot?.(planned) ? "settle" : planned;
    if (paymentFaults[fault].ends === "refused") return undefined;
    // Only a failed payment can be repeated; it is forgotten, because the hash is in flight again.
    this.#payments.delete(name);
    this.#accepted += 1;
    const record = recordOf(payment, { feeMsat, createdEpochMs: clock.epochMs(), index: this.#accepted });
    const flight = departed({
      name,
      payment,
      record,
      fault,
      hasRoute,
      caller,
      turns: this.#options.turnsOf?.(payment),
      ended: options.ended,
      news: options.news,
    });
    this.#flights.add(flight);
    this.#payments.set(name, record);
    this.#purse.hold(record);
    return flight;
  }

  /** Pays nothing: the caller hears how the payment ended the first time. */
  #replay(payment: RailPayment, ended: EndedPayment, caller: Caller): PayResult {
    this.#emit(payment, { kind: "rejected", reason: "replayed" });
    caller(ended);
    return { kind: "accepted", disconnect: () => undefined };
  }

  #land({ name, payment, record }: Flight, ended: EndedPayment): void {
    const isSettled = ended.kind === "settled";
    this.#payments.set(name, ended);
    this.#purse.release(record, isSettled);
    if (isSettled) this.settlements += 1;
    this.#emit(payment, isSettled ? { kind: "settled", feeMsat: record.feeMsat } : { kind: "failed" });
  }

  #emit({ payee, amountMsat }: Pick<RailPayment, "payee" | "amountMsat">, what: Happening): void {
    this.#options.observe?.({ payee, amountMsat, ...what });
  }
}
