import { Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import type { Exchange, Request } from "./exchange.ts";
import { PlainPool } from "./plain-pool.ts";
import { createRequestText, type RequestBytes } from "./request-text.ts";
import { UndiciLine } from "./undici-line.ts";

/** The plain way to an origin, for what is sent often. */
interface PlainWay {
  readonly pool: PlainPool;
  readonly textOf: (request: Request) => RequestBytes | undefined;
}

/**
 * The connections to one origin, as many as are needed at once, with one request at a time on each. What is sent often goes a plain way of our own, because
 * undici costs more than everything else that is done for a payout; with TLS, and wherever a request is out of the ordinary, it goes through undici.
 */
export class Origin {
  readonly #origin: string;
  readonly #plain: PlainWay | undefined;
  #pool: Pool | undefined;
  #isClosed = false;

  /** `connectMs`: how long connecting may take, by default 10 s; null for whoever watches the time themselves. @throws TypeError for an invalid address */
  constructor(origin: string, clock: Clock, connectMs?: number | null) {
    const { origin: own, protocol, host, hostname, port } = new URL(origin);
    this.#origin = own;
    if (protocol !== "http:") return;
    const address = { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 80 : Number(port) };
    this.#plain = { pool: new PlainPool(address, clock, connectMs), textOf: createRequestText(host) };
  }

  /** undici's pool, which is made when it is first asked for. */
  get pool(): Pool {
    if (this.#pool === undefined) {
      // undici's timeouts resolve about one second, so whoever sends watches the time itself. Connections are not limited: the load
      // decides how many attempts are in flight, and waiting for a connection would be a hidden queue.
      const pool = new Pool(this.#origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connections: null });
      if (this.#isClosed) void pool.destroy();
      this.#pool = pool;
    }
    return this.#pool;
  }

  /** Sends a request, and tells the exchange what comes of it. @throws Error of undici for a request that cannot be sent at all */
  carry(request: Request, exchange: Exchange): void {
    const bytes = this.#plain?.textOf(request);
    if (this.#plain !== undefined && bytes !== undefined) return this.#plain.pool.carry(bytes, exchange);
    const { method, path, headers, body } = request;
    this.pool.dispatch({ path, method, headers, body }, new UndiciLine(exchange));
  }

  /** Closes every connection, whatever is under way. From now on every request fails, with undici's error. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#pool?.destroy(), this.#plain?.pool.close()]);
  }
}
