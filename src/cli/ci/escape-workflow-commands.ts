import type { CiEnvironment } from "./environment.ts";

/** It takes no column, and no runner takes what is behind it for the rest of a command. */
const ZERO_WIDTH_SPACE = "\u200b";

/**
 * The runner of GitHub Actions reads what a step writes to either stream, and obeys a line that begins with `::`, whatever blanks stand
 * before it, and `##[` anywhere in a line. Descriptions, notes and answers of a target can hold both, so on GitHub they are parted by a
 * character that nobody sees. Anywhere else text stays as it is.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function unobeyed(text: string, env: CiEnvironment = process.env): string {
  if (env["GITHUB_ACTIONS"] !== "true") return text;
  return text.replace(/^([^\S\n]*:)(?=:)/gm, `$1${ZERO_WIDTH_SPACE}`).replaceAll("##[", `##${ZERO_WIDTH_SPACE}[`);
}
