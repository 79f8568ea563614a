import type { Command } from "commander";
import { wrapText } from "../text/wrap.ts";
import { helpWidth } from "./help-width.ts";

/** What CI switches on by itself: it stands below the options of `run` and `reconcile`. */
export function ciHelp({ command }: { readonly command: Command }): string {
  const text = [
    "On GitHub Actions (GITHUB_ACTIONS=true) the reporter github follows the table, and markdown is appended to the job summary.",
    "On GitLab (GITLAB_CI=true) junit is written to chaos-payout-junit.xml.",
    "A reporter that you name yourself is not added again, and nothing joins a report on stdout other than the table.",
    "--no-ci switches all of this off.",
  ].join(" ");
  return ["", "In CI:", ...wrapText(text, helpWidth(command) - 2).map((line) => `  ${line}`)].join("\n");
}
