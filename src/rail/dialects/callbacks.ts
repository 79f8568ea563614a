import { Agent } from "undici";
import type { Clock } from "../../domain/clock.ts";
import type { Tell, Tried } from "../core/post.ts";

/** How many times a callback is sent until somebody takes it. */
const TRIES = 5;

/** Between the first two tries; then twice as long each time. */
const FIRST_PAUSE_MS = 500;

/** How long somebody may take to answer. */
const TIMEOUT_MS = 10_000;

/** How many callbacks are under way at once; the others wait. */
const CONNECTIONS = 64;

/** Tells services how their payments ended, at URLs that they chose. */
export interface Callbacks {
  /**
   * How JSON is posted to a URL, or to several in turn: again and again until it is taken with a status of 2xx. Undefined for no URL, and for one
   * that leads away from here.
   */
  to(urls: string | readonly string[], value: unknown): Tell | undefined;
  /** Gives up all that is under way. */
  close(): Promise<void>;
}

/** Creates callbacks that none waits for. */
export function createCallbacks(clock: Clock): Callbacks {
  const closing = new AbortController();
  const agent = new Agent({ connections: CONNECTIONS, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  const tryOnce = async (url: string, body: string): Promise<"taken" | "refused" | "lost"> => {
    try {
      const headers = { "content-type": "application/json" };
      const { origin, pathname, search } = new URL(url);
      const path = `${pathname}${search}`;
      const answer = await agent.request({ origin, path, method: "POST", headers, body, signal: closing.signal });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300 ? "taken" : "refused";
    } catch {
      // Whatever kept it from arriving, the next try may have better luck.
      return "lost";
    }
  };
  let turn = 0;
  const deliver = async (urls: readonly string[], body: string, tried: Tried) => {
    for (let pauseMs = FIRST_PAUSE_MS, tries = 1; !closing.signal.aborted; pauseMs *= 2, tries += 1) {
      turn += 1;
      const reception = await tryOnce(urls[turn % urls.length] ?? "", body);
      tried(reception !== "lost");
      if (reception === "taken") return true;
      if (tries === TRIES) return false;
      await clock.sleep(pauseMs, closing.signal);
    }
    return false;
  };
  return {
    to(given, value) {
      const urls = [given].flat().filter(isNearby);
      if (urls.length === 0) return undefined;
      const body = JSON.stringify(value);
      return (tried = () => {}) => deliver(urls, body, tried);
    },
    async close() {
      closing.abort();
      await agent.destroy();
    },
  };
}

/**
 * True for a URL on this machine, in a private network, or of a container next to ours: a service may be configured with the callback
 * of its real installation, which must not hear of payments that never were.
 */
export function isNearby(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) return false;
  const { hostname } = parsed;
  const isPrivate = /^(?:0\.|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$/.test(hostname);
  const isOfContainers = /^[a-z0-9_-]+$/i.test(hostname) || /\.(?:localhost|internal)$/i.test(hostname);
  return isPrivate || isOfContainers || hostname === "[::1]";
}
