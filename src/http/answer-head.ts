import type { Headers } from "./exchange.ts";

/** The head of an HTTP/1.1 response, as far as it decides what follows it. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
  /** The bytes of the body; or how its end is found. */
  readonly body: number | "chunked" | "until-close";
  /** How long the connection may be idle and still be used again, in milliseconds; 0 for not at all. */
  readonly keepAliveMs: number;
}

/** A response that is no HTTP/1.1. */
export class AnswerError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "AnswerError";
    this.code = code;
  }
}

const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/;

/** How long an idle connection is kept where the server does not say, in milliseconds. */
export const KEEP_ALIVE_MS = 4_000;

/** How much earlier than the server says it is given up. */
const KEEP_ALIVE_MARGIN_MS = 2_000;

/**
 * Reads a head, from the status line to the empty line that ends it (RFC 9112). What two readers could understand differently, such as two
 * lengths, is refused. @throws AnswerError
 */
export function parseHead(text: string): AnswerHead {
  const [first = "", ...lines] = text.slice(0, -4).split("\r\n");
  const [, minor, digits] = STATUS_LINE.exec(first) ?? [];
  if (digits === undefined) throw new AnswerError("HPE_INVALID_CONSTANT");
  const fields = new Map<string, string | string[]>();
  for (const line of lines) {
    const [, name, value = ""] = FIELD.exec(line) ?? [];
    if (name === undefined) throw new AnswerError("HPE_INVALID_HEADER_TOKEN");
    addTo(fields, name.toLowerCase(), value);
  }
  const status = Number(digits);
  const body = bodyOf(status, fields);
  const isKept = minor === "1" ? !names(fields, "close") : names(fields, "keep-alive");
  return {
    status,
    headers: Object.fromEntries(fields),
    body,
    keepAliveMs: isKept && body !== "until-close" ? keepAliveMs(fields.get("keep-alive")) : 0,
  };
}

function addTo(fields: Map<string, string | string[]>, name: string, value: string): void {
  const known = fields.get(name);
  fields.set(name, known === undefined ? value : [known, value].flat());
}

function bodyOf(status: number, fields: ReadonlyMap<string, string | string[]>): AnswerHead["body"] {
  const coding = fields.get("transfer-encoding");
  const length = fields.get("content-length");
  if (length !== undefined && (typeof length !== "string" || !/^\d{1,15}[\t ]*$/.test(length))) {
    throw new AnswerError("HPE_INVALID_CONTENT_LENGTH");
  }
  if (length !== undefined && coding !== undefined) throw new AnswerError("HPE_UNEXPECTED_CONTENT_LENGTH");
  if (status < 200 || status === 204 || status === 304) return 0;
  if (coding === undefined) return length === undefined ? "until-close" : Number(length);
  return /(?:^|,)[\t ]*chunked[\t ]*$/i.test(String(coding)) ? "chunked" : "until-close";
}

/** Whether the `connection` header has a word. */
function names(fields: ReadonlyMap<string, string | string[]>, word: string): boolean {
  const words = String(fields.get("connection") ?? "").split(",");
  return words.some((each) => each.trim().toLowerCase() === word);
}

/** A server that closes idle connections may say when; a request that crosses with that would be lost. */
function keepAliveMs(field: string | string[] | undefined): number {
  const [, seconds] = /timeout=\s*(\d{1,9})/.exec(String(field ?? "")) ?? [];
  return seconds === undefined ? KEEP_ALIVE_MS : Math.max(0, Number(seconds) * 1_000 - KEEP_ALIVE_MARGIN_MS);
}
