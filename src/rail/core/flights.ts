import { paymentFaults } from "../../domain/payment-fault.ts";
import { denialOf, endOfFlight, type Flight } from "./flight.ts";
import type { NodeEvent } from "./node-event.ts";
import type { NodeSettings } from "./node-options.ts";
import type { RailPayment } from "./payment.ts";
import type { EndedPayment } from "./payment-update.ts";
import type { Post } from "./post.ts";

/** How many times `resolveAfterMs` a healed node waits for the caller of a stuck payment to disconnect. */
const HEALED_WAIT_FACTOR = 10;

/** How many times `resolveAfterMs` a payment is called failed before it settles. */
const DENIED_FACTOR = 5;

/** The longest delay of a timer, 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

/** An event without the payment that it is about. */
export type Happening<Event = NodeEvent> = Event extends NodeEvent ? Omit<Event, "payee" | "amountMsat"> : never;

/** What the node does when something becomes of a payment in flight. */
export interface FlightsOptions {
  /** The times of the node, as they are now. */
  readonly settings: () => NodeSettings;
  readonly emit: (payment: RailPayment, what: Happening) => void;
  /** Remembers that a payment is called failed, which will settle a little later. */
  readonly denied: (flight: Flight, denial: EndedPayment) => void;
  /** Remembers how a payment has ended, before anybody hears of it. */
  readonly landed: (flight: Flight, ended: EndedPayment) => void;
  /** Answers, and passes on the news. */
  readonly post: Pick<Post, "send">;
}

/** The payments in flight, and what becomes of them: when each ends, and who is told what. */
export class Flights {
  readonly #options: FlightsOptions;
  readonly #byName = new Map<string, Flight>();
  #awaited = 0;
  /** How many have ended, and nobody may be told yet. */
  #untold = 0;
  #isHealed = false;

  constructor(options: FlightsOptions) {
    this.#options = options;
  }

  /** Payments that have neither settled nor failed yet, or of whose end nobody may be told yet. */
  get count(): number {
    return this.#byName.size + this.#untold;
  }

  /** Those whose caller is still connected, or may not be told yet. */
  get awaited(): number {
    return this.#awaited + this.#untold;
  }

  /** True between `heal` and `rearm`: no payment meets a fault. */
  get isHealed(): boolean {
    return this.#isHealed;
  }

  get(name: string): Flight | undefined {
    return this.#byName.get(name);
  }

  /** From now on it is in flight. Nothing happens to it before `start`. */
  add(flight: Flight): void {
    this.#byName.set(flight.name, flight);
    this.#awaited += 1;
  }

