import type { Command } from "commander";
import { filterOption, reporterOption } from "../option-values.ts";
import { addPlanningOptions } from "./options.ts";
import { type PlanFlags, planReporterNames } from "./run-flags.ts";

/** Adds `plan`: what a run would do, without doing it. */
export function addPlanCommand(program: Command, version: string): void {
  const command = program
    .command("plan")
    .description("tell what `run` would do: payouts, phases, and which payouts meet which fault; nothing is run")
    .argument("[scenarios...]", "files, folders or names; none: what `run` would run")
    .addOption(filterOption());
  addPlanningOptions(command)
    .addOption(reporterOption(planReporterNames))
    .action(async (scenarios: string[], flags: PlanFlags) => {
      const { planCommand } = await import("../actions/plan.ts");
      process.exitCode = await planCommand(scenarios, flags, version);
    });
}
