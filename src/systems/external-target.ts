import type { Clock } from "../domain/clock.ts";
import { costMsat } from "../domain/money.ts";
import type { DeclaredProject, InjectedTimeouts } from "../domain/run-started.ts";
import type { ComingToRest, SystemUnderTest } from "../engine/system.ts";
import { clientTimeoutMs, type Plan } from "../scenario/plan.ts";
import { createHttpTarget } from "../target/http-target.ts";
import type { Target } from "../target/target.ts";
import { createCleanup } from "./cleanup.ts";
import { type FailureSwitch, openFailureSwitch } from "./failure-switch.ts";
import type { SystemContext } from "./prepared-system.ts";
import { doubtsOnTarget } from "./target-doubts.ts";
import { topUpProjects } from "./top-up.ts";

/** A payout API that somebody else started, and what it declares of itself. */
export interface ExternalTarget {
  readonly url: string;
  /** The value of the `authorization` header; never written anywhere. */
  readonly authorization?: string | undefined;
  /** What the switch of the target is to be set to; undefined leaves it as it is found. */
  readonly rollbackOnTimeout?: boolean | undefined;
  /** The port of 127.0.0.1 at which our rail waits for its payments; without one it pays through a rail of its own. */
  readonly railPort?: number | undefined;
  /** What the timeouts mean that its switch injects; that they never pay is the contract of the switch. */
  readonly injectedTimeouts?: InjectedTimeouts | undefined;
  /** How far its reads may lag behind, in milliseconds; 0 where it does not say. */
  readonly staleReadsMs?: number | undefined;
  /** What it may hold beyond the cost of a payout while it is under way; nothing where it does not say. */
  readonly mayHold?: DeclaredProject["mayHold"] | undefined;
}

/** The client of a target. */
export function connect({ url, authorization }: ExternalTarget, plan: Plan, clock: Clock): Target {
  return createHttpTarget({ url, authorization, clock, patienceMs: clientTimeoutMs(plan, "target") });
}

/** Keys that no earlier run on the same target can have used. */
export function uniquePrefix(plan: Plan, clock: Clock): string {
  return `${plan.scenario}_${clock.epochMs().toString(36)}`;
}

/** What a run says of a target, whoever is the oracle. */
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
 * On a foreign target nobody sees payments in flight, and its books may follow later, so all there is to go by is what it lists, and that
 * the balances stay the same. Somebody else pays for each question.
 */
export const externalQuietPeriod: ComingToRest = {
  quietMs: 300,
  booksAreFinal: false,
  pace: { fromMs: 100, toMs: 1_000 },
};

/**
 * A payout API that somebody else started, judged by what it answers and lists. Timeouts are injected through its own switch, which is put
 * back in the end. @throws TargetError when nothing can be reached there, or its balance is missing.
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
      rest: externalQuietPeriod,
      close: () => cleanup.close(),
    };
  } catch (error) {
    throw await cleanup.closeAfter(error);
  }
}

const ANSWERS =
  "the oracle is what the target answers and lists: what it calls paid counts as paid, and what its node really settled is not known here";

/** The declaration is about timeouts that the switch injects, and says nothing where it injects none, or anything else besides. */
function injectedTimeouts(
  { injectedTimeouts: declared }: ExternalTarget,
  { injects }: FailureSwitch,
): InjectedTimeouts {
  return injects.size === 1 && injects.has("timeout") ? (declared ?? "never-paid") : "unknown";
}

/** What the run changes at the target's switch, and puts back at its end. */
export function switchNotes({ rollbackOnTimeout }: ExternalTarget, { wasOn }: FailureSwitch): string[] {
  const strategy = rollbackOnTimeout ? "rollback" : "naive";
  return [
    ...(rollbackOnTimeout === undefined
      ? []
      : [`for this run the switch of the target was set to ${strategy}, whatever strategy it has of its own`]),
    ...(wasOn ? ["the failure-injection switch of the target was already on before the run"] : []),
  ];
}
