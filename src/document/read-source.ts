import { LineCounter } from "yaml";
import { documentLimits } from "./limits.ts";
import type { Source, Subject } from "./source.ts";
import { readYaml } from "./yaml-text.ts";
import type { YamlReading } from "./yaml-tree.ts";

/** A source that was read. */
export interface Reading extends YamlReading {
  readonly source: Source;
}

/** What a text is called: the name of a file, or an option as given. */
export type Titled = Pick<Source, "file" | "subject" | "optionFor">;

/** Reads the bytes of a file. Never throws. */
export function readBytes(bytes: Uint8Array, file: string, subject: Subject): Reading {
  if (bytes.byteLength > documentLimits.fileBytes) return unreadable({ file, subject }, tooLarge(subject));
  try {
    return readText(new TextDecoder("utf-8", { fatal: true }).decode(bytes), { file, subject });
  } catch (error) {
    // A fatal decoder throws a TypeError; anything else is a bug.
    if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
      return unreadable({ file, subject }, `not UTF-8 text: a ${subject.noun} is a YAML file`);
    }
    throw error;
  }
}

/** Reads the text of a file, or of an option for a file. Never throws. */
export function readText(text: string, of: Titled): Reading {
  if (text.length > documentLimits.fileBytes) return unreadable(of, tooLarge(of.subject));
  const control = /[^\P{Cc}\t\n\r\u0085]/u.exec(text)?.[0].charCodeAt(0);
  if (control !== undefined) {
    const what = `contains the character U+${control.toString(16).toUpperCase().padStart(4, "0")}`;
    return unreadable(of, of.optionFor === undefined ? `not a text file, it ${what}` : `the value ${what}`);
  }
  const source: Source = { ...of, text, lines: new LineCounter() };
  return { source, ...readYaml(source) };
}

function tooLarge({ noun }: Subject): string {
  return `the file is larger than ${documentLimits.fileBytes / 1024} KiB, far more than a ${noun} needs`;
}

function unreadable(of: Titled, message: string): Reading {
  const source: Source = { ...of, text: "", lines: new LineCounter() };
  return { source, tree: undefined, errors: [{ source, offset: null, message }] };
}
