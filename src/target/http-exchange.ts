import { isUtf8 } from "node:buffer";
import type { Dispatcher, Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import { formatInteger } from "../domain/format.ts";
import type { ReadBudget } from "./read-budget.ts";
import { TargetError } from "./target.ts";

/** One request, as it goes out. */
export interface Exchange {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** One answer; its body only where its status is a success. */
export interface Exchanged {
  readonly status: number;
  readonly text: string;
  /** The `retry-after` header; "" for none. */
  readonly retryAfter: string;
}

/** The connection was there, and broke before an answer began. */
export class ConnectionLost extends TargetError {}

interface Wire {
  readonly pool: Pool;
  readonly clock: Clock;
  /** What the request is called in messages. */
  readonly what: string;
  readonly budget: ReadBudget;
}

/**
 * One request and its whole answer, within what the budget leaves; ends at once when the signal of the budget aborts, in the middle of a
 * body as well. @throws TargetError
 */
export async function exchange(wire: Wire, request: Exchange): Promise<Exchanged> {
  const { pool, clock, budget } = wire;
  budget.check();
  const end = new AbortController();
  const withinMs = Math.min(budget.limits.callMs, budget.leftMs());
  // One limit on the whole of it: an answer that comes byte by byte is late as well.
  const cancel = clock.timeout(withinMs, () => end.abort(new Error(`not within ${Math.round(withinMs / 100) / 10} s`)));
  const giveUp = () => end.abort(new Error("given up"));
  budget.signal?.addEventListener("abort", giveUp, { once: true });
  let response: Dispatcher.ResponseData | undefined;
  try {
    response = await pool.request({ ...request, headers: { ...request.headers }, signal: end.signal });
    return await read(wire, response);
  } catch (error) {
    if (error instanceof TargetError) throw error;
    const isLate = end.signal.aborted;
    const isListLate = isLate && budget.isOfList && withinMs < budget.limits.callMs;
    throw trouble(wire, error, { isLate, isListLate, hasBegun: response !== undefined });
  } finally {
    cancel();
    budget.signal?.removeEventListener("abort", giveUp);
  }
}

async function read(wire: Wire, { statusCode, headers, body }: Dispatcher.ResponseData): Promise<Exchanged> {
  const retryAfter = headers["retry-after"];
  const told = { status: statusCode, retryAfter: typeof retryAfter === "string" ? retryAfter : "" };
  if (statusCode >= 200 && statusCode <= 299) return { ...told, text: await textOf(wire, body) };
  // What an error says beyond its status is not needed, and may have no end.
  body.once("error", () => {}).destroy();
  return { ...told, text: "" };
}

async function textOf({ what, budget }: Wire, body: AsyncIterable<Buffer>): Promise<string> {
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

/** How far an exchange had come when it ended too early. */
interface Seen {
  /** We cut it off, because its time was over. */
  readonly isLate: boolean;
  /** The time of the list was over, which several exchanges share. */
  readonly isListLate: boolean;
  readonly hasBegun: boolean;
}

/**
 * An exchange that was cut off by us has had its time; one that was cut off by the other side, or never begun, has found nobody. A service that is
 * there but does not begin to answer cannot be told from one that is not.
 */
function trouble({ what, budget }: Wire, error: unknown, seen: Seen): TargetError {
  if (budget.signal?.aborted) return budget.givenUp();
  if (seen.isListLate) return budget.late();
  if (seen.isLate && seen.hasBegun) {
    return new TargetError("limit", `${what} had not answered to the end after ${budget.limits.callMs / 1000} s`);
  }
  if (seen.hasBegun) return new TargetError("unreachable", `${what} broke off in its answer (${reasonOf(error)})`);
  const reason = reasonOf(error);
  const message = `${what} got no answer (${reason}): is a payout API running there?`;
  const isLost = !seen.isLate && ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(reason);
  return isLost ? new ConnectionLost("unreachable", message) : new TargetError("unreachable", message);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
