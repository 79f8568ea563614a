import { isUtf8 } from "node:buffer";
import type { Dispatcher, Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import { formatInteger } from "../domain/format.ts";
import type { HttpRequest } from "./http-request.ts";
import type { ReadBudget } from "./read-budget.ts";
import { TargetError } from "./target.ts";

/** One answer. The body of an error is kept only where somebody wants to see it. */
export interface Exchanged {
  readonly status: number;
  readonly text: string;
  /** The `retry-after` header; "" for none. */
  readonly retryAfter: string;
}

/** The connection broke before an answer began. */
export class ConnectionLost extends TargetError {}

interface ExchangeContext {
  readonly pool: Pool;
  readonly clock: Clock;
  /** What the request is called in messages. */
  readonly what: string;
  readonly budget: ReadBudget;
  /** True where the bodies of errors are wanted too. */
  readonly keepsErrors: boolean;
}

/** One request and its whole answer, within the budget. Ends at once when the budget's signal aborts. @throws TargetError */
export async function exchange(context: ExchangeContext, request: HttpRequest): Promise<Exchanged> {
  const { pool, clock, budget } = context;
  budget.check();
  const end = new AbortController();
  const withinMs = Math.min(budget.limits.callMs, budget.leftMs());
  // One limit for the whole exchange: an answer that trickles in is late too.
  const cancel = clock.timeout(withinMs, () => end.abort(new Error(`not within ${Math.round(withinMs / 100) / 10} s`)));
  const giveUp = () => end.abort(new Error("given up"));
  budget.signal?.addEventListener("abort", giveUp, { once: true });
  let response: Dispatcher.ResponseData | undefined;
  try {
    const { method, path, headers, body } = request;
    response = await pool.request({ method, path, headers: { ...headers }, body, signal: end.signal });
    return await read(context, response);
  } catch (error) {
    if (error instanceof TargetError) throw error;
    const isLate = end.signal.aborted;
    const isListLate = isLate && budget.isOfList && withinMs < budget.limits.callMs;
    throw exchangeError(context, error, { isLate, isListLate, hasBegun: response !== undefined });
  } finally {
    cancel();
    budget.signal?.removeEventListener("abort", giveUp);
  }
}

async function read(
  context: ExchangeContext,
  { statusCode, headers, body }: Dispatcher.ResponseData,
): Promise<Exchanged> {
  const retryAfter = headers["retry-after"];
  const head = { status: statusCode, retryAfter: typeof retryAfter === "string" ? retryAfter : "" };
  const isSuccess = statusCode >= 200 && statusCode <= 299;
  if (isSuccess || context.keepsErrors) return { ...head, text: await textOf(context, body) };
  // The body of an error is not needed, and may never end.
  body.once("error", () => {}).destroy();
  return { ...head, text: "" };
}

async function textOf({ what, budget }: ExchangeContext, body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  const most = budget.limits.answerBytes;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    budget.received(chunk.length);
    if (bytes > most) throw new TargetError("limit", `${what} answered with more than ${formatInteger(most)} bytes`);
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  if (!isUtf8(whole)) throw new TargetError("nonsense", `${what} answered with bytes that are not UTF-8`);
  return whole.toString("utf8");
}

/** How far an exchange had come when it failed. */
interface Progress {
  /** We ended it, because its time was up. */
  readonly isLate: boolean;
  /** The time of the whole list was up, which several exchanges share. */
  readonly isListLate: boolean;
  readonly hasBegun: boolean;
}

/** A service that listens but does not begin to answer cannot be told from one that is not there: both are `unreachable`. */
function exchangeError({ what, budget }: ExchangeContext, error: unknown, progress: Progress): TargetError {
  if (budget.signal?.aborted) return budget.givenUp();
  if (progress.isListLate) return budget.late();
  if (progress.isLate && progress.hasBegun) {
    return new TargetError("limit", `${what} had not answered to the end after ${budget.limits.callMs / 1000} s`);
  }
  if (progress.hasBegun) return new TargetError("unreachable", `${what} broke off in its answer (${reasonOf(error)})`);
  const reason = reasonOf(error);
  const message = `${what} got no answer (${reason}): is a payout API running there?`;
  const isLost = !progress.isLate && ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(reason);
  return isLost ? new ConnectionLost("unreachable", message) : new TargetError("unreachable", message);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
