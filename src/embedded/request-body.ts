import type { IncomingMessage } from "node:http";
import { RequestError } from "./envelope.ts";

/** The largest body of a request. */
const BODY_LIMIT_BYTES = 65_536;

/** The JSON of a request; undefined where its body is empty. Settles never if the caller leaves before it has arrived. @throws RequestError */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const { "content-type": type, "content-length": length, "transfer-encoding": coding } = request.headers;
  if (type === undefined && coding === undefined && (length === undefined || length === "0")) return undefined;
  if (type !== "application/json" && !/^application\/json[\t ]*(?:;|$)/i.test(type ?? ""))
    throw new RequestError(
      "VALIDATION_ERROR",
      "The body must be JSON, sent with the header content-type: application/json",
    );
  const bytes = Number(length);
  if (bytes > BODY_LIMIT_BYTES) throw tooLarge();
  // What came with the headers is there one turn of the promises later, and taking it at once costs less than listening for it.
  await undefined;
  const body: unknown = request.readableLength === bytes ? request.read() : await rest(request);
  const text = Buffer.isBuffer(body) ? body.toString("utf8") : "";
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
