import { AnswerError } from "./answer-head.ts";

/** More than that before, between or after the data of chunks is nonsense. */
const MAX_LINE = 16_384;

const SIZE = /^([0-9A-Fa-f]{1,12})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]+)?$/;
const TRAILER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/;

/** What comes next. */
type Next = "size" | "data" | "data-end" | "trailer";

/** The body of one answer in chunks (RFC 9112, section 7.1), read in whatever pieces its bytes come. */
export class Chunks {
  #next: Next = "size";
  #line = "";
  #left = 0;

  /**
   * Reads the next bytes. Returns where in them the body ends; undefined where it goes on, or `data` returned false.
   * @throws AnswerError
   */
  read(bytes: Buffer, data: (chunk: Buffer) => boolean): number | undefined {
    let at = 0;
    while (at < bytes.length) {
      if (this.#next === "data") {
        const chunk = bytes.subarray(at, at + this.#left);
        if (!data(chunk)) return undefined;
        at += chunk.length;
        this.#left -= chunk.length;
        if (this.#left === 0) this.#next = "data-end";
        continue;
      }
      const found = bytes.indexOf("\n", at, "latin1");
      const stop = found === -1 ? bytes.length : found + 1;
      this.#line += bytes.toString("latin1", at, stop);
      at = stop;
      if (this.#line.length > MAX_LINE) throw new AnswerError("UND_ERR_HEADERS_OVERFLOW");
      if (found !== -1 && this.#isLast(this.#line)) return at;
    }
    return undefined;
  }

  /** Takes a line; true for the last one. */
  #isLast(line: string): boolean {
    this.#line = "";
    if (!line.endsWith("\r\n")) throw new AnswerError("HPE_STRICT");
    const text = line.slice(0, -2);
    switch (this.#next) {
      case "size": {
        const [, size] = SIZE.exec(text) ?? [];
        if (size === undefined) throw new AnswerError("HPE_INVALID_CHUNK_SIZE");
        this.#left = Number.parseInt(size, 16);
        this.#next = this.#left === 0 ? "trailer" : "data";
        return false;
      }
      case "trailer":
        if (text !== "" && !TRAILER.test(text)) throw new AnswerError("HPE_INVALID_HEADER_TOKEN");
        return text === "";
      default:
        if (text !== "") throw new AnswerError("HPE_STRICT");
        this.#next = "size";
        return false;
    }
  }
}
