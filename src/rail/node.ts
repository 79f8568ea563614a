import type { Clock } from "../domain/clock.ts";
import { type DuplicateHandlingName, duplicateHandlings } from "../domain/duplicate-handling.ts";
import type { Sats } from "../domain/money.ts";
import { type PaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import { endOf, firesAtTheEnd, lastUpdate, type PaymentUpdate, type TrackedPayment } from "./payment-update.ts";
import type { RailPayment } from "./rail.ts";

/**
 * The Lightning node: what it does with each payment, and its memory of what it really paid, which is the truth of a run. There is
 * no HTTP in it; `rest-server.ts` puts it behind LND's REST shape, and a simulation may call it directly under virtual time.
 *
 *     pay ──▶ in flight ──latency, or hang-up plus a delay──▶ settled   (again: rejected, already paid)
 *              (again: rejected,                        └──▶ failed    (again: taken on anew, and may pay)
 *               in transition)
 *
 * The answers to a repeated payment hash are LND's (lnd `payments/db`, `InitPayment`): it may be initiated again only after failing. A
 * `replay` node repeats the result of a payment instead, and a `pay-again` node makes a new payment of every call.
 */
export interface LightningNode {
  /**
   * Asks the node to pay. The caller gets its updates until it hangs up, the first one possibly before this returns.
   *
   * A caller that stays is served too. LND makes no new attempt once `timeoutMs` has passed, and does not call back what it has sent. So a
   * payment that is held and then fails, fails at that moment, when everything has come back; one that is held and then settles was on its
   * way by then, and settles a little later, whatever the caller was promised; and a stuck one stays in flight. Without `timeoutMs` a
   * held payment waits for the hang-up.
   * @throws Error when the node has been closed.
   */
  pay(payment: RailPayment, caller: Caller, timeoutMs?: number): PayResult;
  /** What the node knows of a payment hash; undefined when it was never asked to pay it. */
  track(paymentHash: string): TrackedPayment | undefined;
  /** Calls `ended` once when the payment in flight under this hash ends; never when there is none. The answer stops it. */
  watch(paymentHash: string, ended: (payment: TrackedPayment) => void): () => void;
  /** Takes all faults away: stuck payments settle now, and every payment taken on from now on settles. */
  heal(): void;
  /** Payments that have neither settled nor failed yet. */
  readonly inFlight: number;
  /** Of these, the ones whose caller has not hung up. */
  readonly awaited: number;
  /** How many payments were really paid, ever. */
  readonly settlements: number;
  /** Forgets the timers, so that nothing happens any more. */
  close(): void;
}

/** Takes the updates of one payment. */
export type Caller = (update: PaymentUpdate) => void;

/** Why the node does not take a payment on. */
export type Rejection = "in-transition" | "already-paid";

/** What the caller of a payment that is not taken on gets to hear: a rejection, or the end that the payment came to before. */
export type Refusal = Rejection | "replayed";

/** What comes of asking the node to pay: it takes the payment on, and the caller may hang up, or it does not. */
export type PayResult =
  | { readonly kind: "rejected"; readonly reason: Rejection }
  | { readonly kind: "accepted"; hangUp(): void };

/** What the node did, told in the order in which it happened. */
export type NodeEvent = { readonly payee: string; readonly amountSats: Sats } & (
  | { readonly kind: "received"; readonly fate: PaymentFaultName }
  | { readonly kind: "rejected"; readonly reason: Refusal }
  /** The caller hung up while the payment was in flight: an attempt that timed out at the node. */
  | { readonly kind: "abandoned" }
  | { readonly kind: "settled" }
  | { readonly kind: "failed" }
  /** A fault did what it is named for. */
  | { readonly kind: "fired"; readonly fate: PaymentFaultName }
);

/** Who decides about fates, who is told what happened, and how long things take. */
export interface NodeOptions {
  readonly clock: Clock;
  /** Chooses what happens to a payment; asked once for each one the node takes on. A repeat is a hash that failed before. */
  readonly fateOf: (payment: RailPayment, isRepeat: boolean) => PaymentFaultName;
  readonly observe?: (event: NodeEvent) => void;
  /** How long a healthy payment takes; 1 ms unless told otherwise. */
  readonly latencyMs?: number;
  /** How long a `slow` payment takes; 40 ms unless told otherwise. */
  readonly slowMs?: number;
  /** How long after its caller hung up a held payment resolves; 10 ms unless told otherwise. */
  readonly resolveAfterMs?: number;
  /** What it does with a payment hash that it has seen before; `reject` by default. */
  readonly duplicates?: DuplicateHandlingName;
}

/** How long a `slow` payment takes for an API of this patience: late, but within it. */
export function slowMsOf(railTimeoutMs: number): number {
  return railTimeoutMs * 0.4;
}

/** How many times the delay after a hang-up a healed node waits for the hang-up of a stuck payment. */
const PATIENCE_WITH_STUCK = 10;

/** The longest time that a timer of the system takes, 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

/** A node that has been asked for nothing yet. */
export function createNode(options: NodeOptions): LightningNode {
  return new FatedNode(options);
}

/** A payment that has not ended; the node keeps this much only as long as it is in flight. */
interface Flight {
  /** What the node knows it by: its hash, or, where every call is a payment of its own, the hash and a number. */
  readonly name: string;
  readonly payment: RailPayment;
  readonly fate: PaymentFaultName;
  /** Null once the caller has hung up or was told the end. */
  caller: Caller | null;
  /** True once the fault did what it is named for, be it at the hang-up or at the end of a caller's time. */
  hasFired: boolean;
  cancelTimer: () => void;
  readonly watchers: Set<(payment: TrackedPayment) => void>;
}

type Happening<Event = NodeEvent> = Event extends NodeEvent ? Omit<Event, "payee" | "amountSats"> : never;

class FatedNode implements LightningNode {
  readonly #clock: Clock;
  readonly #fateOf: NodeOptions["fateOf"];
  readonly #observe: ((event: NodeEvent) => void) | undefined;
  readonly #latencyMs: number;
  readonly #slowMs: number;
  readonly #resolveAfterMs: number;
  readonly #profile: DuplicateHandlingName;
  readonly #flights = new Map<string, Flight>();
  /** One small object for each hash: this is all that is kept of a hundred thousand payments. */
  readonly #ended = new Map<string, TrackedPayment>();
  #settlements = 0;
  #payments = 0;
  #healed = false;
  #closed = false;

  constructor(options: NodeOptions) {
    this.#clock = options.clock;
    this.#fateOf = options.fateOf;
    this.#observe = options.observe;
    this.#latencyMs = options.latencyMs ?? 1;
    this.#slowMs = options.slowMs ?? 40;
    this.#resolveAfterMs = options.resolveAfterMs ?? 10;
    this.#profile = options.duplicates ?? "reject";
  }

  get inFlight(): number {
    return this.#flights.size;
  }

  get awaited(): number {
    return [...this.#flights.values()].filter(({ caller }) => caller !== null).length;
  }

  get settlements(): number {
    return this.#settlements;
  }

  pay(payment: RailPayment, caller: Caller, timeoutMs?: number): PayResult {
    if (this.#closed) throw new Error("a closed node was asked to pay");
    this.#payments += 1;
    const name = duplicateHandlings[this.#profile].dedupes
      ? payment.paymentHash
      : `${payment.paymentHash} ${this.#payments}`;
    const ended = this.#ended.get(name);
    if (this.#profile === "replay" && ended !== undefined) return this.#replay(payment, ended, caller);
    const reason = this.#rejection(name);
    if (reason !== undefined) {
      this.#tell(payment, { kind: "rejected", reason });
      return { kind: "rejected", reason };
    }
    // Only a failed payment can be here for the second time; it is forgotten, because the hash is in flight again.
    const isRepeat = this.#ended.delete(name);
    const fate = this.#healed ? "settle" : this.#fateOf(payment, isRepeat);
    const cancelTimer = () => undefined;
    const flight: Flight = { name, payment, fate, caller, hasFired: false, cancelTimer, watchers: new Set() };
    this.#flights.set(name, flight);
    this.#tell(payment, { kind: "received", fate });
    this.#start(flight, timeoutMs);
    return { kind: "accepted", hangUp: () => this.#hangUp(flight) };
  }

  track(paymentHash: string): TrackedPayment | undefined {
    const flight = this.#flights.get(paymentHash);
    if (flight === undefined) return this.#ended.get(paymentHash);
    return { state: "in-flight", amountSats: flight.payment.amountSats };
  }

  watch(paymentHash: string, ended: (payment: TrackedPayment) => void): () => void {
    const watchers = this.#flights.get(paymentHash)?.watchers;
    watchers?.add(ended);
    return () => void watchers?.delete(ended);
  }

  heal(): void {
    if (this.#closed) return;
    this.#healed = true;
    // The other held payments still wait for the hang-up: the patience of their callers has an end.
    // So does a stuck one whose caller is still there, though not for ever: its hang-up may already be on its way, and must be seen.
    for (const flight of [...this.#flights.values()]) {
      if (flight.fate !== "stuck") continue;
      if (flight.caller === null) this.#end(flight);
      else this.#endAfter(flight, this.#resolveAfterMs * PATIENCE_WITH_STUCK);
    }
  }

  close(): void {
    this.#closed = true;
    for (const flight of this.#flights.values()) {
      flight.cancelTimer();
      flight.caller = null;
    }
  }

  #rejection(name: string): Rejection | undefined {
    if (this.#flights.has(name)) return "in-transition";
    return this.#ended.get(name)?.state === "settled" ? "already-paid" : undefined;
  }

  /** Nothing is paid: the caller hears what became of the payment when it was made. */
  #replay(payment: RailPayment, ended: TrackedPayment, caller: Caller): PayResult {
    this.#tell(payment, { kind: "rejected", reason: "replayed" });
    if (ended.state !== "in-flight") caller(lastUpdate(ended));
    return { kind: "accepted", hangUp: () => undefined };
  }

  /**
   * Payments that are not held tell nothing before their end, so that the caller reads "in flight" and the end in one piece and its
   * patience, which starts at the first update, cannot run out between the two: a machine that is slow for a moment turns no healthy
   * payment into a timeout that nobody planned. Held payments tell at once that they are in flight.
   */
  #start(flight: Flight, timeoutMs: number | undefined): void {
    const { fate } = flight;
    if (!paymentFaults[fate].held) return this.#endAfter(flight, fate === "slow" ? this.#slowMs : this.#latencyMs);
    if (timeoutMs !== undefined && fate !== "stuck") {
      flight.cancelTimer = this.#clock.timeout(Math.min(timeoutMs, MAX_TIMER_MS), () => this.#timeIsUp(flight));
    }
    flight.caller?.({ kind: "in-flight" });
  }

  /** The caller has stayed for as long as it gave the node. */
  #timeIsUp(flight: Flight): void {
    this.#fire(flight);
    if (paymentFaults[flight.fate].ends === "failed") this.#end(flight);
    else this.#endAfter(flight, this.#resolveAfterMs);
  }

  #hangUp(flight: Flight): void {
    if (flight.caller === null) return;
    flight.caller = null;
    this.#tell(flight.payment, { kind: "abandoned" });
    if (!paymentFaults[flight.fate].held) return;
    this.#fire(flight);
    flight.cancelTimer();
    if (flight.fate !== "stuck" || this.#healed) this.#endAfter(flight, this.#resolveAfterMs);
  }

  /** Says once that the fault of a held payment has fired. */
  #fire(flight: Flight): void {
    if (flight.hasFired) return;
    flight.hasFired = true;
    this.#tell(flight.payment, { kind: "fired", fate: flight.fate });
  }

  #endAfter(flight: Flight, ms: number): void {
    flight.cancelTimer = this.#clock.timeout(ms, () => this.#end(flight));
  }

  #end(flight: Flight): void {
    const { name, payment, fate, caller } = flight;
    const ended = endOf(payment, fate);
    this.#flights.delete(name);
    this.#ended.set(name, ended);
    flight.caller = null;
    if (ended.state === "settled") this.#settlements += 1;
    this.#tell(payment, { kind: ended.state });
    if (firesAtTheEnd(fate)) this.#tell(payment, { kind: "fired", fate });
    caller?.(fate === "lost-answer" ? { kind: "reset" } : lastUpdate(ended));
    for (const watcher of flight.watchers) watcher(ended);
  }

  #tell(payment: RailPayment, what: Happening): void {
    this.#observe?.({ ...what, payee: payment.payee, amountSats: payment.amountSats });
  }
}
