import type { Clock } from "../domain/clock.ts";
import { clientTimeoutMs, type Plan } from "../scenario/plan.ts";
import { createHttpTarget } from "../service/http-target.ts";
import type { ServiceCalls, Target } from "../service/target.ts";
import type { ExternalTarget } from "./external-target.ts";
import { askRail } from "./service-rail.ts";
import { openDescribed } from "./service-target.ts";
import type { ServiceUnderTest } from "./service-under-test.ts";

/** What is known of the calls of a service before its run. */
export interface PlannedCalls {
  readonly calls: ServiceCalls | null;
  readonly clientTimeoutMs: number;
}

/** What a plan is sent with. */
interface PlannedRun {
  readonly plan: Plan;
  readonly keyPrefix: string;
  readonly clock: Clock;
}

/** How the payouts of a plan are sent to a service that runs already. Nothing is sent to it, and nothing is planned for its rail. @throws TargetError */
export async function plannedCalls(
  { service, target }: { readonly service: ServiceUnderTest | undefined; readonly target: ExternalTarget | undefined },
  run: PlannedRun,
): Promise<PlannedCalls> {
  const { plan, clock } = run;
  const withinMs = clientTimeoutMs(plan, "target");
  if (service !== undefined) {
    const { rail } = service;
    const asked = rail === undefined ? undefined : await askRail(rail, service, run);
    const scope = { environment: service.environment, rails: asked?.variables ?? {}, callbacksUrl: "" };
    const parts = { clock, scope, destinationsOf: asked?.destinationsOf, ports: [], withinMs };
    return callsOf(await openDescribed(service, parts), withinMs);
  }
  if (target === undefined) return { calls: null, clientTimeoutMs: withinMs };
  const { url, authorization } = target;
  return callsOf(createHttpTarget({ url, authorization, clock, clientTimeoutMs: withinMs }), withinMs);
}

async function callsOf(target: Target, withinMs: number): Promise<PlannedCalls> {
  await target.close();
  return { calls: target.calls, clientTimeoutMs: withinMs };
}
