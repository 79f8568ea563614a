import { LineCounter } from "yaml";
import { limits } from "./limits.ts";
import type { Source } from "./source.ts";
import { readYaml } from "./yaml-text.ts";
import type { YamlReading } from "./yaml-tree.ts";

/** A source that was read. */
export interface Reading extends YamlReading {
  readonly source: Source;
}

/** Reads the bytes of a file. Never throws. */
export function readBytes(bytes: Uint8Array, file: string): Reading {
  if (bytes.byteLength > limits.fileBytes) return unreadable(file, TOO_LARGE);
  try {
    return readText(new TextDecoder("utf-8", { fatal: true }).decode(bytes), file);
  } catch (error) {
    // A fatal decoder throws a TypeError; anything else is a bug.
    if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
      return unreadable(file, "not UTF-8 text: a scenario is a YAML file");
    }
    throw error;
  }
}

/** Reads the text of a file, or of an option for a file. Never throws. */
export function readText(text: string, file: string, optionFor?: string): Reading {
  if (text.length > limits.fileBytes) return unreadable(file, TOO_LARGE, optionFor);
  const control = /[^\P{Cc}\t\n\r\u0085]/u.exec(text)?.[0].charCodeAt(0);
  if (control !== undefined) {
    const what = `contains the character U+${control.toString(16).toUpperCase().padStart(4, "0")}`;
    return unreadable(file, optionFor === undefined ? `not a text file, it ${what}` : `the value ${what}`, optionFor);
  }
  const source = { file, text, lines: new LineCounter(), optionFor };
  return { source, ...readYaml(source) };
}

const TOO_LARGE = `the file is larger than ${limits.fileBytes / 1024} KiB, far more than a scenario needs`;

function unreadable(file: string, message: string, optionFor?: string): Reading {
  const source = { file, text: "", lines: new LineCounter(), optionFor };
  return { source, tree: undefined, errors: [{ source, offset: null, message }] };
}
