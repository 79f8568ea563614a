import { costMsatOf } from "../domain/fee.ts";
import type { DeclaredProject, InjectedTimeouts } from "../domain/run-started.ts";
import type { Quiescence, SystemUnderTest } from "../engine/system-under-test.ts";
import { clientTimeoutMs } from "../scenario/plan.ts";
import { createHttpTarget } from "../service/http-target.ts";
import { callbackDoubts } from "./callback-doubts.ts";
import { createCleanup } from "./cleanup.ts";
import { type FailureSwitch, openFailureSwitch } from "./failure-switch.ts";
import type { ListeningRail } from "./open-rail.ts";
import { orderDoubts } from "./order.ts";
import { prefixOf } from "./planned-rail.ts";
import type { SystemContext } from "./prepared-system.ts";
import { doubtsOnRail, doubtsOnTarget } from "./target-doubts.ts";
import { topUpProjects } from "./top-up.ts";

/** A payout API that is already running, and what its operator declares about it. */
export interface ExternalTarget {
  readonly url: string;
  /** The value of the `authorization` header; never written anywhere. */
  readonly authorization?: string | undefined;
  /** What to set the target's switch to; undefined leaves it unchanged. */
  readonly rollbackOnTimeout?: boolean | undefined;
  /** The port of 127.0.0.1 on which our rail waits for its payments; undefined when it pays through its own rail. */
  readonly railPort?: number | undefined;
  /** The control address of a rail that runs elsewhere, through which it pays; undefined for none. */
  readonly rail?: string | undefined;
  /** What the timeouts mean that its switch injects; by the contract of the switch they never pay. */
  readonly injectedTimeouts?: InjectedTimeouts | undefined;
  /** How far its reads may lag behind, in milliseconds; default 0. */
  readonly staleReadsMs?: number | undefined;
  /** What it may hold beyond the cost of a payout while it is under way; default nothing. */
  readonly mayHold?: DeclaredProject["mayHold"] | undefined;
}

/** The rail through which a target pays. */
type RailBehindTarget = Omit<ListeningRail, "host"> & { readonly host: Pick<ListeningRail["host"], "close"> };

/**
 * The payments in flight of an external target are not visible, and its books may follow later. So its lists, and balances that no longer
 * change, are the only evidence; and each request costs the target something.
 */
const quiescence: Quiescence = { quietMs: 300, booksAreFinal: false, pace: { fromMs: 100, toMs: 1_000 } };

/** Our rail sees every payment, so the quiet period only has to outlast the target's bookkeeping. */
const quiescenceOnRail: Quiescence = { ...quiescence, quietMs: 200 };

/**
 * Opens an external target. One that pays through our `rail` is judged by what was really paid; any other by its answers and lists, and its own
 * switch injects the faults. The switch is restored at the end.
 * @throws TargetError when the target cannot be reached or does not report a balance.
 */
export async function openExternalTarget(
  external: ExternalTarget,
  context: SystemContext,
  rail?: RailBehindTarget,
): Promise<SystemUnderTest> {
  const { plan, clock, stop } = context;
  const { url, authorization, rollbackOnTimeout, staleReadsMs = 0, mayHold } = external;
  // A target speaks the contract of the embedded API, so what the scenario says of its fee is true of the target as well.
  const { fee } = plan.api;
  const missing = {
    service: rail === undefined ? "our rail is not behind the target" : null,
    client: "only a service file can tell a target where to call back",
  };
  const withinMs = clientTimeoutMs(plan, "target");
  const cleanup = createCleanup();
  if (rail !== undefined) cleanup.add(() => rail.host.close());
  const target = createHttpTarget({ url, authorization, clock, clientTimeoutMs: withinMs });
  cleanup.add(() => target.close());
  try {
    // Our rail injects the faults itself; then the target's own switch is off, so that nothing unplanned goes wrong.
    const quiet = { ...plan, phases: plan.phases.map((phase) => ({ ...phase, rates: [] })) };
    const own = await openFailureSwitch(target, rail === undefined ? plan : quiet, rollbackOnTimeout);
    cleanup.add(() => own.restore());
    const notes = [...switchNotes(external, own), ...(await topUpProjects(target, plan, { clock, stop }))];
    const description = {
      strategy: null,
      target: url,
      routingFees: "absorbed" as const,
      sharedInvoices: false,
      staleReadsMs,
      mayHold: mayHold ?? fee.reserve,
      feeOnRefund: fee.onRefund,
      clientTimeoutMs: withinMs,
    };
    const common = {
      target,
      costMsat: costMsatOf(fee),
      processes: null,
      callbacks: null,
      close: () => cleanup.close(),
    };
    if (rail === undefined) {
      return {
        ...common,
        description: {
          ...description,
          oracle: "answers",
          injectedTimeouts: injectedTimeouts(external, own),
          keyPrefix: prefixOf(context),
          doubts: [
            ...own.doubts,
            ...doubtsOnTarget(plan),
            ...callbackDoubts(plan, missing),
            ...orderDoubts(plan, "none"),
          ],
          notes: [ANSWERS, ...notes],
        },
        faults: own,
        quiescence,
      };
    }
    return {
      ...common,
      description: {
        ...description,
        oracle: "rail",
        injectedTimeouts: "unknown",
        keyPrefix: rail.keyPrefix,
        doubts: [
          ...own.doubts,
          ...doubtsOnRail(plan),
          ...callbackDoubts(plan, missing),
          ...orderDoubts(plan, external.rail === undefined ? "here" : "elsewhere"),
        ],
        notes,
      },
      faults: { ...rail.faults, begin: () => own.heal() },
      quiescence: quiescenceOnRail,
    };
  } catch (error) {
    throw await cleanup.closeAfter(error);
  }
}

const ANSWERS =
  "the oracle is what the target answers and lists: what it reports as paid counts as paid; what its node really settled is unknown";

/** The declaration only applies where the switch injects timeouts and nothing else. */
function injectedTimeouts(
  { injectedTimeouts: declared }: ExternalTarget,
  { injects }: FailureSwitch,
): InjectedTimeouts {
  return injects.size === 1 && injects.has("timeout") ? (declared ?? "never-paid") : "unknown";
}

/** Notes on the state of the target's switch, and on what the run changes about it. */
function switchNotes({ rollbackOnTimeout }: ExternalTarget, { wasOn }: FailureSwitch): string[] {
  const notes: string[] = [];
  if (rollbackOnTimeout !== undefined) {
    const strategy = rollbackOnTimeout ? "rollback" : "naive";
    notes.push(`the target's switch was set to ${strategy} for this run, whatever strategy the target normally uses`);
  }
  if (wasOn) notes.push("the target's failure-injection switch was already on before the run");
  return notes;
}
