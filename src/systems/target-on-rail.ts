import { costMsat } from "../domain/money.ts";
import type { Quiescence, SystemUnderTest } from "../engine/system.ts";
import { startNodeServer } from "../rail/rest-server.ts";
import { TargetError } from "../target/target.ts";
import { openFailureSwitch } from "./failure-switch.ts";
import { doubtsOnRail } from "./foreign-doubts.ts";
import { connect, declarations, type ForeignTarget, uniquePrefix } from "./foreign-target.ts";
import { createPlannedRail, type PlannedRail } from "./planned-rail.ts";
import { provide } from "./providing.ts";
import { createEndings, type SystemContext } from "./system-context.ts";
import { foreignQuiescence, switchNotes } from "./target.ts";

/** Our rail, listening for the payments of a service of somebody else's. */
export interface OfferedRail extends Pick<PlannedRail, "faults"> {
  /** Where the service finds it, without a slash at its end. */
  readonly url: string;
  /** The keys and payees by which it knows the payouts of the run. */
  readonly keyPrefix: string;
  close(): Promise<void>;
}

/** The rail tells of every payment, so the quiet only has to outlast the bookkeeping of the service. */
const quiescence: Quiescence = { ...foreignQuiescence, quietMs: 200 };

/** Opens our rail at a port of 127.0.0.1; at any free one for 0. @throws TargetError when the port is taken. */
export async function offerRail(port: number, context: SystemContext): Promise<OfferedRail> {
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
export async function openTargetOnRail(
  foreign: ForeignTarget,
  rail: OfferedRail,
  context: SystemContext,
): Promise<SystemUnderTest> {
  const { plan, clock, stop } = context;
  const endings = createEndings();
  endings.add(() => rail.close());
  const target = connect(foreign, plan, clock);
  endings.add(() => target.close());
  try {
    // The rail has the faults; a switch of the target's own is off for this run, so that nothing goes wrong unplanned.
    const quiet = { ...plan, phases: plan.phases.map((phase) => ({ ...phase, rates: [] })) };
    const own = await openFailureSwitch(target, quiet, foreign.rollbackOnTimeout);
    endings.add(() => own.restore());
    return {
      description: {
        ...declarations(foreign, plan),
        oracle: "rail",
        injectedTimeouts: "unknown",
        keyPrefix: rail.keyPrefix,
        doubts: [...own.doubts, ...doubtsOnRail(plan)],
        notes: [...switchNotes(foreign, own), ...(await provide(target, plan, stop))],
      },
      target,
      costMsat,
      faults: { ...rail.faults, begin: () => own.heal() },
      processes: null,
      quiescence,
      close: () => endings.close(),
    };
  } catch (error) {
    throw await endings.closeAfter(error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
