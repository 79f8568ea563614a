import type { LoadEngineName } from "../../load/load-engine.ts";
import { shellWord } from "../../text/shell-word.ts";

/** The flags that hand the load to somebody else. */
export interface LoadFlags {
  readonly load?: LoadEngineName;
  /** The path of k6. */
  readonly k6?: string;
  readonly loadProcesses?: number;
  /** A folder in which the results of a load appear that somebody else sends. */
  readonly loadResults?: string;
  /** How long it may tell nothing, in milliseconds. */
  readonly loadSilence?: number;
}

/** These flags as words of a command line, but for a folder with results, which is good for one run. */
export function loadWords({ load, k6, loadProcesses }: LoadFlags): readonly string[] {
  const words: string[] = [];
  if (load !== undefined) words.push("--load", load);
  if (k6 !== undefined) words.push("--k6", shellWord(k6));
  if (loadProcesses !== undefined) words.push("--load-processes", String(loadProcesses));
  return words;
}
