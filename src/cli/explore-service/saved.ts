import { basename } from "node:path";
import { writeYaml } from "../../document/write-yaml.ts";
import { counted } from "../../domain/format.ts";
import { asRun } from "./runs.ts";
import type { Smallest } from "./smallest.ts";

/** The smallest scenario as a file: with its seed, and a comment that says how often it failed. */
export function savedText(
  { candidate, kind, failed, runs }: Smallest,
  { words, file }: { readonly words: readonly string[]; readonly file: string | undefined },
): string {
  const { name, projects, ...rest } = asRun(candidate.document, kind);
  const stem = file === undefined ? name : basename(file).replace(/\.ya?ml$/, "");
  const ownName = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) ? stem : name;
  const comment = [
    `Found by chaos-payout explore ${words.join(" ")}: ${kind}.`,
    runs === 0
      ? "It was not run again, so how often it fails is not known."
      : `It failed in ${failed} of ${counted(runs, "run")} on the real process.`,
  ];
  return writeYaml({ name: ownName, seed: candidate.seed, projects, ...rest }, comment.join("\n"));
}
