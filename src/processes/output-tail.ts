import type { Readable } from "node:stream";
import type { Redact } from "../service/secrets.ts";

/** How many characters of a process's output are kept, from the end. */
const KEPT = 16_384;

/** How many lines of it are shown when something goes wrong. */
const SHOWN_LINES = 20;

/** What a line says that tells why a process ended. A stack trace goes on below it. */
const TELLING = /\b(?:\w*error|exception|fatal|panic|failed|cannot|unable|denied|not found|in use)\b/i;

/** The end of what a process has printed. Nobody else reads its output, and a full pipe would stop it. */
export interface OutputTail {
  /** Reads a stream to its end. */
  read(stream: Readable | null): void;
  add(chunk: string): void;
  text(): string;
  /** Its last lines, each indented by two blanks; "" if it has printed nothing. */
  lines(): string;
  /** The line that says what went wrong, after a colon; "" if there is none. `orLast`: then its last line. */
  telling(orLast?: boolean): string;
}

/** Keeps the end of an output. Secrets are removed from what is shown; `copy` gets every chunk as it is. */
export function createOutputTail(
  redact: Redact = (text) => text,
  copy: (chunk: string) => void = () => {},
): OutputTail {
  let kept = "";
  const shown = () =>
    redact(kept)
      .split("\n")
      .map((line) => line.trimEnd())
      .filter((line) => line !== "")
      .slice(-SHOWN_LINES);
  const add = (chunk: string) => {
    kept = (kept + chunk).slice(-KEPT);
    copy(chunk);
  };
  return {
    read: (stream) => void stream?.setEncoding("utf8").on("data", add),
    add,
    text: () => redact(kept),
    lines: () =>
      shown()
        .map((line) => `  ${line}`)
        .join("\n"),
    telling(orLast = false) {
      const lines = shown();
      const line = lines.findLast((each) => TELLING.test(each)) ?? (orLast ? lines.at(-1) : undefined);
      return line === undefined ? "" : `: ${line.trim().slice(0, 300)}`;
    },
  };
}
