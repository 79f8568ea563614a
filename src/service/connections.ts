import type { Clock } from "../domain/clock.ts";
import { CLIENT_TIMEOUT } from "../domain/send.ts";
import { Origin } from "../http/origin.ts";
import { Deadlines } from "./deadlines.ts";
import type { ExchangeOptions, Exchanges, Raw } from "./exchanges.ts";
import type { HttpRequest } from "./http-request.ts";
import { PayoutExchange } from "./payout-exchange.ts";

/** The connections of a target, to each origin that it talks to, which is nearly always one. */
export class Connections implements Exchanges {
  readonly #origins = new Map<string, Origin>();
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;

  constructor(clock: Clock, clientTimeoutMs: number) {
    this.#clock = clock;
    this.#deadlines = new Deadlines(clock, clientTimeoutMs);
  }

  /** The connections to an origin. @throws TypeError for an invalid address */
  to(origin: string): Origin {
    const known = this.#origins.get(origin);
    if (known !== undefined) return known;
    const made = new Origin(origin, this.#clock);
    this.#origins.set(origin, made);
    return made;
  }

  /** Hands a request over. A request that cannot be sent at all ends like one without an answer. */
  #dispatch(request: HttpRequest, exchange: PayoutExchange): void {
    try {
      this.to(request.origin).carry(request, exchange);
    } catch (error) {
      exchange.giveUp(error instanceof Error && "code" in error ? String(error.code) : "INVALID_REQUEST");
    }
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
    await Promise.all([...this.#origins.values()].map((origin) => origin.close()));
  }
}
