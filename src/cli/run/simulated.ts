import { UsageError } from "../errors.ts";
import type { Job } from "./job.ts";
import { type TargetFlags, targetWords } from "./target.ts";

/** A system for each run in virtual time. */
export type NewSimulation = typeof import("../../simulation/index.ts")["createSimulation"];

/** Only the embedded API can be simulated. @throws UsageError */
export function refuseToSimulate(flags: TargetFlags & { readonly simulate?: boolean }): void {
  if (flags.simulate !== true) return;
  const used = targetWords(flags).find((word) => word.startsWith("--"));
  if (used === undefined) return;
  throw new UsageError(`--simulate cannot be combined with ${used}: only the embedded API can be simulated`);
}

/** Loads what simulates. @throws UsageError for a scenario that needs real processes */
export async function simulationFor(jobs: readonly Job[]): Promise<NewSimulation> {
  const { notSimulated } = await import("../../simulation/not-simulated.ts");
  for (const { plan, service, source } of jobs) {
    const why = service === undefined ? notSimulated(plan) : "only the embedded API can be simulated";
    if (why !== undefined) throw new UsageError(`${source.file}: ${why}: run it without --simulate`);
  }
  const { createSimulation } = await import("../../simulation/index.ts");
  return createSimulation;
}
