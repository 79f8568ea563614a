import { escapeWorkflowCommands } from "../../text/github.ts";
import type { CiEnvironment } from "./environment.ts";

/** Text without workflow commands where GitHub Actions runs it; elsewhere text stays as it is. */
export function unobeyed(text: string, env: CiEnvironment = process.env): string {
  return env["GITHUB_ACTIONS"] === "true" ? escapeWorkflowCommands(text) : text;
}
