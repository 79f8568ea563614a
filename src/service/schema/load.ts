import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { documentLimits } from "../../document/limits.ts";
import { type InvalidService, type ParsedService, parseServiceBytes, type ServiceOptions } from "./parse.ts";

/** How a service file is loaded. */
export interface LoadOptions extends ServiceOptions {
  /** The name of the file in problems; by default its path. */
  readonly name?: string | undefined;
}

/** Reads and checks a service file. One that cannot be read is a problem like any other; the folder of the result is absolute. */
export async function loadService(path: string, options: LoadOptions = {}): Promise<ParsedService | InvalidService> {
  const { name = path, environment } = options;
  let bytes: Uint8Array;
  try {
    bytes = await readLimited(path);
  } catch (error) {
    // Under Jest, errors of Node are no instances of the Error that is known here.
    const { code, message: text } = error as { readonly code?: unknown; readonly message?: unknown };
    if (typeof code !== "string" || typeof text !== "string") throw error;
    const reason = /^[A-Z]+: (.+?), /.exec(text)?.[1] ?? text;
    const message = `${name} cannot be read: ${reason}`;
    return { ok: false, problems: [{ file: name, line: 1, column: 1, message, frame: "" }] };
  }
  const parsed = parseServiceBytes(bytes, name, { environment });
  if (!parsed.ok) return parsed;
  return { ...parsed, service: { ...parsed.service, folder: dirname(resolve(path)) } };
}

/** The content of a file, up to one byte more than it may have. */
async function readLimited(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(documentLimits.fileBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}
