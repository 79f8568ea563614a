import http from "k6/http";
import type { Clock } from "../../domain/clock.ts";
import { CLIENT_TIMEOUT, CONNECTION_RESET } from "../../domain/send.ts";
import type { ExchangeOptions, Exchanges, Raw } from "../../service/exchanges.ts";
import type { HttpRequest } from "../../service/http-request.ts";
import { utf8Text } from "./k6-bytes.ts";

/** What k6 says of a request: `status` is 0 where nothing came of it, and `error_code` says why. */
type Response = Awaited<ReturnType<typeof http.asyncRequest>>;

/** A larger answer is nonsense. */
const MAX_ANSWER_BYTES = 1 << 20;

/** The codes of k6 by their numbers, as Node calls them. https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
const codes = new Map([
  [1020, "INVALID_REQUEST"],
  [1050, CLIENT_TIMEOUT],
  [1101, "ENOTFOUND"],
  [1201, "EPIPE"],
  [1211, "ETIMEDOUT"],
  [1212, "ECONNREFUSED"],
  [1220, CONNECTION_RESET],
]);

/** Requests through the connections of k6. */
export function k6Exchanges(clock: Clock, clientTimeoutMs: number): Exchanges {
  const deadlineMs = () => clock.now() + clientTimeoutMs;
  return {
    deadlineMs,
    begin(request, ended, how) {
      void sent(request, (how?.deadlineMs ?? deadlineMs()) - clock.now(), how).then(ended);
    },
  };
}

/** Never rejects. */
async function sent(request: HttpRequest, forMs: number, how: ExchangeOptions | undefined): Promise<Raw> {
  const signal = how?.signal;
  if (forMs <= 0) return { kind: "none", code: CLIENT_TIMEOUT };
  if (signal?.aborted) return { kind: "none", code: "ABORTED" };
  return signal === undefined ? answered(request, forMs) : Promise.race([answered(request, forMs), aborted(signal)]);
}

/** A request of k6 cannot be called back; its answer is not heard any more. */
function aborted(signal: AbortSignal): Promise<Raw> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve({ kind: "none", code: "ABORTED" }), { once: true });
  });
}

async function answered({ method, origin, path, headers, body }: HttpRequest, forMs: number): Promise<Raw> {
  try {
    const response = await http.asyncRequest(method, origin + path, body, {
      headers,
      timeout: Math.ceil(forMs),
      // An answer that points elsewhere is an answer.
      redirects: 0,
      responseType: "binary",
      // A caller of payouts keeps no cookies.
      jar: new http.CookieJar(),
      responseCallback: null,
    });
    return rawOf(response);
  } catch {
    // What cannot be sent at all ends like a request without an answer.
    return { kind: "none", code: "INVALID_REQUEST" };
  }
}

/** What came of a request. */
export function rawOf({ status, headers, body, error_code }: Response): Raw {
  // From 1400 to 1599 it only says again that the status is 4xx or 5xx.
  const failed = error_code === 0 || (error_code >= 1400 && error_code <= 1599) ? 0 : error_code;
  if (status < 200 || codes.get(failed) === CLIENT_TIMEOUT) return { kind: "none", code: codeOf(error_code) };
  if (failed !== 0) return { kind: "unreadable", status, code: "CUT_SHORT" };
  if (lengthOf(body) > MAX_ANSWER_BYTES) return { kind: "unreadable", status, code: "ANSWER_TOO_LARGE" };
  const text = typeof body === "string" || body === null ? (body ?? "") : utf8Text(new Uint8Array(body));
  if (text === undefined) return { kind: "unreadable", status, code: "NOT_UTF8" };
  return { kind: "answer", status, headers: lowerCased(headers), text };
}

function codeOf(error: number): string {
  return codes.get(error) ?? `K6_${error}`;
}

function lengthOf(body: Response["body"]): number {
  if (body === null) return 0;
  return typeof body === "string" ? body.length : body.byteLength;
}

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
