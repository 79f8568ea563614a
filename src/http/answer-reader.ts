import { AnswerError, type AnswerHead, parseHead } from "./answer-head.ts";
import { Chunks } from "./chunks.ts";

/** Takes an answer as it is read. */
export interface AnswerSink {
  /** A head; of an informational response (1xx) as well, which is not the answer. False to read no further. */
  head(head: AnswerHead): boolean;
  /** Bytes of the body, which nobody changes any more. False to read no further. */
  data(chunk: Buffer): boolean;
  /** The end of the answer, with its text if all of it came at once. `isClean`: nothing came after it. */
  end(head: AnswerHead, isClean: boolean, text?: string): void;
}

/** A longer head is nonsense, as everywhere in Node. */
const MAX_HEAD_BYTES = 16_384;

const PROTOCOL = "HTTP/1.";

const NOT_ASCII = /[\u0080-\u00ff]/;

/**
 * Reads the answers of one connection, one after the other, in whatever pieces their bytes come. It stands for the parser of undici where that would
 * cost more than all the rest of a payout, knows nothing of sockets, and is strict: a connection that says anything else is not used again.
 */
export class AnswerReader {
  readonly #sink: AnswerSink;
  #begun = "";
  #head: AnswerHead | undefined;
  #left = 0;
  #chunks: Chunks | undefined;
  // The heads of a service are mostly the same for a second.
  #lastText = "";
  #last: AnswerHead | undefined;

  constructor(sink: AnswerSink) {
    this.#sink = sink;
  }

  /** Reads the next bytes; they may change afterwards. @throws AnswerError */
  read(bytes: Buffer): void {
    if (this.#head !== undefined) return this.#readBody(this.#head, bytes);
    const text = this.#begun + bytes.toString("latin1");
    const end = text.indexOf("\r\n\r\n") + 4;
    if (end > MAX_HEAD_BYTES || (end < 4 && text.length > MAX_HEAD_BYTES))
      throw new AnswerError("UND_ERR_HEADERS_OVERFLOW");
    if (end < 4) {
      // What speaks another protocol may never send the end of a head.
      if (!PROTOCOL.startsWith(text.slice(0, PROTOCOL.length))) throw new AnswerError("HPE_INVALID_CONSTANT");
      this.#begun = text;
      return;
    }
    const head = this.#parsed(text.slice(0, end));
    const from = end - this.#begun.length;
    this.#begun = "";
    if (!this.#sink.head(head)) return;
    if (head.status < 200) {
      if (from < bytes.length) this.read(bytes.subarray(from));
      return;
    }
    const whole =
      typeof head.body === "number" && text.length - end >= head.body ? text.slice(end, end + head.body) : undefined;
    if (whole !== undefined && !NOT_ASCII.test(whole)) {
      this.#sink.end(head, text.length === end + whole.length, whole);
      return;
    }
    this.#head = head;
    this.#left = typeof head.body === "number" ? head.body : 0;
    this.#chunks = head.body === "chunked" ? new Chunks() : undefined;
    this.#readBody(head, bytes.subarray(from));
  }

  /** The other side has ended. True where that is the end of an answer. */
  close(): boolean {
    const head = this.#head;
    if (head?.body !== "until-close") return false;
    this.#head = undefined;
    this.#sink.end(head, false);
    return true;
  }

  #parsed(text: string): AnswerHead {
    if (this.#last === undefined || text !== this.#lastText) {
      // A text of its own: a part of a longer one would keep that, the body included.
      this.#lastText = Buffer.from(text, "latin1").toString("latin1");
      this.#last = parseHead(this.#lastText);
    }
    return this.#last;
  }

  #readBody(head: AnswerHead, bytes: Buffer): void {
    if (this.#chunks !== undefined) return this.#readChunks(head, this.#chunks, bytes);
    const own = head.body === "until-close" ? bytes : bytes.subarray(0, this.#left);
    if (own.length > 0 && !this.#sink.data(Buffer.from(own))) return;
    this.#left -= own.length;
    if (head.body === "until-close" || this.#left > 0) return;
    this.#head = undefined;
    this.#sink.end(head, own.length === bytes.length);
  }

  #readChunks(head: AnswerHead, chunks: Chunks, bytes: Buffer): void {
    const end = chunks.read(bytes, (data) => this.#sink.data(Buffer.from(data)));
    if (end === undefined) return;
    this.#head = undefined;
    this.#sink.end(head, end === bytes.length);
  }
}
