import type { IncomingMessage } from "node:http";
import { bodyOf } from "../http/body.ts";
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

/** The rest of a request, as text. @throws RequestError where it is too large */
export async function restOf(request: IncomingMessage): Promise<string> {
  const text = await bodyOf(request, BODY_LIMIT_BYTES);
  // Where it broke off, nobody hears the answer.
  if (text === undefined) throw tooLarge();
  return text;
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
