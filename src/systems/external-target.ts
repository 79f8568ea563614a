import type { Clock } from "../domain/clock.ts";
import { costMsat } from "../domain/money.ts";
import type { DeclaredProject, InjectedTimeouts } from "../domain/run-started.ts";
import type { Quiescence, SystemUnderTest } from "../engine/system.ts";
import { clientTimeoutMs, type Plan } from "../scenario/plan.ts";
import { createHttpTarget } from "../target/http-target.ts";
import type { Target } from "../target/target.ts";
import { createCleanup } from "./cleanup.ts";
import { type FailureSwitch, openFailureSwitch } from "./failure-switch.ts";
import type { SystemContext } from "./prepared-system.ts";
import { doubtsOnTarget } from "./target-doubts.ts";
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
  /** What the timeouts mean that its switch injects; by the contract of the switch they never pay. */
  readonly injectedTimeouts?: InjectedTimeouts | undefined;
  /** How far its reads may lag behind, in milliseconds; default 0. */
  readonly staleReadsMs?: number | undefined;
  /** What it may hold beyond the cost of a payout while it is under way; default nothing. */
  readonly mayHold?: DeclaredProject["mayHold"] | undefined;
}

/** Creates the client of a target. */
export function connect({ url, authorization }: ExternalTarget, plan: Plan, clock: Clock): Target {
  return createHttpTarget({ url, authorization, clock, clientTimeoutMs: clientTimeoutMs(plan, "target") });
}

/** A key prefix that no earlier run on the same target can have used. */
export function uniquePrefix(plan: Plan, clock: Clock): string {
  return `${plan.scenario}_${clock.epochMs().toString(36)}`;
}

/** The part of the description that does not depend on the oracle. */
export function declarations({ url, staleReadsMs, mayHold }: ExternalTarget, plan: Plan) {
  return {
    strategy: null,
    target: url,
    staleReadsMs: staleReadsMs ?? 0,
    mayHold: mayHold ?? { ppm: 0, atLeastMsat: 0 },
    clientTimeoutMs: clientTimeoutMs(plan, "target"),
  } as const;
}

/**
 * The payments in flight of an external target are not visible, and its books may follow later. So its lists, and balances that no longer
 * change, are the only evidence; and each request costs the target something.
 */
export const externalQuietPeriod: Quiescence = {
  quietMs: 300,
  booksAreFinal: false,
  pace: { fromMs: 100, toMs: 1_000 },
};

/**
 * Opens an external target that is judged by its answers and lists. Faults are injected through its own switch, which is restored at the end.
 * @throws TargetError when the target cannot be reached or does not report a balance.
 */
export async function openExternalTarget(foreign: ExternalTarget, context: SystemContext): Promise<SystemUnderTest> {
  const { plan, clock, stop } = context;
  const cleanup = createCleanup();
  const target = connect(foreign, plan, clock);
  cleanup.add(() => target.close());
  try {
    const faults = await openFailureSwitch(target, plan, foreign.rollbackOnTimeout);
    cleanup.add(() => faults.restore());
    const notes = [ANSWERS, ...switchNotes(foreign, faults), ...(await topUpProjects(target, plan, stop))];
    return {
      description: {
        ...declarations(foreign, plan),
        oracle: "answers",
        injectedTimeouts: injectedTimeouts(foreign, faults),
        keyPrefix: uniquePrefix(plan, clock),
        doubts: [...faults.doubts, ...doubtsOnTarget(plan)],
        notes,
      },
      target,
      costMsat,
      faults,
      processes: null,
      quiescence: externalQuietPeriod,
      close: () => cleanup.close(),
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
export function switchNotes({ rollbackOnTimeout }: ExternalTarget, { wasOn }: FailureSwitch): string[] {
  const strategy = rollbackOnTimeout ? "rollback" : "naive";
  return [
    ...(rollbackOnTimeout === undefined
      ? []
      : [`the target's switch was set to ${strategy} for this run, whatever strategy the target normally uses`]),
    ...(wasOn ? ["the target's failure-injection switch was already on before the run"] : []),
  ];
}
