import type { Clock } from "../domain/clock.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { PlannedPhase } from "../scenario/plan.ts";

/** Sends one payout until it has its last answer. Never rejects. */
export type CarryOut = (payout: PayoutNumber) => Promise<void>;

/**
 * Sends the payouts of one phase and resolves when each has its last answer. Closed: a fixed number of callers, each sending one payout
 * after the other. Open: payouts start at their times, whether or not earlier ones are answered. Once `stop` aborts, no payout starts.
 */
export function runPhase(phase: PlannedPhase, carryOut: CarryOut, clock: Clock, stop: AbortSignal): Promise<void> {
  const { arrival } = phase;
  return arrival.kind === "closed"
    ? runClosed(phase, arrival.concurrency, carryOut, stop)
    : runOpen(phase, arrival.perSecond, carryOut, clock, stop);
}

/** Each of the callers takes the next payout when it is done with the one before. */
async function runClosed(
  phase: PlannedPhase,
  concurrency: number,
  carryOut: CarryOut,
  stop: AbortSignal,
): Promise<void> {
  const end = phase.first + phase.payouts;
  let next = phase.first;
  const caller = async (): Promise<void> => {
    while (next < end && !stop.aborted) {
      const payout = next;
      next += 1;
      await carryOut(payout);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, phase.payouts) }, caller));
}

async function runOpen(
  phase: PlannedPhase,
  perSecond: number,
  carryOut: CarryOut,
  clock: Clock,
  stop: AbortSignal,
): Promise<void> {
  const startMs = clock.now();
  const running = new Set<Promise<void>>();
  let started = 0;
  while (started < phase.payouts && !stop.aborted) {
    const due = Math.min(phase.payouts, Math.floor(((clock.now() - startMs) * perSecond) / 1000) + 1);
    for (; started < due; started += 1) {
      const payout = carryOut(phase.first + started).then(() => void running.delete(payout));
      running.add(payout);
    }
    const nextMs = startMs + (started * 1000) / perSecond;
    await clock.sleep(Math.max(1, nextMs - clock.now()), stop);
  }
  await Promise.all(running);
}
