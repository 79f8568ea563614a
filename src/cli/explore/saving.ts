import { existsSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { FindingKind } from "../../domain/finding.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import { shellWord } from "../../text/shell-word.ts";
import { orUsageError, UsageError } from "../errors.ts";
import { refuseUnwritable } from "../output/files.ts";

/** Refuses, before anything is explored, a file that a scenario cannot be saved to. @throws UsageError */
export function refuseToSave(file: string): void {
  if (!/\.ya?ml$/.test(file)) throw new UsageError(`--save must name a .yaml file (got ${file})`);
  // Somebody may have committed it.
  if (existsSync(file)) throw new UsageError(`--save: ${file} is there already: name another file, or remove it`);
  refuseUnwritable("--save", file);
}

/** Writes a saved scenario. @throws UsageError */
export function save(file: string, text: string): void {
  orUsageError(
    () => writeFileSync(file, text, { flag: "wx" }),
    (reason) => `cannot write ${file}: ${reason}`,
  );
}

/** The name of a saved scenario: that of its file, where a scenario can be called that. */
export function savedName(file: string | undefined, kind: FindingKind, strategy: StrategyName): string {
  const stem = basename(file ?? "").replace(/\.ya?ml$/, "");
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) && stem.length <= LONGEST_NAME ? stem : `${kind}-${strategy}`;
}

const LONGEST_NAME = 60;

/** The file as it is typed in a shell. */
export function typed(file: string): string {
  return shellWord(file.startsWith("-") ? `./${file}` : file);
}