  /**
   * A payment that is not held reports nothing before it ends, so that the caller's timeout, which starts at the first update, cannot expire
   * between the two: a slow machine must not turn a healthy payment into an unplanned timeout.
   */
  start(flight: Flight, timeoutMs: number | undefined): void {
    const { held, latency } = paymentFaults[flight.fault];
    const { clock, latencyMs, slowMs } = this.#options.settings();
    if (held === undefined) return this.#endAfter(flight, latency === "slow" ? slowMs : latencyMs);
    if (timeoutMs !== undefined) {
      flight.cancelTimer = clock.timeout(Math.min(timeoutMs, MAX_TIMER_MS), () => this.#timeOut(flight));
    }
    flight.caller?.({ kind: "in-flight" });
  }

  disconnect(flight: Flight): void {
    if (!this.#forgetCaller(flight)) return;
    // A held payment that has timed out was abandoned then, and only once.
    if (!flight.hasFired) this.#options.emit(flight.payment, { kind: "abandoned" });
    const { held } = paymentFaults[flight.fault];
    if (held === undefined) return;
    this.#fire(flight);
    flight.cancelTimer();
    if (held === "until-disconnect" || this.#isHealed) {
      this.#endAfter(flight, this.#options.settings().resolveAfterMs);
    }
  }

  /** Stuck payments settle now, and every new payment settles. */
  heal(): void {
    this.#isHealed = true;
    // A stuck payment waits a while for its caller: the disconnect may be on its way, and its fault must be seen to fire.
    for (const flight of [...this.#byName.values()]) {
      if (paymentFaults[flight.fault].held !== "until-healed") continue;
      if (flight.caller === null) this.#end(flight);
      else this.#endAfter(flight, this.#options.settings().resolveAfterMs * HEALED_WAIT_FACTOR);
    }
  }

  /** Faults happen again. */
  rearm(): void {
    this.#isHealed = false;
  }

  /** Cancels all timers: nothing happens any more. */
  close(): void {
    for (const flight of this.#byName.values()) {
      flight.cancelTimer();
      this.#forgetCaller(flight);
    }
  }

  /** The caller has stayed for as long as it allowed the node to try. */
  #timeOut(flight: Flight): void {
    this.#options.emit(flight.payment, { kind: "abandoned" });
    this.#fire(flight);
    const { held, ends } = paymentFaults[flight.fault];
    if (held === "until-healed" && !this.#isHealed) return;
    if (ends === "failed") this.#end(flight);
    else this.#endAfter(flight, this.#options.settings().resolveAfterMs);
  }

  /** A held payment fires at the disconnect or the timeout; any other when it ends, whether or not its caller is still there. */
  #fire(flight: Flight): void {
    if (flight.hasFired || flight.fault === "settle") return;
    flight.hasFired = true;
    this.#options.emit(flight.payment, { kind: "fired", fault: flight.fault });
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
    flight.cancelTimer = this.#options.settings().clock.timeout(ms, () => this.#end(flight));
  }

  /** Says that a payment has failed, which will settle a little later. Its hash stays taken until then. */
  #deny(flight: Flight): void {
    const { clock, resolveAfterMs } = this.#options.settings();
    const denial = denialOf(flight, clock.epochMs());
    const { caller } = flight;
    flight.isDenied = true;
    this.#options.denied(flight, denial);
    this.#forgetCaller(flight);
    this.#tell(flight, denial, caller && (() => caller(denial)));
    this.#endAfter(flight, resolveAfterMs * DENIED_FACTOR);
  }

  #end(flight: Flight): void {
    const { answer } = paymentFaults[flight.fault];
    if (answer === "failed" && !flight.isDenied) return this.#deny(flight);
    if (flight.turns === undefined) return this.#land(flight);
    // It may come here again while it waits, as when its caller leaves.
    flight.turns.settle(() => {
      if (this.#byName.get(flight.name) === flight) this.#land(flight);
    });
  }

  #land(flight: Flight): void {
    const { held, answer } = paymentFaults[flight.fault];
    const ended = endOfFlight(flight, this.#options.settings().clock.epochMs());
    const { caller } = flight;
    this.#byName.delete(flight.name);
    this.#forgetCaller(flight);
    this.#options.landed(flight, ended);
    if (held === undefined) this.#fire(flight);
    const update = answer === "reset" || answer === "error" ? { kind: answer } : ended;
    this.#tell(flight, ended, caller && (() => caller(update)));
  }

  #tell(flight: Flight, payment: EndedPayment, answer: (() => void) | null): void {
    if (flight.turns === undefined) return this.#tellNow(flight, payment, answer);
    this.#untold += 1;
    flight.turns.paid(() => {
      this.#untold -= 1;
      this.#tellNow(flight, payment, answer);
    });
  }

  /** Each watcher hears of one end: who was told that a payment has failed is not told that it settles. */
  #tellNow({ watchers, ended: hook, news }: Flight, payment: EndedPayment, answer: (() => void) | null): void {
    this.#options.post.send({ payment, tell: news?.(payment), answer: answer ?? undefined });
    const told = [...watchers];
    watchers.clear();
    for (const watcher of told) watcher(payment);
    hook?.(payment);
  }
}
