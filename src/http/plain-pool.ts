import type { Clock } from "../domain/clock.ts";
import type { Exchange } from "./exchange.ts";
import { type Address, type Owner, PlainConnection } from "./plain-connection.ts";
import type { RequestBytes } from "./request-text.ts";

/** A request that waits for a connection that has just become free. */
interface Waiting {
  readonly bytes: RequestBytes;
  readonly exchange: Exchange;
}

/** As long as undici waits for a connection. */
const CONNECT_MS = 10_000;

/** How often idle connections are looked at. */
const SWEEP_MS = 500;

/** The code of undici for what is sent after the end. */
const DESTROYED = "UND_ERR_DESTROYED";

/**
 * The connections to one origin without TLS. They are not limited: the load decides how many attempts are in flight, and waiting for a
 * connection would be a hidden queue. One that has had its answer rests until the end of the turn, in which whatever else has arrived on it is read;
 * there it takes the next request, or is kept for a while.
 *
 *     carry ── idle? ──> written now
 *           ── resting? ─> written at the end of this turn
 *           ── neither ──> a new connection
 */
export class PlainPool implements Owner {
  readonly #address: Address;
  readonly #clock: Clock;
  readonly #connectMs: number | null;
  readonly #all = new Set<PlainConnection>();
  readonly #idle: PlainConnection[] = [];
  #resting: PlainConnection[] = [];
  #waiting: Waiting[] = [];
  #closed: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  readonly #stopSweeping: () => void;

  constructor(address: Address, clock: Clock, connectMs: number | null = CONNECT_MS) {
    this.#connectMs = connectMs;
    this.#address = address;
    this.#clock = clock;
    this.#stopSweeping = clock.every(SWEEP_MS, () => this.#sweep());
  }

  /** Sends a request, and tells the exchange what comes of it. */
  carry(bytes: RequestBytes, exchange: Exchange): void {
    if (this.#closed !== undefined) return exchange.broke(DESTROYED);
    if (this.#idle.length === 0 && this.#resting.length > this.#waiting.length) {
      this.#waiting.push({ bytes, exchange });
      return;
    }
    this.#take().carry(bytes, exchange);
  }

  rests(connection: PlainConnection): void {
    if (this.#resting.length === 0) this.#clock.nextTurn(() => this.#turn());
    this.#resting.push(connection);
  }

  closed(connection: PlainConnection): void {
    this.#all.delete(connection);
    const place = this.#idle.indexOf(connection);
    if (place !== -1) this.#idle.splice(place, 1);
    if (this.#all.size === 0) this.#closed?.();
  }

  /** Resolves when no connection is left. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stopSweeping();
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve;
    });
    for (const { exchange } of this.#waiting) exchange.broke(DESTROYED);
    for (const connection of this.#all) connection.break(DESTROYED);
    if (this.#all.size > 0) await closed;
  }

  #turn(): void {
    const waiting = this.#waiting;
    this.#idle.push(...this.#resting);
    this.#resting = [];
    this.#waiting = [];
    for (const { bytes, exchange } of waiting) if (!exchange.isDone) this.carry(bytes, exchange);
    // Those that have been idle for longer lie below.
    for (let at = this.#idle.length - 1; this.#idle[at]?.isHeld; at -= 1) this.#idle[at]?.hold(false);
  }

  /** Hangs up what nobody has used for as long as it may be idle: a service may have a worker for each connection, and needs them for our reads. */
  #sweep(): void {
    const now = this.#clock.now();
    for (let [oldest] = this.#idle; oldest !== undefined && oldest.freshUntilMs <= now; [oldest] = this.#idle) {
      this.#idle.shift();
      oldest.hangUp();
    }
  }

  /** The connection that was used last, unless the other side may be about to close it. */
  #take(): PlainConnection {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      if (!last.isOpen) continue;
      if (last.freshUntilMs > this.#clock.now()) return last;
      last.hangUp();
    }
    const made = new PlainConnection(this.#address, this.#clock, this, this.#connectMs);
    this.#all.add(made);
    return made;
  }
}
