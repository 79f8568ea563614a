import type { Clock } from "../../domain/clock.ts";
import { type DuplicateHandlingName, duplicateHandlings } from "../../domain/duplicate-handling.ts";
import type { Msat } from "../../domain/money.ts";
import { type PaymentFaultName, paymentFaults } from "../../domain/payment-fault.ts";
import type { RailPayment } from "./payment.ts";
import { type EndedPayment, endOf, type PaymentUpdate, type TrackedPayment } from "./payment-update.ts";

/** Receives the updates of one payment. */
export type Caller = (update: PaymentUpdate) => void;

/** Why the node does not accept a payment. */
export type Rejection = "in-transition" | "already-paid";

/** Whether the node accepts the payment. Only an accepted payment has a caller who can disconnect. */
export type PayResult =
  | { readonly kind: "rejected"; readonly reason: Rejection }
  | { readonly kind: "accepted"; disconnect(): void };

/** What the node did, in order. */
export type NodeEvent = { readonly payee: string; readonly amountMsat: Msat } & (
  | { readonly kind: "received"; readonly fault: PaymentFaultName }
  /** `replayed`: a sticky node repeated how the payment had ended. */
  | { readonly kind: "rejected"; readonly reason: Rejection | "replayed" }
  /** The caller disconnected while the payment was in flight: an attempt that timed out at the node. */
  | { readonly kind: "abandoned" }
  | { readonly kind: "settled" }
  | { readonly kind: "failed" }
  /** A fault took effect. */
  | { readonly kind: "fired"; readonly fault: PaymentFaultName }
);

/** What a node needs. */
export interface NodeOptions {
  readonly clock: Clock;
  /** Chooses what happens to a payment; called once for each accepted one. A repeat is a hash that failed before. */
  readonly faultOf: (payment: RailPayment, isRepeat: boolean) => PaymentFaultName;
  readonly observe?: (event: NodeEvent) => void;
  /** How long a healthy payment takes; default 1 ms. */
  readonly latencyMs?: number;
  /** How long a `slow` payment takes; default 40 ms. */
  readonly slowMs?: number;
  /** How long after the disconnect a held payment resolves; default 10 ms. */
  readonly resolveAfterMs?: number;
  /** What it does with a payment hash that it has seen before; default `reject`. */
  readonly duplicates?: DuplicateHandlingName;
}

/** How long a `slow` payment takes for an API with this timeout: late, but within it. */
export function slowMsOf(railTimeoutMs: number): number {
  return railTimeoutMs * 0.4;
}

/** How many times `resolveAfterMs` a healed node waits for the caller of a stuck payment to disconnect. */
const HEALED_WAIT_FACTOR = 10;

/** The longest delay of a timer, 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

/** A payment in flight. */
interface Flight {
  /** Its hash, or, where every call is a new payment, the hash and a number. */
  readonly name: string;
  readonly payment: RailPayment;
  readonly fault: PaymentFaultName;
  /** Null once the caller has disconnected or knows how the payment ended. */
  caller: Caller | null;
  hasFired: boolean;
  cancelTimer: () => void;
  readonly watchers: Set<(payment: EndedPayment) => void>;
}

type Happening<Event = NodeEvent> = Event extends NodeEvent ? Omit<Event, "payee" | "amountMsat"> : never;

/**
 * The simulated Lightning node: what it does with each payment, and its memory of what it really paid, which is the truth of a run. It knows
 * no HTTP: `node-server.ts` serves it as LND's REST interface, and a simulation calls it directly under virtual time.
 *
 *     pay ──▶ in flight ──latency, or disconnect plus a delay──▶ settled   (again: rejected, already paid)
 *              (again: rejected,                            └──▶ failed    (again: accepted, and may pay)
 *               in transition)
 *
 * A repeated payment hash is answered as LND does (lnd `payments/db`, `InitPayment`): it may be initiated again only after failing. A
 * `replay` node repeats how the payment ended instead, and a `pay-again` node makes a new payment of every call.
 */
export type LightningNode = SimulatedNode;

/** Creates a node without payments. */
export function createNode(options: NodeOptions): LightningNode {
  return new SimulatedNode(options);
}

class SimulatedNode {
  readonly #options: Required<Omit<NodeOptions, "observe">> & Pick<NodeOptions, "observe">;
  readonly #flights = new Map<string, Flight>();
  /** One small object for each hash: this is all that is kept of a hundred thousand payments. */
  readonly #ended = new Map<string, EndedPayment>();
  /** How many payments were really paid. */
  settlements = 0;
  #payments = 0;
  #healed = false;
  #closed = false;

