import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from "node:net";

/** What a call of the contract is about. */
export type Subject = "answer" | "balance" | "entries" | "payouts" | "other";

/** A target that does one thing no service should do, and everything else as the contract says. */
export type HostileTarget = {
  readonly name: string;
} & (
  | {
      /** The calls that it does wrong; every one where that is left out. */
      readonly about?: readonly Subject[];
      /** Answers a call; `number` counts these calls, from 1. */
      readonly misbehave: (call: Call) => void;
    }
  /** Does not even speak HTTP: has the connection to itself. */
  | { readonly speak: (socket: Socket) => void }
);

/** One call that is to be done wrong. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly subject: Subject;
  /** Counts these calls, from 1. */
  readonly number: number;
  /** What the contract would have answered. */
  readonly honest: { readonly status: number; readonly data: Record<string, unknown> };
}

/** A target that listens. */
export interface HostileServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Puts a target on a free port of the loopback. */
export async function serveHostile(target: HostileTarget): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const server: Server = "speak" in target ? createNetServer(target.speak) : createHostileServer(target);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function createHostileServer({ about, misbehave }: Extract<HostileTarget, { misbehave: unknown }>): Server {
  const api = new HonestApi();
  let number = 0;
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    let body = "";
    request.on("error", () => {});
    response.on("error", () => {});
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      const subject = subjectOf(request);
      const honest = api.answer(subject, request, body);
      if (about === undefined || about.includes(subject)) {
        number += 1;
        misbehave({ request, response, subject, number, honest });
      } else answerJson(response, honest.status, honest.data);
    });
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

/** Answers as the contract does, with the envelope around the data. */
export function answerJson(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ success: status < 300, message: "", data }));
}

function subjectOf({ method, url = "" }: IncomingMessage): Subject {
  const path = url.split("?")[0] ?? "";
  if (method === "POST") return path.endsWith("/payouts") ? "answer" : "other";
  if (path.endsWith("/balance")) return "balance";
  if (path.endsWith("/entries")) return "entries";
  return path.endsWith("/payouts") ? "payouts" : "other";
}

/** A payout API that pays everything at once. */
class HonestApi {
  #balance = 50_000_000;
  readonly #entries: object[] = [];
  readonly #payouts: object[] = [];

  answer(subject: Subject, request: IncomingMessage, body: string): Call["honest"] {
    switch (subject) {
      case "balance":
        return { status: 200, data: { balance: this.#balance, held: 0 } };
      case "entries":
        return { status: 200, data: { entries: after(this.#entries, request), next: null } };
      case "payouts":
        return { status: 200, data: { payouts: after(this.#payouts, request), next: null } };
      case "answer":
        return { status: 201, data: this.#pay(body) };
      case "other":
        return { status: 404, data: {} };
    }
  }

  #pay(body: string): Record<string, unknown> {
    const { amount, idempotencyKey, projectId, gamertag } = JSON.parse(body) as Record<string, string | number>;
    const cost = Number(amount) + Math.ceil((Number(amount) * 2) / 100);
    const id = this.#payouts.length + 1;
    this.#balance -= cost;
    this.#entries.push({ id, payoutId: `po_${id}`, idempotencyKey, cause: "charge", amount: -cost });
    const payout = { id: `po_${id}`, idempotencyKey, projectId, gamertag, amount, status: "completed" };
    this.#payouts.push(payout);
    return payout;
  }
}

function after(rows: readonly object[], { url = "" }: IncomingMessage): readonly object[] {
  const cursor = new URL(url, "http://api").searchParams.get("after");
  return cursor === null
    ? rows
    : rows.filter((row) => Number(String(Object.values(row)[0]).replace("po_", "")) > Number(cursor));
}
