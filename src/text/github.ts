/**
 * The runner of GitHub Actions obeys commands in everything that a step writes.
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */

const ZERO_WIDTH_SPACE = "\u200b";

/** One workflow command: `::error file=a.yaml,line=3,title=…::…`. */
export function workflowCommand(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${pairs.join(",")}::${escapeMessage(message)}`;
}

/** The runner decodes these three, and no others. */
function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property ends at a comma, and the properties end at a colon. */
function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Text without commands: an invisible character parts a `::` that begins a line, and every `##[`. */
export function escapeWorkflowCommands(text: string): string {
  return text.replace(/^([^\S\n]*:)(?=:)/gm, `$1${ZERO_WIDTH_SPACE}`).replaceAll("##[", `##${ZERO_WIDTH_SPACE}[`);
}
