import type { IncomingMessage } from "node:http";
import type { Headers } from "../http/exchange.ts";
import { RequestError } from "./envelope.ts";

/** The largest body of a request. */
const BODY_LIMIT_BYTES = 65_536;

/** Whether a request has a body, which then is JSON of a size that we take. @throws RequestError where it is anything else */
export function hasJson({
  "content-type": type,
  "content-length": length,
  "transfer-encoding": coding,
}: Headers): boolean {
  if (type === undefined && coding === undefined && (length === undefined || length === "0")) return false;
  if (type !== "application/json" && !/^application\/json[\t ]*(?:;|$)/i.test(String(type)))
    throw new RequestError(
      "VALIDATION_ERROR",
      "The body must be JSON, sent with the header content-type: application/json",
    );
  if (Number(length) > BODY_LIMIT_BYTES) throw tooLarge();
  return true;
}

/** The rest of a request, as text. Never settles if the caller leaves before it has arrived. @throws RequestError where it is too large */
export function restOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
      else reject(tooLarge());
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
  });
}

/** What a body says; undefined where it is empty, because many clients send nothing, and the header all the same. @throws RequestError */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.trim() === "") return undefined;
    throw new RequestError("VALIDATION_ERROR", "The body is not valid JSON");
  }
}

function tooLarge(): RequestError {
  return new RequestError("PAYLOAD_TOO_LARGE", `The body must not be larger than ${BODY_LIMIT_BYTES / 1024} KiB`);
}
