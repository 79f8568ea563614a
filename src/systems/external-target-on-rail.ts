import { costMsat } from "../domain/money.ts";
import type { Quiescence, SystemUnderTest } from "../engine/system.ts";
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

/** Our rail, listening for the payments of an external target. */
export interface ListeningRail extends Pick<PlannedRail, "faults"> {
  /** Its address, without a trailing slash. */
  readonly url: string;
  /** The prefix of the keys and payees of the run, by which the rail recognizes its payouts. */
  readonly keyPrefix: string;
  close(): Promise<void>;
}

/** Our rail sees every payment, so the quiet period only has to outlast the target's bookkeeping. */
const quiescence: Quiescence = { ...externalQuietPeriod, quietMs: 200 };

/** Starts our rail on a port of 127.0.0.1, any free one for 0. @throws TargetError when the port is taken. */
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
 * Opens an external target that pays through our rail: what was really paid is known, and payment faults need no help from the target.
 * @throws TargetError when the target cannot be reached or does not report a balance.
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
    // The rail injects the faults; the target's own switch is off for this run, so that nothing unplanned goes wrong.
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
      quiescence,
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
