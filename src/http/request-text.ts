import type { Request } from "./exchange.ts";

/** The request as the bytes that go out, or as text with one byte for each character. */
export type RequestBytes = string | Buffer;

/** Headers by which a connection is run, and those that we write ourselves. */
const NOT_PLAIN = /^(?:connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const PATH = /^[\x21-\x7e]+$/;

/**
 * Writes requests to one host. Undefined for one that is out of the ordinary: a body where none is usual, a header that is about the connection, or
 * anything that may not stand in a request.
 */
export function createRequestText(host: string): (request: Request) => RequestBytes | undefined {
  // The same headers come again and again, as the same object.
  let known: Request["headers"] | undefined;
  let lines: string | undefined;
  return ({ method, path, headers, body }) => {
    if (headers !== known || lines === undefined) {
      known = headers;
      lines = linesOf(headers);
    }
    const takesBody = method === "POST" || method === "PUT" || method === "PATCH";
    if (lines === undefined || !PATH.test(path) || (body !== null && !takesBody)) return undefined;
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n${lines}`;
    if (body === null) return takesBody ? `${head}content-length: 0\r\n\r\n` : `${head}\r\n`;
    const bytes = Buffer.byteLength(body);
    const whole = `${head}content-length: ${bytes}\r\n\r\n`;
    // Nearly every body is ASCII, and goes out with its head in one piece.
    return bytes === body.length ? whole + body : Buffer.concat([Buffer.from(whole, "latin1"), Buffer.from(body)]);
  };
}

function linesOf(headers: Request["headers"]): string | undefined {
  let lines = "";
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name) || NOT_PLAIN.test(name) || !VALUE.test(value)) return undefined;
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
