import { connect, type Socket } from "node:net";
import type { Clock } from "../domain/clock.ts";
import { AnswerError, type AnswerHead, KEEP_ALIVE_MS } from "./answer-head.ts";
import { AnswerReader, type AnswerSink } from "./answer-reader.ts";
import type { Exchange, Line } from "./exchange.ts";
import type { RequestBytes } from "./request-text.ts";

/** Where connections go. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Who has the connections. */
export interface Owner {
  /** One has had a whole answer, and may be used again once a turn has shown that nothing else comes. */
  rests(connection: PlainConnection): void;
  /** One is no more. */
  closed(connection: PlainConnection): void;
}

/** Every read is done with before the next, so one buffer serves all connections. */
const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

/** The codes of undici: what somebody has seen in a journal stays what it is called. */
const BAD_ANSWER = "UND_ERR_SOCKET";
const OTHER_SIDE_CLOSED = "UND_ERR_SOCKET";
const CONNECT_TIMEOUT = "UND_ERR_CONNECT_TIMEOUT";

/** One keep-alive connection without TLS, with at most one request on it. */
export class PlainConnection implements Line, AnswerSink {
  /** Until when it may be used again, by the clock. */
  freshUntilMs = 0;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #owner: Owner;
  readonly #reader = new AnswerReader(this);
  #exchange: Exchange | undefined;
  #bytes: RequestBytes | undefined;
  #isHeld = true;

  /** `connectMs`: how long it may take to be made; null for as long as the system tries. */
  constructor(address: Address, clock: Clock, owner: Owner, connectMs: number | null) {
    this.#clock = clock;
    this.#owner = owner;
    const onread = { buffer: READ_BUFFER, callback: (bytes: number) => this.#read(bytes) };
    const socket = connect({ ...address, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, onread });
    this.#socket = socket;
    const cancel = connectMs === null ? () => {} : clock.timeout(connectMs, () => this.break(CONNECT_TIMEOUT));
    socket.once("connect", () => {
      cancel();
      this.#write();
    });
    socket.on("end", () => this.#ended());
    socket.on("error", (error: NodeJS.ErrnoException) => this.#failed(error.code ?? error.name));
    socket.once("close", () => {
      cancel();
      this.break(OTHER_SIDE_CLOSED);
      owner.closed(this);
    });
  }

  /** False once it can carry nothing any more. */
  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** Carries a request as soon as it is connected. There must be no other on it. */
  carry(bytes: RequestBytes, exchange: Exchange): void {
    this.#exchange = exchange;
    this.#bytes = bytes;
    this.hold(true);
    if (!this.#socket.connecting) this.#write();
  }

  /** Whether it keeps the process running. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Keeps the process running, or does so no more: nothing is waited for. */
  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    if (isHeld) this.#socket.ref();
    else this.#socket.unref();
  }

  hangUp(): void {
    this.#exchange = undefined;
    this.#socket.destroy();
  }

  /** Ends it, and what it carries as well. */
  break(code: string): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#socket.destroy();
    exchange?.broke(code);
  }

  head({ status, headers }: AnswerHead): boolean {
    // Nobody has asked to go on (100) or to switch (101).
    if (status === 100 || status === 101) this.break(BAD_ANSWER);
    this.#exchange?.head(status, headers);
    return this.isOpen;
  }

  data(chunk: Buffer): boolean {
    this.#exchange?.data(chunk);
    return this.isOpen;
  }

  end({ keepAliveMs }: AnswerHead, isClean: boolean, text?: string): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.end(text);
    if (keepAliveMs === 0 || !isClean || this.#socket.destroyed) {
      this.#socket.destroy();
      return;
    }
    this.#rest(keepAliveMs);
  }

  #rest(keepAliveMs: number): void {
    this.freshUntilMs = this.#clock.now() + keepAliveMs;
    this.#owner.rests(this);
  }

  #write(): void {
    const bytes = this.#bytes;
    const exchange = this.#exchange;
    this.#bytes = undefined;
    if (bytes === undefined || exchange === undefined) return;
    // The caller may have given up while it was being connected.
    if (!exchange.isDone && exchange.begin(this)) {
      this.#socket.write(bytes, "latin1");
      return;
    }
    this.#exchange = undefined;
    this.#rest(KEEP_ALIVE_MS);
  }

  #read(bytes: number): boolean {
    if (this.#socket.destroyed) return false;
    // An answer to nothing would be taken for that to the next request.
    if (this.#exchange === undefined) {
      this.break(BAD_ANSWER);
      return false;
    }
    try {
      this.#reader.read(READ_BUFFER.subarray(0, bytes));
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      this.break(error.code);
    }
    return true;
  }

  #ended(): void {
    if (!this.#reader.close()) this.break(OTHER_SIDE_CLOSED);
  }

  /** A reset may be all that is seen of the end of an answer that ends with its connection. */
  #failed(code: string): void {
    if (code !== "ECONNRESET" || !this.#reader.close()) this.break(code);
  }
}
