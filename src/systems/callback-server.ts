import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fact } from "../domain/fact.ts";
import { isFromHere, ownHosts } from "../domain/loopback.ts";
import { attemptOf, type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import type { Answer } from "../domain/send.ts";
import type { CallbackSource } from "../engine/system-under-test.ts";
import { type CallbackSays, callbackReader } from "../service/callback.ts";
import type { Redact } from "../service/secrets.ts";
import type { Callbacks } from "../service/service-file.ts";
import { TargetError } from "../service/target.ts";

/** A larger callback is not about a payout. */
const BODY_LIMIT_BYTES = 256 * 1024;

const HOST = "127.0.0.1";

/** More payouts than that are not waited for: a service may tell of those of others. */
const MOST_EARLY = 100_000;

/** Our end of the callbacks of a service. */
export interface CallbackServer extends CallbackSource {
  /** Where the service sends them, with the path. */
  readonly url: string;
  /** Learns the service's ids of payouts, by which callbacks name them. */
  enter(fact: Fact): void;
  close(): Promise<void>;
}

interface Told {
  readonly payout: PayoutNumber;
  readonly attempt: number;
}

/**
 * Listens for what the service tells its caller. A callback that names a payout before any answer did is kept until the answer comes. Callbacks
 * about payouts of others are answered and forgotten. @throws TargetError if it cannot listen
 */
export async function startCallbackServer(
  callbacks: Callbacks,
  keyPrefix: string,
  redact: Redact,
): Promise<CallbackServer> {
  const read = callbackReader(callbacks, redact);
  const byId = new Map<string, Told>();
  const early = new Map<string, CallbackSays[]>();
  const lastAttempt = new Map<PayoutNumber, number>();
  let listener: ((payout: PayoutNumber, attempt: number, answer: Answer) => void) | undefined;
  const tell = ({ payout, attempt }: Told, says: CallbackSays) => listener?.(payout, attempt, answerOf(says));
  const toldBy = ({ key, payoutId }: CallbackSays): Told | undefined => {
    const payout = payoutNumberOf(keyPrefix, key);
    if (payout === undefined) return byId.get(payoutId);
    return { payout, attempt: attemptOf(key) ?? lastAttempt.get(payout) ?? 1 };
  };
  const arrived = (says: CallbackSays) => {
    const about = toldBy(says);
    if (about !== undefined) tell(about, says);
    else if (says.key === "" && says.payoutId !== "" && (early.has(says.payoutId) || early.size < MOST_EARLY))
      early.set(says.payoutId, [...(early.get(says.payoutId) ?? []), says]);
  };
  const isOwnHost = ownHosts(HOST);
  const server = createServer((request, response) => {
    // A web page could report payouts as paid that never were.
    if (!isFromHere(request.headers, isOwnHost)) return void response.writeHead(403).end();
    const isHere = request.method === "POST" && request.url?.split("?")[0] === callbacks.path;
    if (!isHere) return void response.writeHead(404).end();
    void bodyOf(request).then((body) => {
      const says = body === undefined ? undefined : read(body);
      response.writeHead(says === undefined ? 400 : 200).end();
      if (says !== undefined) arrived(says);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(new TargetError("unreachable", `no port could be opened for callbacks (${error.message})`));
    });
    server.listen(0, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}${callbacks.path}`,
    listen(told) {
      listener = told;
    },
    enter(fact) {
      if (fact.kind === "attempt-sent") lastAttempt.set(fact.payout, fact.attempt);
      if (fact.kind !== "attempt-answered" || fact.payoutId === "") return;
      const about = { payout: fact.payout, attempt: fact.attempt };
      byId.set(fact.payoutId, about);
      for (const says of early.get(fact.payoutId) ?? []) tell(about, says);
      early.delete(fact.payoutId);
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function answerOf({ means, because, payoutId, word }: CallbackSays): Answer {
  return { outcome: means, reason: because, status: 0, code: means === "unknown" ? word : "", payoutId };
}

/** The body as text; undefined where it is too large, or broke off. */
function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
    });
    request.on("end", () => resolve(bytes > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks).toString("utf8")));
    request.on("error", () => resolve(undefined));
  });
}
