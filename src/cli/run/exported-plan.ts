import { systemClock } from "../../domain/clock.ts";
import type { Exported, ScriptSource } from "../../load/load-script.ts";
import { exportRefusal, loadRefusal } from "../../load/refusals.ts";
import { plannedCalls } from "../../systems/planned-calls.ts";
import { UsageError } from "../errors.ts";
import type { Job } from "./job.ts";
import { refuseRemote, type TargetFlags, targetOf } from "./target.ts";

/** What a plan is exported with, and compared with later. */
interface ExportSettings {
  readonly keyPrefix: string;
  readonly exported: Exported;
}

/** Everything of a job that is sent from another place. @throws UsageError where that is not possible, TargetError for a rail out of reach */
export async function exportedSource(
  { plan, service, source: { file } }: Pick<Job, "plan" | "service" | "source">,
  flags: TargetFlags,
  { keyPrefix, exported }: ExportSettings,
): Promise<ScriptSource> {
  const target = targetOf(flags);
  const { engine } = exported;
  if (service === undefined && target === undefined) {
    throw new UsageError(
      `${file}: the load of the embedded API is not sent from another place, because each run starts it anew: add --target URL, or --service FILE`,
    );
  }
  const described = service && { service: service.service, url: service.url, rail: service.rail };
  const refusal = loadRefusal(engine, plan, service?.service) ?? (described && exportRefusal(described));
  if (refusal != null) throw new UsageError(`${file}: ${engine} cannot send this from another place: ${refusal}`);
  if (service !== undefined) refuseRemote(service, flags.allowRemote === true);
  const { calls, clientTimeoutMs } = await plannedCalls({ service, target }, { plan, keyPrefix, clock: systemClock });
  if (calls === null) throw new UsageError(`${file}: ${engine} cannot call this service`);
  return { plan, calls, keyPrefix, clientTimeoutMs, exported };
}
