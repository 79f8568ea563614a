import type { Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import { formatInteger } from "../domain/format.ts";
import { AUTHORIZATION_VARIABLE } from "../domain/send.ts";
import { ConnectionLost, type Exchanged, exchange } from "./http-exchange.ts";
import { isObject, parseObject } from "./json-object.ts";
import type { ReadBudget } from "./read-budget.ts";
import { retryDelayMs } from "./retry-after.ts";
import { TargetError } from "./target.ts";

/** Where calls go. */
export interface CallOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  /** The address, for messages. */
  readonly url: string;
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The `data` of an answer, or the whole object where there is none. */
export type Body = Readonly<Record<string, unknown>>;

/** The calls of the contract that are not payouts. Each returns the data of a success. @throws TargetError */
export interface Calls {
  /** Asks a busy service again, as often as the budget allows. */
  get(path: string, budget: ReadBudget): Promise<Body>;
  /** Sent once, because it changes something. */
  post(path: string, body: object, budget: ReadBudget): Promise<Body>;
}

/** The calls to one API. */
export function createCalls(options: CallOptions): Calls {
  const { basePath, headers, url } = options;
  const ask = (method: "GET" | "POST", path: string, budget: ReadBudget, body: string | null) => {
    const what = `${nameOf(options, method, path)} at ${url}`;
    return exchange({ ...options, what, budget }, { method, path: `${basePath}${path}`, headers, body });
  };
  return {
    async get(path, budget) {
      const what = nameOf(options, "GET", path);
      for (let tries = 1; ; tries += 1) {
        const answer = await retryIfLost(() => ask("GET", path, budget, null));
        if (!isBusy(answer)) return dataOf(what, answer);
        await wait(options.clock, what, answer, tries, budget);
      }
    },
    async post(path, body, budget) {
      const what = nameOf(options, "POST", path);
      const answer = await ask("POST", path, budget, JSON.stringify(body));
      if (isBusy(answer)) throw new TargetError("busy", `${what} answered ${answer.status}`);
      return dataOf(what, answer);
    },
  };
}

/** Asks again, once, if the connection was lost: a service may close an idle one just as it is used again (RFC 9110, section 9.2.2). */
async function retryIfLost(ask: () => Promise<Exchanged>): Promise<Exchanged> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ConnectionLost) return ask();
    throw error;
  }
}

function nameOf({ basePath }: CallOptions, method: string, path: string): string {
  return `${method} ${basePath}${path.split("?")[0]}`;
}

function isBusy({ status }: Exchanged): boolean {
  return status === 429 || status === 503;
}

/** Waits as long as a busy service asks for. @throws TargetError where that exceeds the budget. */
async function wait(clock: Clock, what: string, answer: Exchanged, tries: number, budget: ReadBudget): Promise<void> {
  const ms = retryDelayMs(answer, tries, clock.epochMs());
  if (ms === undefined) throw new TargetError("busy", `${what} answered ${answer.status}`);
  if (ms >= budget.leftMs()) {
    const asked = `it is to be asked again in ${formatInteger(Math.ceil(ms / 1_000))} s`;
    throw new TargetError("busy", `${what} answered ${answer.status}: ${asked}, and this read may not take that long`);
  }
  try {
    await clock.sleep(ms, budget.signal);
  } finally {
    budget.check();
  }
}

/** Returns the data of a successful response. @throws TargetError for any other answer. */
function dataOf(what: string, { status, text }: Exchanged): Body {
  if (status === 404 || status === 405 || status === 501) {
    throw new TargetError("absent", `${what} answered ${status}`);
  }
  if (status === 401 || status === 403) {
    const wayOut = `put the value of its authorization header into ${AUTHORIZATION_VARIABLE}`;
    throw new TargetError("nonsense", `${what} answered ${status}: ${wayOut}`);
  }
  if (status < 200 || status > 299) throw new TargetError("nonsense", `${what} answered ${status}`);
  const value = parseObject(text);
  if (value === undefined) {
    throw new TargetError("nonsense", `${what} answered ${status} with something that is not a JSON object`);
  }
  if (value["success"] === false) throw new TargetError("nonsense", `${what} answered ${status} with success: false`);
  const data = value["data"];
  if (Array.isArray(data)) return { ...value, entries: data, payouts: data };
  return isObject(data) ? data : value;
}
