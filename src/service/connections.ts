import { Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import type { Sending } from "../domain/send.ts";
import type { HttpRequest } from "./http-request.ts";
import { Deadlines, PayoutExchange, type Raw } from "./payout-exchange.ts";

/** The connections of a target: a pool for each origin that it talks to, which is nearly always one. */
export class Connections {
  readonly #pools = new Map<string, Pool>();
  readonly #clock: Clock;
  readonly deadlines: Deadlines;

  constructor(clock: Clock, clientTimeoutMs: number) {
    this.#clock = clock;
    this.deadlines = new Deadlines(clock, clientTimeoutMs);
  }

  /** The pool of an origin. */
  to(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    // undici's timeouts resolve about one second, so whoever sends watches the time itself. Connections are not limited: the load
    // decides how many attempts are in flight, and waiting for a connection would be a hidden queue.
    const pool = new Pool(origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connections: null });
    this.#pools.set(origin, pool);
    return pool;
  }

  /** Hands a request over. A request that cannot be sent at all ends like one without an answer. */
  dispatch({ origin, method, path, headers, body }: HttpRequest, exchange: PayoutExchange): void {
    try {
      this.to(origin).dispatch({ path, method, headers, body }, exchange);
    } catch (error) {
      exchange.giveUp(error instanceof Error && "code" in error ? String(error.code) : "INVALID_REQUEST");
    }
  }

  /** One request until its deadline. */
  exchange(
    request: HttpRequest,
    { sending, signal }: { sending?: Sending | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<Raw> {
    return new Promise((resolve) => {
      const exchange = new PayoutExchange(
        this.deadlines.next(),
        this.#clock,
        (raw) => {
          this.deadlines.delete(exchange);
          signal?.removeEventListener("abort", giveUp);
          resolve(raw);
        },
        sending,
      );
      const giveUp = () => exchange.giveUp("ABORTED");
      if (signal?.aborted) return giveUp();
      signal?.addEventListener("abort", giveUp, { once: true });
      this.deadlines.add(exchange);
      this.dispatch(request, exchange);
    });
  }

  async close(): Promise<void> {
    this.deadlines.stop();
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}
