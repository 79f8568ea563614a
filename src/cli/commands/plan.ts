import type { Command } from "commander";
import type { PlanFlags } from "../actions/plan.ts";
import { addPlanningOptions, filterOption, reporterOption } from "./options.ts";

/** Adds `plan`. */
export function addPlanCommand(program: Command, version: string): void {
  const command = program
    .command("plan")
    .description("show what `run` would do: its phases, and which payouts hit which fault")
    .argument("[scenarios...]", "files, folders or names (default: what `run` would run)")
    .addOption(filterOption());
  addPlanningOptions(command)
    .addOption(reporterOption(["table", "json"]))
    .action(async (scenarios: string[], flags: PlanFlags) => {
      const { planCommand } = await import("../actions/plan.ts");
      process.exitCode = await planCommand(scenarios, flags, version);
    });
}
