import type { IncomingMessage } from "node:http";
import type { Headers } from "../http/exchange.ts";
import type { ArrivedRequest } from "../http/ordinary-request.ts";
import { RequestError } from "./envelope.ts";

/** The largest body of a request. */
const BODY_LIMIT_BYTES = 65_536;

/** The JSON of a request that has arrived; undefined where its body is empty. @throws RequestError */
export function jsonOf({ headers, body }: ArrivedRequest): unknown {
  return announcesJson(headers) ? parsed(body) : undefined;
}

/** The JSON of a request; undefined where its body is empty. Settles never if the caller leaves before it has arrived. @throws RequestError */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!announcesJson(request.headers)) return undefined;
  const bytes = Number(request.headers["content-length"]);
  // What came with the headers is there one turn of the promises later, and taking it at once costs less than listening for it.
  await undefined;
  const body: unknown = request.readableLength === bytes ? request.read() : await rest(request);
  return parsed(Buffer.isBuffer(body) ? body.toString("utf8") : "");
}

/** False for a request without a body. @throws RequestError where it says that its body is anything but JSON, or that it is too large */
function announcesJson(headers: Headers): boolean {
  const { "content-type": type, "content-length": length, "transfer-encoding": coding } = headers;
  if (type === undefined && coding === undefined && (length === undefined || length === "0")) return false;
  if (type !== "application/json" && !/^application\/json[\t ]*(?:;|$)/i.test(String(type ?? "")))
    throw new RequestError(
      "VALIDATION_ERROR",
      "The body must be JSON, sent with the header content-type: application/json",
    );
  if (Number(length) > BODY_LIMIT_BYTES) throw tooLarge();
  return true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Many clients send the header also where they send nothing, above all with DELETE.
    if (text.trim() === "") return undefined;
    throw new RequestError("VALIDATION_ERROR", "The body is not valid JSON");
  }
}

function rest(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
      else reject(tooLarge());
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
  });
}

function tooLarge(): RequestError {
  return new RequestError("PAYLOAD_TOO_LARGE", `The body must not be larger than ${BODY_LIMIT_BYTES / 1024} KiB`);
}
