import type { Clock } from "../domain/clock.ts";
import { formatInteger } from "../domain/format.ts";
import type { Connections } from "./connections.ts";
import { ConnectionLost, type Exchanged, exchange } from "./http-exchange.ts";
import type { HttpRequest, MakeRequest } from "./http-request.ts";
import { isObject, parseJson } from "./json-object.ts";
import type { ReadBudget } from "./read-budget.ts";
import { retryDelayMs } from "./retry-after.ts";
import type { ScopedSelect } from "./scoped-selector.ts";
import type { Select } from "./selector.ts";
import type { Session } from "./session.ts";
import { TargetError } from "./target.ts";
import type { Scope } from "./variables.ts";

/** A call that is no payout, ready to be made. */
export interface ReadyCall {
  /** What it is for: `balance`, `entries`. */
  readonly subject: string;
  readonly request: MakeRequest;
  /** What is found in its answer, by name, for somebody who looks on. */
  readonly shown: readonly (readonly [string, ScopedSelect])[];
}

/** The answer to a call: any JSON value. */
export interface Told {
  readonly value: unknown;
  /** What a selector finds. @throws TargetError where it finds nothing, and the answer is no object to find it in. */
  find(select: Select): unknown;
}

/** The calls of a service that are not payouts. Each returns the answer of a success. @throws TargetError */
export interface Calls {
  /** Asks a busy service again, as often as the budget allows. */
  read(call: ReadyCall, scope: Scope, budget: ReadBudget): Promise<Told>;
  /** Sent once, because it changes something. */
  change(call: ReadyCall, scope: Scope, budget: ReadBudget): Promise<Told>;
}

/** Where calls go. */
export interface CallOptions {
  readonly connections: Connections;
  readonly clock: Clock;
  /** The address, for messages. */
  readonly url: string;
  /** What to do where a service does not know us: a phrase. */
  readonly wayOutOf401: string;
  readonly session: Session | null;
  readonly prepare: ((request: HttpRequest) => Promise<HttpRequest>) | undefined;
  /** Told of every answer; undefined where nobody looks on. */
  readonly seen: ((call: ReadyCall, scope: Scope, request: HttpRequest, answer: Exchanged) => void) | undefined;
  /** @throws TargetError where something went wrong before that could not be told then. */
  readonly check: () => void;
}

/** The calls to one API. */
export function createCalls(options: CallOptions): Calls {
  return {
    async read(call, scope, budget) {
      for (let tries = 1; ; tries += 1) {
        const { what, answer } = await retryIfLost(() => ask(options, call, scope, budget));
        if (!isBusy(answer)) return toldBy(options, what, answer);
        await wait(options.clock, what, answer, tries, budget);
      }
    },
    async change(call, scope, budget) {
      const { what, answer } = await ask(options, call, scope, budget);
      if (isBusy(answer)) throw new TargetError("busy", `${what} answered ${answer.status}`);
      if (answer.text === "" && answer.status >= 200 && answer.status <= 299) return nothing;
      return toldBy(options, what, answer);
    },
  };
}

/** A change needs no words. */
const nothing: Told = { value: undefined, find: () => undefined };

interface Asked {
  readonly what: string;
  readonly answer: Exchanged;
}

/** Once, and once more after a new login where the service does not know us any more. */
async function ask(options: CallOptions, call: ReadyCall, scope: Scope, budget: ReadBudget): Promise<Asked> {
  const { session } = options;
  options.check();
  const held = await session?.current(scope);
  const asked = await askOnce(options, call, held === undefined ? scope : { ...scope, captured: held }, budget);
  if (session === null || held === undefined || asked.answer.status !== 401) return asked;
  const captured = await session.renewed(scope, held);
  return askOnce(options, call, { ...scope, captured }, budget);
}

async function askOnce(options: CallOptions, call: ReadyCall, scope: Scope, budget: ReadBudget): Promise<Asked> {
  const { clock, connections, prepare, seen, url } = options;
  const made = call.request(scope);
  const request = prepare === undefined ? made : await prepare(made);
  const what = nameOf(request);
  const { pool } = connections.to(request.origin);
  const context = { pool, clock, what: `${what} at ${url}`, budget, keepsErrors: seen !== undefined };
  const answer = await exchange(context, request);
  seen?.(call, scope, request, answer);
  return { what, answer };
}

/** Asks again, once, if the connection was lost: a service may close an idle one just as it is used again (RFC 9110, section 9.2.2). */
async function retryIfLost(ask: () => Promise<Asked>): Promise<Asked> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ConnectionLost) return ask();
    throw error;
  }
}

/** A request as messages call it: `GET /v1/balance`. */
export function nameOf({ method, path }: Pick<HttpRequest, "method" | "path">): string {
  return `${method} ${path.split("?")[0]}`;
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

/** What a successful answer says. @throws TargetError for any other answer. */
function toldBy({ wayOutOf401 }: CallOptions, what: string, { status, text }: Exchanged): Told {
  if (status === 404 || status === 405 || status === 501) {
    throw new TargetError("absent", `${what} answered ${status}`);
  }
  if (status === 401 || status === 403) throw new TargetError("nonsense", `${what} answered ${status}: ${wayOutOf401}`);
  if (status < 200 || status > 299) throw new TargetError("nonsense", `${what} answered ${status}`);
  const noObject = () =>
    new TargetError("nonsense", `${what} answered ${status} with something that is not a JSON object`);
  const value = parseJson(text);
  if (value === undefined) throw noObject();
  if (isObject(value) && value["success"] === false) {
    throw new TargetError("nonsense", `${what} answered ${status} with success: false`);
  }
  return {
    value,
    find(select) {
      const found = select(value);
      if ((found === undefined || found === null) && !isObject(value)) throw noObject();
      return found;
    },
  };
}
