/** The environment variables that say where a run takes place. */
export type CiEnvironment = Readonly<Record<string, string | undefined>>;

/** Takes no column, and breaks up a command of the runner. */
const ZERO_WIDTH_SPACE = "\u200b";

/**
 * Escapes workflow commands in text from outside. The runner of GitHub Actions reads both streams of a step and executes a line that begins
 * with `::`, even after blanks, and `##[` anywhere in a line. Descriptions, notes and answers of a target can contain both. Does nothing
 * outside GitHub Actions.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function escapeWorkflowCommands(text: string, env: CiEnvironment = process.env): string {
  if (env["GITHUB_ACTIONS"] !== "true") return text;
  return text.replace(/^([^\S\n]*:)(?=:)/gm, `$1${ZERO_WIDTH_SPACE}`).replaceAll("##[", `##${ZERO_WIDTH_SPACE}[`);
}
