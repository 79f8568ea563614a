import { Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import { createHttpReads } from "./http-reads.ts";
import { createHttpSend } from "./http-send.ts";
import { defaultReadLimits, type ReadLimits } from "./read-budget.ts";
import { redactor } from "./secrets.ts";
import type { Target } from "./target.ts";

/** How to reach a payout API over HTTP. */
export interface HttpTargetOptions {
  /** Where the API is, with an optional path in front of `/api/v1`. */
  readonly url: string;
  readonly clock: Clock;
  /** When the caller gives up waiting for the answer to a payout, in milliseconds. */
  readonly clientTimeoutMs: number;
  /** The value of the `authorization` header; never written anywhere. */
  readonly authorization?: string | undefined;
  /** Limits of reads that differ from the defaults. */
  readonly reads?: Partial<ReadLimits> | undefined;
}

/** A payout API behind a URL: sends payouts and reads balances, entries and payouts. */
export function createHttpTarget(options: HttpTargetOptions): Target {
  const { origin, pathname } = new URL(options.url);
  const basePath = `${pathname.replace(/\/+$/, "")}/api/v1`;
  const headers = {
    "content-type": "application/json",
    ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
  };
  // undici's timeouts resolve about one second, so the sender watches the client timeout itself. Connections are not limited: the load
  // decides how many attempts are in flight, and waiting for a connection would be a hidden queue.
  const pool = new Pool(origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connections: null });
  const redact = redactor(options.authorization);
  const limits = { ...defaultReadLimits, ...options.reads };
  const { url, clock, clientTimeoutMs } = options;
  const sending = createHttpSend({ pool, path: `${basePath}/payouts`, headers, clock, clientTimeoutMs, redact });
  return {
    url,
    send: sending.send,
    poll: null,
    ...createHttpReads({ url, clock, pool, basePath, headers, limits, redact }),
    async close() {
      sending.stop();
      await pool.destroy();
    },
  };
}
