import { type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type Clock, dateOf, systemClock } from "../domain/clock.ts";
import { type ArrivedRequest, OrdinaryRequests } from "./ordinary-request.ts";

/** The one answer to a request. Whatever is written after the caller has left, or after its end, is dropped. */
export interface Reply {
  /** True when nothing can be answered any more. */
  readonly isOver: boolean;
  /** True when an answer has begun. */
  readonly hasBegun: boolean;
  /** Answers completely, in one write. `headers`: further ones, each name followed by its value. */
  send(status: number, type: string, text: string, headers?: readonly string[]): void;
  /** Answers with a part of the text; the first part sends the head, with status 200. */
  write(type: string, text: string): void;
  /** Ends an answer that `write` has begun, with its last part. */
  end(text: string): void;
  /** Resets the connection instead of an answer, or in the middle of it. */
  reset(): void;
  /** Breaks the connection off. */
  destroy(): void;
  /** Calls `then` once when nobody waits for an answer any more: `left` is false if it was given, or if we stopped listening. */
  whenOver(then: (left: boolean) => void): void;
}

/** Answers a request, now or later. Must not throw. */
export type Serve = (request: ArrivedRequest, reply: Reply) => void;

/** How requests are taken. */
export interface FrontOptions {
  readonly clock?: Clock | undefined;
  /** How long a connection may wait for its next request. */
  readonly keepAliveMs: number;
}

/** The connections of which every request so far was of the ordinary kind. */
export interface Front {
  /** Breaks off those that wait for a request. From now on each answer is the last on its connection. */
  closeIdle(): void;
  /** Breaks all of them off, and nobody is told that a caller has left. */
  closeAll(): void;
}

/**
 * Takes requests of the ordinary kind before node:http reads them, because for one of those it takes far more time (docs/speed.md). The first time that anything
 * else comes on a connection, node:http gets that connection, from the first byte of the request on, and keeps it; so its limits and errors
 * stay as they are. The server must not listen yet.
 */
