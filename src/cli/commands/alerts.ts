import { type Command, Option } from "commander";

/** Adds `alerts`. */
export function addAlertsCommand(program: Command): void {
  program
    .command("alerts")
    .description("print the scenarios' alerts as monitoring rules for the metrics that `serve` exposes")
    .argument("[scenarios...]", "files, folders or names (default: only the two alerts that are always on)")
    .addOption(new Option("--format <name>", "the format of the rules").choices(["prometheus"]).default("prometheus"))
    .action(async (scenarios: string[]) => {
      const { alertsCommand } = await import("../actions/alerts.ts");
      const { text, notice } = await alertsCommand(scenarios, process.cwd());
      process.stdout.write(text);
      process.stderr.write(notice);
    });
}
