import type { Sending } from "../domain/send.ts";
import type { Headers } from "../http/exchange.ts";
import type { HttpRequest } from "./http-request.ts";

/** What came of one request. */
export type Raw =
  | { readonly kind: "answer"; readonly status: number; readonly headers: Headers; readonly text: string }
  /** An answer that was cut short or cannot be read; `code` says why. */
  | { readonly kind: "unreadable"; readonly status: number; readonly code: string }
  | { readonly kind: "none"; readonly code: string };

/**
 * Whatever makes HTTP requests: our own connections, or those of a load engine, within which a payout is sent and classified by the same code.
 */
export interface Exchanges {
  /** When whoever begins now gives up, by the clock. */
  deadlineMs(): number;
  /** Sends a request, and calls `ended` once with what came of it, at the latest at the deadline. Never throws. */
  begin(request: HttpRequest, ended: (raw: Raw) => void, how?: ExchangeOptions): void;
}

/** How one request is sent. */
export interface ExchangeOptions {
  /** When to give up; by default as whoever begins now. */
  readonly deadlineMs?: number | undefined;
  readonly sending?: Sending | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** One request and what came of it. Never rejects. */
export function exchanged(exchanges: Exchanges, request: HttpRequest, how?: ExchangeOptions): Promise<Raw> {
  return new Promise((resolve) => exchanges.begin(request, resolve, how));
}
