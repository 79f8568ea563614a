import { baseName } from "./base-name.ts";
import { limits } from "./limits.ts";
import { childOf, offsetOfKey, offsetOfValue, rootOf } from "./node-place.ts";
import { type Complaint, type Reading, readBytes } from "./source.ts";

/**
 * A file that names another as its base, which may name another, and so on: the chain from the most to the least specific. Which
 * file a name means, and reading it, is the business of whoever passes in the reader; nothing here knows of folders.
 */

/** The file that a name means, seen from the file that holds the name, and what it holds or why it cannot be read. */
export type BaseFile =
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly file: string; readonly trouble: string; readonly suggestion?: string };

/** Reads a base. `name` is as written, `from` what the file that names it is called; the answer's `file` is the same for the same file. */
export type ReadBase = (name: string, from: string) => BaseFile;

/** A file with its bases, as far as they could be read. */
export interface Chain {
  readonly readings: readonly Reading[];
  /** What is wrong with the chain; what is wrong inside a file is told by its reading. */
  readonly complaints: readonly Complaint[];
}

/** Reads the bases of a file, and theirs. */
export function readChain(own: Reading, read: ReadBase | undefined): Chain {
  const readings = [own];
  for (let last = own; ; ) {
    const named = namedBase(last);
    if (named === undefined) return { readings, complaints: [] };
    const next = "message" in named ? named : nextOf(readings, named, read);
    if ("message" in next) return { readings, complaints: [next] };
    readings.push(next);
    last = next;
  }
}

interface NamedBase {
  readonly name: string;
  /** Complains at the place of the name. */
  readonly complain: (message: string, suggestion?: string) => Complaint;
}

function namedBase({ source, document, data }: Reading): NamedBase | Complaint | undefined {
  if (document === undefined || typeof data !== "object" || data === null || !Object.hasOwn(data, "extends")) {
    return undefined;
  }
  const spot = childOf(rootOf(document), "extends");
  const offset = spot === undefined ? 0 : offsetOfValue(spot);
  const complain = (message: string, suggestion?: string): Complaint => {
    return { source, offset, message, ...(suggestion === undefined ? {} : { suggestion }) };
  };
  const result = baseName().safeParse((data as { readonly extends: unknown }).extends);
  if (result.success) return { name: result.data, complain };
  const [issue] = result.error.issues;
  return complain(issue === undefined ? "" : issue.message);
}

function nextOf(
  before: readonly Reading[],
  { name, complain }: NamedBase,
  read: ReadBase | undefined,
): Reading | Complaint {
  const from = before.at(-1)?.source.file ?? "";
  if (read === undefined) {
    return complain(
      "there is nobody to read the base: give parseScenario a way to, as in { readBase: (name, from) => … }",
    );
  }
  if (before.length > limits.bases) {
    return complain(
      `this would be base number ${before.length}, and ${limits.bases} is the most: put some of them together`,
    );
  }
  const base = read(name, from);
  const files = before.map(({ source }) => source.file);
  if (files.includes(base.file)) {
    const circle = [...files.slice(files.indexOf(base.file)), base.file].join(" → ");
    return complain(`the files extend each other in a circle, ${circle}: one of them has to stand alone`);
  }
  if ("trouble" in base) return complain(base.trouble, base.suggestion);
  const reading = readBytes(base.bytes, base.file);
  const { data, source, document } = reading;
  if (data === undefined || (typeof data === "object" && data !== null && !Array.isArray(data))) return reading;
  if (data === null)
    return { ...reading, complaints: [{ source, offset: null, message: `the file is empty, and ${from} extends it` }] };
  const offset = document === undefined ? 0 : offsetOfKey(rootOf(document));
  const message = `a base is a map with keys of a scenario, and ${Array.isArray(data) ? "a list" : "this"} is none`;
  return { ...reading, data: undefined, complaints: [{ source, offset, message }] };
}
