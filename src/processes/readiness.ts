import { get as getPlain } from "node:http";
import { get as getSecure } from "node:https";
import type { Clock } from "../domain/clock.ts";
import { accepts } from "./free-port.ts";

/** How often a service that starts is asked: soon at first, and less often the longer it takes. */
const PACE = { fromMs: 20, toMs: 250 };

/** An answer that takes longer is asked for again. */
const ANSWER_MS = 2_000;

/** Where a service shows that it is ready. */
export interface Readiness {
  readonly port: number;
  /** An address that answers 2xx once it is ready; null for a port that accepts connections. */
  readonly url: string | null;
  readonly clock: Clock;
  /** Aborted when it makes no sense to ask any more. */
  readonly abandon: AbortSignal;
}

/** Waits until a service is ready. Resolves with null then, or with what it showed last if it is abandoned before. */
export async function becomesReady({ port, url, clock, abandon }: Readiness): Promise<string | null> {
  let waitMs = PACE.fromMs;
  for (;;) {
    const missing = url === null ? await closedPort(port) : await badAnswer(url, clock);
    if (missing === null || abandon.aborted) return missing;
    await clock.sleep(waitMs, abandon);
    waitMs = Math.min(waitMs * 1.3, PACE.toMs);
  }
}

async function closedPort(port: number): Promise<string | null> {
  if (await accepts(port)) return null;
  const other = await accepts(port, "::1");
  const hint = other ? `; something listens on [::1]:${port}: make it listen on 127.0.0.1` : "";
  return `nothing accepts connections on 127.0.0.1:${port}${hint}`;
}

/** Null for a 2xx; else what came instead. Only our own service is asked, so that its certificate may be its own. */
function badAnswer(url: string, clock: Clock): Promise<string | null> {
  return new Promise((resolve) => {
    const get = url.startsWith("https:") ? getSecure : getPlain;
    const request = get(url, { agent: false, rejectUnauthorized: false }, (response) => {
      const { statusCode = 0 } = response;
      response.resume();
      end(statusCode >= 200 && statusCode < 300 ? null : `GET ${url} answers ${statusCode}`);
    });
    const cancel = clock.timeout(ANSWER_MS, () => request.destroy(new Error(`no answer within ${ANSWER_MS / 1000}s`)));
    const end = (missing: string | null) => {
      cancel();
      resolve(missing);
    };
    request.on("error", (error) => end(`GET ${url} fails (${reasonOf(error)})`));
  });
}

function reasonOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