  constructor(options: NodeOptions) {
    this.#options = { latencyMs: 1, slowMs: 40, resolveAfterMs: 10, duplicates: "reject", ...options };
  }

  /** Payments that have neither settled nor failed yet. */
  get inFlight(): number {
    return this.#flights.size;
  }

  /** Those in flight whose caller is still connected. */
  get awaited(): number {
    return [...this.#flights.values()].filter(({ caller }) => caller !== null).length;
  }

  /**
   * Asks the node to pay. The caller gets updates until it disconnects, the first one possibly before this returns.
   *
   * With `timeoutMs`, a held payment also resolves for a caller that stays. LND makes no new attempt after that time, and does not call back
   * what it has sent. So a payment that is held and then fails, fails at that moment; one that is held and then settles was on its way, and
   * settles a little later; and a stuck one stays in flight.
   * @throws Error when the node has been closed.
   */
  pay(payment: RailPayment, caller: Caller, timeoutMs?: number): PayResult {
    if (this.#closed) throw new Error("the node is closed");
    this.#payments += 1;
    const { duplicates, faultOf } = this.#options;
    const { paymentHash } = payment;
    const name = duplicateHandlings[duplicates].dedupes ? paymentHash : `${paymentHash} ${this.#payments}`;
    const ended = this.#ended.get(name);
    if (duplicates === "replay" && ended !== undefined) return this.#replay(payment, ended, caller);
    const reason = this.#flights.has(name) ? "in-transition" : ended?.kind === "settled" ? "already-paid" : undefined;
    if (reason !== undefined) {
      this.#emit(payment, { kind: "rejected", reason });
      return { kind: "rejected", reason };
    }
    // Only a failed payment can be repeated; it is forgotten, because the hash is in flight again.
    const isRepeat = this.#ended.delete(name);
    const fault = this.#healed ? "settle" : faultOf(payment, isRepeat);
    const flight: Flight = {
      name,
      payment,
      fault,
      caller,
      hasFired: false,
      cancelTimer: () => {},
      watchers: new Set(),
    };
    this.#flights.set(name, flight);
    this.#emit(payment, { kind: "received", fault });
    this.#start(flight, timeoutMs);
    return { kind: "accepted", disconnect: () => this.#disconnect(flight) };
  }

  /** What the node knows of a payment hash; undefined when it was never asked to pay it. */
  track(paymentHash: string): TrackedPayment | undefined {
    const flight = this.#flights.get(paymentHash);
    if (flight === undefined) return this.#ended.get(paymentHash);
    return { kind: "in-flight", amountMsat: flight.payment.amountMsat };
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

  /** Cancels all timers: nothing happens any more. */
  close(): void {
    this.#closed = true;
    for (const flight of this.#flights.values()) {
      flight.cancelTimer();
      flight.caller = null;
    }
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
    if (timeoutMs !== undefined && held === "until-disconnect") {
      flight.cancelTimer = clock.timeout(Math.min(timeoutMs, MAX_TIMER_MS), () => this.#timeOut(flight));
    }
    flight.caller?.({ kind: "in-flight" });
  }

  /** The caller has stayed for as long as it allowed the node to try. */
  #timeOut(flight: Flight): void {
    this.#fire(flight);
    if (paymentFaults[flight.fault].ends === "failed") this.#end(flight);
    else this.#endAfter(flight, this.#options.resolveAfterMs);
  }

  #disconnect(flight: Flight): void {
    if (flight.caller === null) return;
    flight.caller = null;
    this.#emit(flight.payment, { kind: "abandoned" });
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

  #endAfter(flight: Flight, ms: number): void {
    flight.cancelTimer = this.#options.clock.timeout(ms, () => this.#end(flight));
  }

  #end(flight: Flight): void {
    const { name, payment, fault, caller } = flight;
    const ended = endOf(payment, fault);
    const { held, answer } = paymentFaults[fault];
    this.#flights.delete(name);
    this.#ended.set(name, ended);
    flight.caller = null;
    if (ended.kind === "settled") this.settlements += 1;
    this.#emit(payment, { kind: ended.kind });
    if (held === undefined) this.#fire(flight);
    caller?.(answer === "reset" ? { kind: "reset" } : ended);
    for (const watcher of flight.watchers) watcher(ended);
  }

  #emit(payment: RailPayment, what: Happening): void {
    this.#options.observe?.({ ...what, payee: payment.payee, amountMsat: payment.amountMsat });
  }
}
