import type { Pool } from "undici";
import { type Clock, epochMsOf } from "../domain/clock.ts";
import type { Sats } from "../domain/money.ts";
import { objectOf, parseObject, textOf } from "./classify.ts";
import { type Balance, type Entry, type Injection, type ListedPayout, type Target, TargetError } from "./target.ts";

/**
 * Everything that is read from a payout API, and the two calls that change it besides payouts: funding and the failure-injection
 * switch. A read that does not come out as the contract says is an error, never a zero.
 */
const READ_TIMEOUT_MS = 10_000;
const PAGE = 500;
/** More than any page of that many rows. */
const MAX_ANSWER_BYTES = 1 << 24;
/** More than a run of the largest size makes; a list that goes on after that goes on for ever. */
const MAX_PAGES = 20_000;

interface ReadOptions {
  readonly clock: Clock;
  readonly url: string;
  readonly pool: Pool;
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Body = Readonly<Record<string, unknown>>;
type Call = (method: "GET" | "POST", path: string, body?: object) => Promise<Body>;

/** The reading half of a target over HTTP. */
export function createHttpReads(options: ReadOptions): Omit<Target, "url" | "send" | "close"> {
  const call = createCall(options);
  const injectionPath = "/test/failure-injection";
  return {
    balance: async (projectId) => balanceOf(await call("GET", `${project(projectId)}/balance`), projectId),
    entries: (projectId, after) =>
      pages(call, `${project(projectId)}/entries?`, "entries", after, (entry) => entryOf(entry, projectId)),
    payouts(projectId, status) {
      const filter = status === undefined ? "" : `&status=${encodeURIComponent(status)}`;
      const path = `/payouts?projectId=${encodeURIComponent(projectId)}${filter}&`;
      return pages(call, path, "payouts", "", (payout) => payoutOf(payout, projectId));
    },
    async fund(projectId, amountSats) {
      await call("POST", `${project(projectId)}/fund`, { amount: amountSats });
    },
    injection: async () => injectionOf(await call("GET", injectionPath)),
    async inject(state) {
      await call("POST", injectionPath, state);
    },
  };
}

function project(projectId: string): string {
  return `/projects/${encodeURIComponent(projectId)}`;
}

/** One call that answers with the envelope of the contract; the answer is its `data`, or the whole object where there is none. */
function createCall({ url, pool, clock, basePath, headers }: ReadOptions): Call {
  return async (method, path, body) => {
    const what = `${method} ${basePath}${path.split("?")[0]}`;
    const { status, text } = await exchange(pool, clock, `${what} at ${url}`, {
      method,
      path: `${basePath}${path}`,
      headers: { ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (status === 404 || status === 405 || status === 501)
      throw new TargetError("absent", `${what} answered ${status}`);
    if (status === 401 || status === 403) {
      throw new TargetError(
        "nonsense",
        `${what} answered ${status}: put the value of its authorization header into CHAOS_PAYOUT_AUTHORIZATION`,
      );
    }
    if (status < 200 || status > 299) throw new TargetError("nonsense", `${what} answered ${status}`);
    const value = parseObject(text);
    if (value === undefined)
      throw new TargetError("nonsense", `${what} answered ${status} with something that is not a JSON object`);
    if (value["success"] === false) throw new TargetError("nonsense", `${what} answered ${status} with success: false`);
    const data = value["data"];
    if (Array.isArray(data)) return { entries: data, payouts: data };
    return typeof data === "object" && data !== null ? (data as Body) : value;
  };
}

interface Exchange {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

async function exchange(
  pool: Pool,
  clock: Clock,
  what: string,
  request: Exchange,
): Promise<{ status: number; text: string }> {
  // One limit on the whole of it: an answer that comes byte by byte is late as well.
  const late = new AbortController();
  const cancel = clock.timeout(READ_TIMEOUT_MS, () => late.abort(new Error(`not within ${READ_TIMEOUT_MS / 1000} s`)));
  try {
    const response = await pool.request({ ...request, signal: late.signal });
    return { status: response.statusCode, text: await bodyOf(response.body) };
  } catch (error) {
    throw new TargetError("unreachable", `${what} got no answer (${reasonOf(error)}): is a payout API running there?`);
  } finally {
    cancel();
  }
}

async function bodyOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

async function* pages<T>(
  call: Call,
  path: string,
  list: "entries" | "payouts",
  after: string,
  read: (value: Body) => T,
): AsyncIterable<readonly T[]> {
  const what = `GET ${path.split("?")[0]}`;
  const pageAfter = (cursor: string) =>
    call("GET", `${path}limit=${PAGE}${cursor === "" ? "" : `&after=${encodeURIComponent(cursor)}`}`);
  const seen = new Set([after]);
  let coming = pageAfter(after);
  for (let pages = 1; ; pages += 1) {
    const page = await coming;
    const rows = page[list];
    if (!Array.isArray(rows)) throw new TargetError("nonsense", `${what} has no list "${list}"`);
    const next = nextCursor(page, rows);
    if (next !== "" && seen.has(next)) throw new TargetError("nonsense", `${what} pages in a circle at ${next}`);
    if (pages > MAX_PAGES) throw new TargetError("nonsense", `${what} has no end after ${MAX_PAGES} pages`);
    seen.add(next);
    if (next !== "") {
      // The next page is already on its way while this one is being read; if nobody asks for it, its failure is nobody's either.
      coming = pageAfter(next);
      coming.catch(() => {});
    }
    if (rows.length > 0) yield rows.map((row) => read(objectOf(row)));
    if (next === "") return;
  }
}

/**
 * Where the next page begins; "" at the end. An API that names no `next` is asked for what comes after the last row of a full page; one
 * that answers more or fewer rows than it was asked for has answered all there is.
 */
function nextCursor(page: Body, rows: readonly unknown[]): string {
  if (rows.length === 0) return "";
  if (page["next"] !== undefined) return textOf(page["next"]);
  return rows.length === PAGE ? textOf(objectOf(rows.at(-1))["id"]) : "";
}

function balanceOf(data: Body, projectId: string): Balance {
  return {
    balanceSats: satsOf(data["balance"], `the balance of ${projectId}`),
    heldSats: data["held"] === undefined ? 0 : satsOf(data["held"], `the held sats of ${projectId}`),
  };
}

function entryOf(value: Body, projectId: string): Entry {
  const created = value["createdAt"];
  return {
    entryId: textOf(value["id"]),
    key: textOf(value["idempotencyKey"]),
    payoutId: textOf(value["payoutId"]),
    cause: textOf(value["cause"]),
    deltaSats: satsOf(value["amount"], `the amount of an entry of ${projectId}`),
    balanceAfterSats:
      value["balanceAfter"] === undefined ? null : satsOf(value["balanceAfter"], "a balance after an entry"),
    enteredEpochMs: typeof created === "string" ? epochMsOf(created) : null,
  };
}

function payoutOf(value: Body, projectId: string): ListedPayout {
  return {
    payoutId: textOf(value["id"]),
    projectId: textOf(value["projectId"]) || undefined,
    key: textOf(value["idempotencyKey"]),
    gamertag: textOf(value["gamertag"]) || undefined,
    status: textOf(value["status"]),
    amountSats: satsOf(value["amount"], `the amount of a payout of ${projectId}`),
  };
}

function injectionOf(data: Body): Injection {
  const { enabled, timeoutRate, rollbackOnTimeout, fate, strategy } = data;
  return {
    enabled: enabled === true,
    timeoutRate: typeof timeoutRate === "number" ? timeoutRate : 0,
    rollbackOnTimeout: typeof rollbackOnTimeout === "boolean" ? rollbackOnTimeout : undefined,
    fate: typeof fate === "string" ? fate : undefined,
    strategy: typeof strategy === "string" ? strategy : undefined,
  };
}

function satsOf(value: unknown, what: string): Sats {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new TargetError("nonsense", `${what} is not a whole number of sats: ${JSON.stringify(value) ?? "missing"}`);
}
