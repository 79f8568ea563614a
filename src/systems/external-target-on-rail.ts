import { costMsat } from "../domain/money.ts";
import type { ComingToRest, SystemUnderTest } from "../engine/system.ts";
import { startNodeServer } from "../rail/node-server.ts";
import { TargetError } from "../target/target.ts";
import { createCleanup } from "./cleanup.ts";
import {
  connect,
  declarations,
  type ExternalTarget,
  externalQuietPeriod,
  switchNotes,
  uniquePrefix,
} from "./external-target.ts";
import { openFailureSwitch } from "./failure-switch.ts";
import { createPlannedRail, type PlannedRail } from "./planned-rail.ts";
import type { SystemContext } from "./prepared-system.ts";
import { doubtsOnRail } from "./target-doubts.ts";
import { topUpProjects } from "./top-up.ts";

/** Our rail, listening for the payments of a service of somebody else's. */
export interface ListeningRail extends Pick<PlannedRail, "faults"> {
  /** Where the service finds it, without a slash at its end. */
  readonly url: string;
  /** The keys and payees by which it knows the payouts of the run. */
  readonly keyPrefix: string;
  close(): Promise<void>;
}

/** The rail tells of every payment, so the quiet only has to outlast the bookkeeping of the service. */
const rest: ComingToRest = { ...externalQuietPeriod, quietMs: 200 };

/** Opens our rail at a port of 127.0.0.1; at any free one for 0. @throws TargetError when the port is taken. */
export async function startRail(port: number, context: SystemContext): Promise<ListeningRail> {
  const keyPrefix = uniquePrefix(context.plan, context.clock);
  const { node, faults } = createPlannedRail(context, keyPrefix);
  try {
    const server = await startNodeServer(node, { port });
    return { url: server.url, keyPrefix, faults, close: () => server.close() };
  } catch (error) {
    throw new TargetError("unreachable", `our rail cannot listen on 127.0.0.1:${port} (${reasonOf(error)})`);
  }
}

/**
 * A payout API that somebody else started, and that pays through our rail: so what was really paid is known, and every fault of the rail
 * can be brought about without any help of the API. @throws TargetError when nothing can be reached there, or its balance is missing.
 */
export async function openExternalTargetOnRail(
  foreign: ExternalTarget,
  rail: ListeningRail,
  context: SystemContext,
): Promise<SystemUnderTest> {
  const { plan, clock, stop } = context;
  const cleanup = createCleanup();
  cleanup.add(() => rail.close());
  const target = connect(foreign, plan, clock);
  cleanup.add(() => target.close());
  try {
    // The rail has the faults; a switch of the target's own is off for this run, so that nothing goes wrong unplanned.
    const quiet = { ...plan, phases: plan.phases.map((phase) => ({ ...phase, rates: [] })) };
    const own = await openFailureSwitch(target, quiet, foreign.rollbackOnTimeout);
    cleanup.add(() => own.restore());
    return {
      description: {
        ...declarations(foreign, plan),
        oracle: "rail",
        injectedTimeouts: "unknown",
        keyPrefix: rail.keyPrefix,
        doubts: [...own.doubts, ...doubtsOnRail(plan)],
        notes: [...switchNotes(foreign, own), ...(await topUpProjects(target, plan, stop))],
      },
      target,
      costMsat,
      faults: { ...rail.faults, begin: () => own.heal() },
      processes: null,
      rest,
      close: () => cleanup.close(),
    };
  } catch (error) {
    throw await cleanup.closeAfter(error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
