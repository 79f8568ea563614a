import type { Plan } from "../../scenario/plan.ts";
import type { Simulation } from "../../simulation/index.ts";
import { UsageError } from "../errors.ts";
import type { Job } from "./job.ts";
import { type TargetFlags, targetFlag } from "./target.ts";

/** The system of a plan that runs in virtual time; undefined for one that runs on real processes. */
export type SimulationFor = (plan: Plan) => Simulation | undefined;

/** Only the embedded API can be simulated. @throws UsageError */
export function refuseToSimulate(flags: TargetFlags & { readonly simulate?: boolean }): void {
  const used = flags.simulate === true ? targetFlag(flags) : undefined;
  if (used === undefined) return;
  throw new UsageError(`--simulate cannot be combined with ${used}: only the embedded API can be simulated`);
}

/** Loads what simulates, if a scenario needs it, or all do. @throws UsageError for a scenario that needs real processes */
export async function simulationFor(jobs: readonly Job[], isForAll: boolean): Promise<SimulationFor> {
  const isSimulated = ({ simulate }: Plan) => isForAll || simulate !== null;
  const simulated = jobs.filter(({ plan }) => isSimulated(plan));
  if (simulated.length === 0) return () => undefined;
  const { notSimulated } = await import("../../simulation/not-simulated.ts");
  for (const { plan, service, source } of simulated) {
    const why = service === undefined ? notSimulated(plan) : "only the embedded API can be simulated";
    if (why !== undefined) throw new UsageError(`${source.file}: ${why}: run it without --simulate`);
  }
  const { simulationOf } = await import("../../simulation/index.ts");
  return (plan) => (isSimulated(plan) ? simulationOf(plan) : undefined);
}
