/**
 * What Node has and k6 has not, as far as sending a payout needs it. The bundle of the k6 script puts these in the place of the globals and modules of
 * the same names, and nothing else uses them.
 */
import crypto from "k6/crypto";
import { base64Bytes, utf8Text } from "./k6-bytes.ts";

type Listener = () => void;

class Signal {
  aborted = false;
  readonly #listeners = new Set<Listener>();

  addEventListener(_type: "abort", listener: Listener): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: Listener): void {
    this.#listeners.delete(listener);
  }

  /** Each listener is called once, because a signal aborts once. */
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}

/** Ends what waits for its signal. */
export class AbortController {
  readonly signal = new Signal();

  abort(): void {
    this.signal.abort();
  }
}

const ADDRESS = /^(https?):\/\/(?:[^/?#@]*@)?([^/?#@\s]+)([^?#]*)(\?[^#]*)?/i;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: ":80", https: ":443" };

/** The address of an HTTP service. @throws TypeError for any other text */
export class URL {
  readonly origin: string;
  readonly pathname: string;
  readonly search: string;

  constructor(text: string) {
    const [, scheme = "", host = "", path = "", query = ""] = ADDRESS.exec(text.trim()) ?? [];
    if (host === "") throw new TypeError(`Invalid URL: ${text}`);
    const protocol = scheme.toLowerCase();
    const port = DEFAULT_PORTS[protocol] ?? "";
    const name = host.toLowerCase();
    this.origin = `${protocol}://${name.endsWith(port) ? name.slice(0, -port.length) : name}`;
    this.pathname = encoded(withoutDots(path));
    this.search = query === "?" ? "" : encoded(query).replace(/'/g, "%27");
  }
}

/** Whatever is no ASCII, and the few others that an address may not have, become %-encoded; what already is stays. */
function encoded(text: string): string {
  return text.replace(/[^\u0021\u0023-\u003b\u003d\u003f-\u007e]+/g, (part) => encodeURIComponent(whole(part)));
}

/** Half a surrogate pair is no character, and cannot be encoded. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (one) => (one.length === 2 ? one : "\ufffd"));
}

/** `.` is where one is, and `..` a step back. */
function withoutDots(path: string): string {
  const steps: string[] = [];
  const parts = (path.startsWith("/") ? path : `/${path}`).split("/").slice(1);
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    if (part === "..") steps.pop();
    else if (part !== ".") steps.push(part);
    if (isLast && (part === "." || part === "..")) steps.push("");
  });
  return `/${steps.join("/")}`;
}

/** The fields of a form. */
export class URLSearchParams {
  readonly #pairs: string[] = [];

  append(name: string, value: string): void {
    this.#pairs.push(`${formEncoded(name)}=${formEncoded(value)}`);
  }

  toString(): string {
    return this.#pairs.join("&");
  }
}

function formEncoded(text: string): string {
  return encodeURIComponent(whole(text))
    .replace(/[!'()~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, "+");
}

/** Base64 to text, which is all that is asked of it. */
export const Buffer = {
  from: (text: string, _encoding: "base64") => ({
    toString: (_as: "utf8") => utf8Text(base64Bytes(text)) ?? "",
  }),
};

/** SHA-256 of one text in hexadecimal digits, which is all that is asked of it. */
export function createHash(_algorithm: "sha256") {
  return {
    update: (text: string) => ({ digest: (_encoding: "hex") => crypto.sha256(text, "hex") }),
  };
}
