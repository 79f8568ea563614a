import { hash } from "node:crypto";
import { duplicateHandlings } from "../../domain/duplicate-handling.ts";
import type { Msat } from "../../domain/money.ts";
import { paymentFaults } from "../../domain/payment-fault.ts";
import { paymentHashOf } from "../payment-hash.ts";
import { type Caller, denialOf, departed, endOfFlight, type Flight, rejectionOf } from "./flight.ts";
import { type Lookup, Lookups } from "./lookups.ts";
import type { Busy, NodeEvent, Rejection } from "./node-event.ts";
import { type NodeChanges, type NodeOptions, type NodeSettings, type PayOptions, settingsOf } from "./node-options.ts";
import type { RailPayment } from "./payment.ts";
import type { EndedPayment, TrackedPayment } from "./payment-update.ts";

export type { Caller } from "./flight.ts";
export type { Lookup } from "./lookups.ts";
export type { NodeEvent, Rejection } from "./node-event.ts";

/** Whether the node accepts the payment. Only an accepted payment has a caller who can disconnect. */
export type PayResult =
  | { readonly kind: "rejected"; readonly reason: Rejection | Busy }
  | { readonly kind: "accepted"; disconnect(): void };

/** How long a `slow` payment takes for an API with this timeout: late, but within it. */
export function slowMsOf(railTimeoutMs: number): number {
  return railTimeoutMs * 0.4;
}

/** How many times `resolveAfterMs` a healed node waits for the caller of a stuck payment to disconnect. */
const HEALED_WAIT_FACTOR = 10;

/** How many times `resolveAfterMs` a payment is called failed before it settles. */
const DENIED_FACTOR = 5;

