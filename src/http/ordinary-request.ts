import type { Headers } from "./exchange.ts";

/** A request that has arrived completely. */
export interface ArrivedRequest {
  readonly method: string;
  /** As sent, with its query. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** The head of a request, and how many bytes follow it. */
interface Head extends Omit<ArrivedRequest, "body"> {
  readonly length: number;
}

const REQUEST_LINE = /^(GET|POST) (\/[\x21-\x7e]*) HTTP\/1\.1$/;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ?([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/;

/** Headers by which a message or its connection becomes another one. */
const OUT_OF_THE_ORDINARY = [
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** node:http has a limit of 16 KB for a head, and refuses what is beyond it. */
const MAX_HEAD = 8_192;

const NOT_ASCII = /[\u0080-\u00ff]/;

/**
 * Reads the requests of one connection, as long as each is of the ordinary kind and arrives in one piece: GET or POST, HTTP/1.1, every header once, a body
 * of a given length. It does not judge any other; that is for a parser that knows all of HTTP.
 */
export class OrdinaryRequests {
  // Whoever sends often sends the same head again.
  #text = "";
  #head: Head | undefined;

  /** The request that these bytes are, from the first to the last; undefined where they are anything else. */
  read(bytes: Buffer): ArrivedRequest | undefined {
    const text = bytes.toString("latin1");
    const end = text.indexOf("\r\n\r\n") + 4;
    if (end < 4 || end > MAX_HEAD) return undefined;
    const head = this.#headOf(text.slice(0, end), bytes);
    if (head === undefined || head.length !== text.length - end) return undefined;
    const { method, url, headers } = head;
    const body = text.slice(end);
    return { method, url, headers, body: NOT_ASCII.test(body) ? bytes.toString("utf8", end) : body };
  }

  #headOf(text: string, bytes: Buffer): Head | undefined {
    if (this.#head !== undefined && text === this.#text) return this.#head;
    // A text of its own: a part of a longer one would keep that, the body included.
    this.#text = bytes.toString("latin1", 0, text.length);
    this.#head = headOf(this.#text);
    return this.#head;
  }
}

function headOf(text: string): Head | undefined {
  const [first = "", ...lines] = text.slice(0, -4).split("\r\n");
  const [, method, url] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || url === undefined) return undefined;
  const headers = headersOf(lines);
  if (headers === undefined) return undefined;
  const { host, connection = "keep-alive", "content-length": length = method === "GET" ? "0" : "" } = headers;
  const isOrdinary =
    host !== undefined &&
    connection.toLowerCase() === "keep-alive" &&
    /^\d{1,9}$/.test(length) &&
    (method === "POST" || Number(length) === 0) &&
    OUT_OF_THE_ORDINARY.every((name) => headers[name] === undefined);
  return isOrdinary ? { method, url, headers, length: Number(length) } : undefined;
}

/** Undefined where a header is there twice, or can be read in more than one way. */
function headersOf(lines: readonly string[]): Readonly<Record<string, string>> | undefined {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name = "", value] = FIELD.exec(line) ?? [];
    const lower = name.toLowerCase();
    if (value === undefined || lower === "__proto__" || fields.has(lower)) return undefined;
    fields.set(lower, value);
  }
  return Object.fromEntries(fields);
}