export function addFront(server: Server, serve: Serve, { clock = systemClock, keepAliveMs }: FrontOptions): Front {
  const all = new Set<FrontConnection>();
  const byNode = server.listeners("connection");
  const stamp = httpDates(clock);
  let isClosing = false;
  const keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveMs / 1000)}\r\n`;
  const owner: Owner = {
    serve,
    isClosing: () => isClosing,
    headers: () => `Date: ${stamp()}\r\n${isClosing ? "connection: close\r\n" : keepAlive}`,
    now: () => clock.now(),
    closed: (connection) => void all.delete(connection),
    handOver(connection, socket, bytes) {
      all.delete(connection);
      for (const listener of byNode) listener.call(server, socket);
      if (bytes.length > 0) socket.unshift(bytes);
      socket.resume();
    },
  };
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => void all.add(new FrontConnection(socket, owner)));
  server.once("listening", () => {
    const stop = clock.every(SWEEP_MS, () => {
      const beforeMs = clock.now() - keepAliveMs;
      for (const connection of all) connection.sweep(beforeMs);
    });
    server.once("close", stop);
  });
  return {
    closeIdle() {
      isClosing = true;
      for (const connection of all) connection.closeIdle();
    },
    closeAll() {
      isClosing = true;
      for (const connection of all) connection.destroy();
    },
  };
}

/** How often waiting connections are looked at. */
const SWEEP_MS = 1_000;

interface Owner {
  readonly serve: Serve;
  isClosing(): boolean;
  /** The headers that each answer has. */
  headers(): string;
  now(): number;
  closed(connection: FrontConnection): void;
  /** From now on node:http has the connection; these bytes have come on it. */
  handOver(connection: FrontConnection, socket: Socket, bytes: Buffer): void;
}

/** The date as HTTP writes it, which is the same for a second. */
function httpDates(clock: Clock): () => string {
  let second = -1;
  let text = "";
  return () => {
    const now = Math.floor(clock.epochMs() / 1000);
    if (now !== second) text = dateOf(now * 1000).toUTCString();
    second = now;
    return text;
  };
}

const NOTHING = Buffer.alloc(0);

/** Whoever sends more than this without waiting for an answer is cut off. */
const MAX_EARLY_BYTES = 1 << 20;

/** One connection, with at most one request on it. */
class FrontConnection {
  readonly #socket: Socket;
  readonly #owner: Owner;
  readonly #requests = new OrdinaryRequests();
  #reply: FrontReply | undefined;
  #isSilent = true;
  #sinceMs: number;
  /** What has come while the previous answer was still incomplete. */
  #early: Buffer = NOTHING;

  constructor(socket: Socket, owner: Owner) {
    this.#socket = socket;
    this.#owner = owner;
    this.#sinceMs = owner.now();
    socket.on("data", this.#onData).on("end", this.#onEnd).on("error", this.#onError).on("close", this.#onClose);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  closeIdle(): void {
    if (this.#reply === undefined) this.#socket.destroy();
  }

  /** One on which nothing has come yet is for node:http, which has a limit for that; one that has waited since before this time is broken off. */
  sweep(beforeMs: number): void {
    if (this.#reply !== undefined) return;
    if (this.#isSilent) this.#handOver(NOTHING);
    else if (this.#sinceMs < beforeMs) this.#socket.destroy();
  }

  /** The answer is complete. */
  answered(): void {
    this.#reply = undefined;
    this.#sinceMs = this.#owner.now();
    if (this.#owner.isClosing()) this.#socket.end();
    else if (this.#early.length > 0) this.#handOver(this.#early);
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket;
    socket.off("data", this.#onData).off("end", this.#onEnd).off("error", this.#onError).off("close", this.#onClose);
    this.#owner.handOver(this, socket, bytes);
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#isSilent = false;
    if (this.#reply !== undefined) {
      // It is read all the same, because only a connection that is read tells that the caller has left.
      this.#early = Buffer.concat([this.#early, bytes]);
      if (this.#early.length > MAX_EARLY_BYTES) this.#socket.destroy();
      return;
    }
    // node:http reads no further from whoever does not read its answers.
    const request = this.#socket.writableNeedDrain ? undefined : this.#requests.read(bytes);
    if (request === undefined) return this.#handOver(bytes);
    this.#reply = new FrontReply(this, this.#socket, this.#owner);
    this.#owner.serve(request, this.#reply);
  };

  /** Whoever has ended their side does not wait for an answer, as node:http has it. */
  readonly #onEnd = (): void => void this.#socket.end();

  readonly #onError = (): void => void this.#socket.destroy();

  readonly #onClose = (): void => {
    this.#owner.closed(this);
    this.#reply?.closed();
    this.#reply = undefined;
  };
}

/** An object for each request, so that what comes too late for one is never the answer to the next. */
class FrontReply implements Reply {
  readonly #connection: FrontConnection;
  readonly #socket: Socket;
  readonly #owner: Owner;
  #hasBegun = false;
  #isComplete = false;
  #over: ((left: boolean) => void) | undefined;

  constructor(connection: FrontConnection, socket: Socket, owner: Owner) {
    this.#connection = connection;
    this.#socket = socket;
    this.#owner = owner;
  }

  get isOver(): boolean {
    return this.#isComplete || !this.#socket.writable;
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  send(status: number, type: string, text: string, headers: readonly string[] = []): void {
    if (this.isOver || this.#hasBegun) return;
    const bytes = Buffer.byteLength(text);
    let further = "";
    for (let at = 0; at + 1 < headers.length; at += 2) further += `${headers[at]}: ${headers[at + 1]}\r\n`;
    const head = `${statusLine(status)}content-type: ${type}\r\ncontent-length: ${bytes}\r\n${further}${this.#owner.headers()}\r\n`;
    // The head is ASCII. What is ASCII as a whole leaves faster as such.
    this.#complete(head + text, bytes === text.length ? "latin1" : "utf8");
  }

  write(type: string, text: string): void {
    if (this.isOver) return;
    const head = `${statusLine(200)}content-type: ${type}\r\nTransfer-Encoding: chunked\r\n${this.#owner.headers()}\r\n`;
    this.#socket.write((this.#hasBegun ? "" : head) + chunkOf(text), "utf8");
    this.#hasBegun = true;
  }

  end(text: string): void {
    if (this.isOver || !this.#hasBegun) return;
    this.#complete(`${chunkOf(text)}0\r\n\r\n`, "utf8");
  }

  reset(): void {
    if (!this.isOver) this.#socket.resetAndDestroy();
  }

  destroy(): void {
    if (!this.isOver) this.#socket.destroy();
  }

  whenOver(then: (left: boolean) => void): void {
    if (this.#isComplete) return queueMicrotask(() => then(false));
    this.#over = then;
    if (this.#socket.destroyed) this.closed();
  }

  /** The connection is no more. */
  closed(): void {
    const over = this.#over;
    this.#over = undefined;
    if (!this.#isComplete) over?.(!this.#owner.isClosing());
  }

  #complete(text: string, encoding: "latin1" | "utf8"): void {
    this.#isComplete = true;
    this.#socket.write(text, encoding);
    const over = this.#over;
    // Later, because whoever answers is in the middle of something.
    if (over !== undefined) queueMicrotask(() => over(false));
    this.#connection.answered();
  }
}

const statusLines = new Map<number, string>();

function statusLine(status: number): string {
  const line = statusLines.get(status) ?? `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n`;
  statusLines.set(status, line);
  return line;
}

/** Nothing is no chunk: it would be the end. */
function chunkOf(text: string): string {
  return text === "" ? "" : `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
