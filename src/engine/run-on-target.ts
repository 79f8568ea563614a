import type { Clock } from "../domain/clock.ts";
import type { Plan } from "../scenario/plan.ts";
import { createHttpTarget } from "../target/http-target.ts";
import { type Target, TargetError } from "../target/target.ts";
import { type SwitchFaults, switchFaults } from "./faults.ts";
import { inSats, neededSats, shortfall } from "./funds.ts";
import type { Progress } from "./progress.ts";
import { createRecorder } from "./recorder.ts";
import { runPlan } from "./run.ts";
import type { RunContext } from "./run-context.ts";

/** A payout API that somebody else started. */
export interface ForeignTarget {
  readonly url: string;
  /** The value of the `authorization` header; never written anywhere. */
  readonly authorization?: string | undefined;
  /** What the switch of the target is to be set to; undefined leaves it as it is found. */
  readonly rollbackOnTimeout?: boolean | undefined;
}

/**
 * On a foreign target nobody sees payments in flight, so all there is to go by is that the balances stay the same; for longer where an
 * answer left something open, because the API may still be at work on it, or give it back a little later.
 */
function quietMsAfter({ open }: Progress): number {
  return open === 0 ? 300 : 2_000;
}

/**
 * Carries out a plan against a foreign target. Timeouts are injected through its own switch, and the answers are believed about
 * what was paid. @throws TargetError when nothing can be reached there.
 */
export async function runOnTarget(plan: Plan, foreign: ForeignTarget, context: RunContext): Promise<void> {
  const { log, clock, progress, stop, again } = context;
  const target = createHttpTarget({
    ...{ url: foreign.url, authorization: foreign.authorization },
    ...{ clock, patienceMs: plan.client.patienceMs },
  });
  try {
    const faults = await switchFaults(target, plan, foreign.rollbackOnTimeout);
    const notes = [ANSWERS, ...switchNotes(foreign, faults), ...(await provide(target, plan))];
    try {
      await runPlan({
        ...{ plan, target, faults, recorder: createRecorder(log, clock), clock, progress, stop, quietMs: quietMsAfter },
        header: {
          ...{
            strategy: null,
            target: foreign.url,
            oracle: "answers",
            openMeansUnpaid: faults.openMeansUnpaid,
            keyPrefix: uniquePrefix(plan, clock),
            again,
          },
          ...{ doubts: faults.doubts, notes },
        },
      });
    } finally {
      await faults.restore();
    }
  } finally {
    await target.close();
  }
}

const ANSWERS =
  "the oracle is the answers of the target: a payout it called paid counts as paid, every other as not paid; what its node really settled is not known here";

/** What the run changes at the target's switch, and puts back at its end. */
function switchNotes({ rollbackOnTimeout }: ForeignTarget, { wasOn }: SwitchFaults): string[] {
  const strategy = rollbackOnTimeout ? "rollback" : "naive";
  return [
    ...(rollbackOnTimeout === undefined
      ? []
      : [`for this run the switch of the target was set to ${strategy}, whatever strategy it has of its own`]),
    ...(wasOn ? ["the failure-injection switch of the target was on before the run, and is again after it"] : []),
  ];
}

/** Keys that no earlier run on the same target can have used. */
function uniquePrefix(plan: Plan, clock: Clock): string {
  return `${plan.scenario}_${clock.epochMs().toString(36)}`;
}

/** Deposits what a project lacks of the balance that the scenario gives it; the answer tells what was done. */
async function provide(target: Target, plan: Plan): Promise<string[]> {
  const notes: string[] = [];
  for (const [index, { projectId, balanceSats }] of plan.projects.entries()) {
    const found = await heldBy(target, projectId);
    if (found === undefined) continue;
    const missing = balanceSats - found;
    if (missing <= 0) continue;
    try {
      await target.fund(projectId, missing);
      notes.push(
        `${projectId} held ${inSats(found)} before the run, and ${inSats(missing)} were deposited to make it ${inSats(balanceSats)}`,
      );
    } catch (error) {
      if (!(error instanceof TargetError) || error.kind === "unreachable") throw error;
      const needed = neededSats(plan, index);
      // A project that is not there is told of by the reads that follow.
      if (found > 0 && found < needed) notes.push(`${shortfall(projectId, found, needed)} (${error.message})`);
    }
  }
  return notes;
}

/** What a project holds: 0 when it does not exist yet, undefined when the answer makes no sense. */
async function heldBy(target: Target, projectId: string): Promise<number | undefined> {
  try {
    return (await target.balance(projectId)).balanceSats;
  } catch (error) {
    if (!(error instanceof TargetError) || error.kind === "unreachable") throw error;
    return error.kind === "absent" ? 0 : undefined;
  }
}
