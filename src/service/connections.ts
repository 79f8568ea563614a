import { Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import { CLIENT_TIMEOUT } from "../domain/send.ts";
import { Deadlines } from "./deadlines.ts";
import type { ExchangeOptions, Exchanges, Raw } from "./exchanges.ts";
import type { HttpRequest } from "./http-request.ts";
import { PayoutExchange } from "./payout-exchange.ts";
import { PlainPool } from "./plain-pool.ts";
import { createRequestText, type RequestBytes } from "./request-text.ts";
import { UndiciLine } from "./undici-line.ts";

/** The plain way to an origin, for what is sent often. */
interface PlainWay {
  readonly pool: PlainPool;
  readonly textOf: (request: HttpRequest) => RequestBytes | undefined;
}

/**
 * The connections of a target, to each origin that it talks to, which is nearly always one. Payouts go a plain way of our own, because undici costs more
 * than everything else that is done for a payout; with TLS, and wherever a request is out of the ordinary, they go through undici, as reads do.
 */
export class Connections implements Exchanges {
  readonly #pools = new Map<string, Pool>();
  readonly #ways = new Map<string, PlainWay | null>();
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;

  constructor(clock: Clock, clientTimeoutMs: number) {
    this.#clock = clock;
    this.#deadlines = new Deadlines(clock, clientTimeoutMs);
  }

  /** undici's pool for an origin. */
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
  #dispatch(request: HttpRequest, exchange: PayoutExchange): void {
    const { origin, method, path, headers, body } = request;
    try {
      const way = this.#wayTo(origin);
      const bytes = way?.textOf(request);
      if (way !== null && bytes !== undefined) return way.pool.carry(bytes, exchange);
      this.to(origin).dispatch({ path, method, headers, body }, new UndiciLine(exchange));
    } catch (error) {
      exchange.giveUp(error instanceof Error && "code" in error ? String(error.code) : "INVALID_REQUEST");
    }
  }

  #wayTo(origin: string): PlainWay | null {
    const known = this.#ways.get(origin);
    if (known !== undefined) return known;
    const { protocol, host, hostname, port } = new URL(origin);
    const address = { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 80 : Number(port) };
    const way =
      protocol === "http:" ? { pool: new PlainPool(address, this.#clock), textOf: createRequestText(host) } : null;
    this.#ways.set(origin, way);
    return way;
  }

  deadlineMs(): number {
    return this.#deadlines.next();
  }

  begin(request: HttpRequest, ended: (raw: Raw) => void, how?: ExchangeOptions): void {
    const signal = how?.signal;
    const deadlineMs = how?.deadlineMs ?? this.#deadlines.next();
    // Of several calls of one payout, no other one is made when its time is up.
    if (deadlineMs <= this.#clock.now()) return ended({ kind: "none", code: CLIENT_TIMEOUT });
    const giveUp = signal === undefined ? undefined : () => exchange.giveUp("ABORTED");
    const exchange = new PayoutExchange(
      deadlineMs,
      this.#clock,
      (raw) => {
        this.#deadlines.delete(exchange);
        if (giveUp !== undefined) signal?.removeEventListener("abort", giveUp);
        ended(raw);
      },
      how?.sending,
    );
    if (signal?.aborted) return giveUp?.();
    if (giveUp !== undefined) signal?.addEventListener("abort", giveUp, { once: true });
    this.#deadlines.add(exchange);
    this.#dispatch(request, exchange);
  }

  async close(): Promise<void> {
    this.#deadlines.stop();
    const ways = [...this.#ways.values()].filter((way) => way !== null);
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    await Promise.all(ways.map(({ pool }) => pool.close()));
  }
}
