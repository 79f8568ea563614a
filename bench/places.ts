import { fileURLToPath } from "node:url";

/** A file of the repository by its path from the root; what runs here was written to `.bench/bench`. */
export function fileOf(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** The built program, for whatever is measured as a whole process. */
export const bin = fileOf("bin/chaos-payout.js");