/** The longest delay of a timer, 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

type Happening<Event = NodeEvent> = Event extends NodeEvent ? Omit<Event, "payee" | "amountMsat"> : never;

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
  readonly #flights = new Map<string, Flight>();
  /** One flat object for each hash, in the order of their indexes: this is all that is kept of a hundred thousand payments. */
  readonly #payments = new Map<string, TrackedPayment>();
  /** How many payments were really paid. */
  settlements = 0;
  readonly #lookups: Lookups;
  readonly #bornEpochMs: number;
  #accepted = 0;
  #awaited = 0;
  #calls = 0;
  #spontaneous = 0;
  #spentMsat = 0;
  #unsettledMsat = 0;
  #healed = false;
  #closed = false;

  constructor(options: NodeOptions) {
    this.#options = settingsOf(options);
    this.#bornEpochMs = options.clock.epochMs();
    this.#lookups = new Lookups({
      clock: options.clock,
      faultOf: (payment) => (this.#healed ? undefined : this.#options.lookupFaultOf(payment)),
      fired: (payment, fault) => this.#emit(payment, { kind: "fired", fault }),
    });
  }

  /** Payments that have neither settled nor failed yet. */
  get inFlight(): number {
    return this.#flights.size;
  }

  /** Those in flight whose caller is still connected. */
  get awaited(): number {
    return this.#awaited;
  }

  /** What it can still send: what it had, less what was paid with its fees, and less what is in flight. */
  balanceMsat(): Msat {
    return Math.max(0, this.#options.openingMsat - this.#spentMsat - this.#unsettledMsat);
  }

  /** What is in flight, with its fees. */
  unsettledMsat(): Msat {
    return this.#unsettledMsat;
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
    this.#start(flight, options.timeoutMs);
    return { kind: "accepted", disconnect: () => this.#disconnect(flight) };
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

  /** What somebody hears who asks about a payment by another name, given how it stands. */
  lookUpAs(known: TrackedPayment): Lookup {
    return this.#lookups.of(known);
  }

  /** What the node knows of a payment hash, whatever it says when it is asked; undefined when it was never asked to pay it. */
  track(paymentHash: string): TrackedPayment | undefined {
    return this.#payments.get(paymentHash);
  }

  /** All payments by index, each as it stands now. */
  payments(): Iterable<TrackedPayment> {
    return this.#payments.values();
  }

  /** Calls `ended` once when the payment in flight under this hash ends; never when there is none. Returns a function that unsubscribes. */
  watch(paymentHash: string, ended: (payment: EndedPayment) => void): () => void {
    const watchers = this.#flights.get(paymentHash)?.watchers;
    watchers?.add(ended);
    return () => void watchers?.delete(ended);
  }

  /** Ends all faults: stuck payments settle now, and every new payment settles. */
  heal(): void {
    if (this.#closed) return;
    this.#healed = true;
    // A stuck payment waits a while for its caller: the disconnect may be on its way, and its fault must be seen to fire.
    for (const flight of [...this.#flights.values()]) {
      if (paymentFaults[flight.fault].held !== "until-healed") continue;
      if (flight.caller === null) this.#end(flight);
      else this.#endAfter(flight, this.#options.resolveAfterMs * HEALED_WAIT_FACTOR);
    }
  }

  /** Faults happen again after a `heal`, for another run. What is not given stays as it is. */
  rearm({ duplicates = this.#options.duplicates, slowMs = this.#options.slowMs }: NodeChanges = {}): void {
    this.#healed = false;
    this.#options = { ...this.#options, duplicates, slowMs };
  }

  /** Cancels all timers: nothing happens any more. */
  close(): void {
    this.#closed = true;
    for (const flight of this.#flights.values()) {
      flight.cancelTimer();
      this.#forgetCaller(flight);
    }
  }

  /** Undefined where the provider turns it away. */
  #accept(name: string, payment: RailPayment, caller: Caller, options: PayOptions): Flight | undefined {
    const { clock, faultOf } = this.#options;
    const { paymentHash, payee, amountMsat, invoice } = payment;
    const feeMsat = (options.routingFeeMsat ?? this.#options.routingFeeMsat)(amountMsat);
    const hasRoute = payee !== "" && feeMsat <= (options.feeLimitMsat ?? Number.POSITIVE_INFINITY);
    const fault = this.#healed || !hasRoute ? "settle" : faultOf(payment, this.#payments.has(name));
    if (paymentFaults[fault].ends === "refused") return undefined;
    // Only a failed payment can be repeated; it is forgotten, because the hash is in flight again.
    this.#payments.delete(name);
    this.#accepted += 1;
    const createdEpochMs = clock.epochMs();
    const index = this.#accepted;
    const record = {
      kind: "in-flight",
      paymentHash,
      payee,
      amountMsat,
      feeMsat,
      invoice,
      createdEpochMs,
      index,
    } as const;
    const flight = departed({ name, payment, record, fault, hasRoute, caller, ended: options.ended });
    this.#flights.set(name, flight);
    this.#payments.set(name, record);
    this.#awaited += 1;
    this.#unsettledMsat += amountMsat + feeMsat;
    return flight;
  }

  /** Pays nothing: the caller hears how the payment ended the first time. */
  #replay(payment: RailPayment, ended: EndedPayment, caller: Caller): PayResult {
    this.#emit(payment, { kind: "rejected", reason: "replayed" });
    caller(ended);
    return { kind: "accepted", disconnect: () => undefined };
  }

  /**
   * A payment that is not held reports nothing before it ends, so that the caller's timeout, which starts at the first update, cannot expire
   * between the two: a slow machine must not turn a healthy payment into an unplanned timeout.
   */
  #start(flight: Flight, timeoutMs: number | undefined): void {
    const { held, latency } = paymentFaults[flight.fault];
    const { clock, latencyMs, slowMs } = this.#options;
    if (held === undefined) return this.#endAfter(flight, latency === "slow" ? slowMs : latencyMs);
    if (timeoutMs !== undefined) {
      flight.cancelTimer = clock.timeout(Math.min(timeoutMs, MAX_TIMER_MS), () => this.#timeOut(flight));
    }
    flight.caller?.({ kind: "in-flight" });
  }

  /** The caller has stayed for as long as it allowed the node to try. */
  #timeOut(flight: Flight): void {
    this.#emit(flight.payment, { kind: "abandoned" });
    this.#fire(flight);
    if (paymentFaults[flight.fault].held === "until-healed" && !this.#healed) return;
    if (paymentFaults[flight.fault].ends === "failed") this.#end(flight);
    else this.#endAfter(flight, this.#options.resolveAfterMs);
  }

  #disconnect(flight: Flight): void {
    if (!this.#forgetCaller(flight)) return;
    // A held payment that has timed out was abandoned then, and only once.
    if (!flight.hasFired) this.#emit(flight.payment, { kind: "abandoned" });
    const { held } = paymentFaults[flight.fault];
    if (held === undefined) return;
    this.#fire(flight);
    flight.cancelTimer();
    if (held === "until-disconnect" || this.#healed) this.#endAfter(flight, this.#options.resolveAfterMs);
  }

  /** A held payment fires at the disconnect or the timeout; any other when it ends, whether or not its caller is still there. */
  #fire(flight: Flight): void {
    if (flight.hasFired || flight.fault === "settle") return;
    flight.hasFired = true;
    this.#emit(flight.payment, { kind: "fired", fault: flight.fault });
  }

  /** False if the caller had left, or had heard how the payment ended. */
  #forgetCaller(flight: Flight): boolean {
    if (flight.caller === null) return false;
    flight.caller = null;
    this.#awaited -= 1;
    return true;
  }

  #endAfter(flight: Flight, ms: number): void {
    flight.cancelTimer();
    flight.cancelTimer = this.#options.clock.timeout(ms, () => this.#end(flight));
  }

  /** Says that a payment has failed, which will settle a little later. */
  #deny(flight: Flight): void {
    const denial = denialOf(flight, this.#options.clock.epochMs());
    const { caller } = flight;
    flight.isDenied = true;
    this.#payments.set(flight.name, denial);
    this.#forgetCaller(flight);
    caller?.(denial);
    for (const tell of [...flight.watchers, flight.ended]) tell?.(denial);
    this.#endAfter(flight, this.#options.resolveAfterMs * DENIED_FACTOR);
  }

  #end(flight: Flight): void {
    const { name, payment, record, fault, caller } = flight;
    const { held, answer } = paymentFaults[fault];
    if (answer === "failed" && !flight.isDenied) return this.#deny(flight);
    const ended = endOfFlight(flight, this.#options.clock.epochMs());
    this.#flights.delete(name);
    this.#payments.set(name, ended);
    this.#forgetCaller(flight);
    const spentMsat = record.amountMsat + record.feeMsat;
    this.#unsettledMsat -= spentMsat;
    if (ended.kind === "settled") {
      this.settlements += 1;
      this.#spentMsat += spentMsat;
      this.#emit(payment, { kind: "settled", feeMsat: record.feeMsat });
    } else {
      this.#emit(payment, { kind: "failed" });
    }
    if (held === undefined) this.#fire(flight);
    caller?.(answer === "reset" || answer === "error" ? { kind: answer } : ended);
    // Who was told that it failed has stopped watching.
    for (const tell of [...(flight.isDenied ? [] : flight.watchers), flight.ended]) tell?.(ended);
  }

  #emit({ payee, amountMsat }: Pick<RailPayment, "payee" | "amountMsat">, what: Happening): void {
    this.#options.observe?.({ ...what, payee, amountMsat });
  }
}
