import { type Command, Option } from "commander";

/** Adds `alerts`: the alerts of scenarios as rules for a monitoring system. */
export function addAlertsCommand(program: Command): void {
  program
    .command("alerts")
    .description("write the alerts of scenarios as rules for what `GET /metrics` of `serve` exposes")
    .argument("[scenarios...]", "files, folders or names; none: the two alerts that are always on")
    .addOption(new Option("--format <name>", "for whom").choices(["prometheus"]).default("prometheus"))
    .action(async (scenarios: string[]) => {
      const { alertsCommand } = await import("../actions/alerts.ts");
      const { text, remark } = await alertsCommand(scenarios, process.cwd());
      process.stdout.write(text);
      process.stderr.write(remark);
    });
}
