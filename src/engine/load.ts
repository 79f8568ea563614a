import pLimit from "p-limit";
import type { Clock } from "../domain/clock.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { PlannedPhase } from "../scenario/plan.ts";

/** Carries one payout through to its last answer. Never rejects. */
export type CarryOut = (payout: PayoutNumber) => Promise<void>;

/**
 * Sends the payouts of one phase and resolves when each has its last answer. Closed: so many at once, the next one starts when one is
 * done. Open: arrivals keep their times and wait for nobody. When `stop` aborts, no further payout starts.
 */
export function runPhase(phase: PlannedPhase, carryOut: CarryOut, clock: Clock, stop: AbortSignal): Promise<void> {
  const { arrival } = phase;
  return arrival.kind === "closed"
    ? runClosed(phase, arrival.concurrency, carryOut, stop)
    : runOpen(phase, arrival.perSecond, carryOut, clock, stop);
}

/** How many payouts a slot of the limiter carries out, one after the other, before it is handed in again. */
const TURN = 32;

/**
 * The limiter is fed: each slot takes the next payouts when it is free, so nothing is queued, and handing in costs once a turn
 * rather than once a payout.
 */
async function runClosed(
  phase: PlannedPhase,
  concurrency: number,
  carryOut: CarryOut,
  stop: AbortSignal,
): Promise<void> {
  const limit = pLimit(concurrency);
  const end = phase.first + phase.payouts;
  let next = phase.first;
  const isOver = () => next >= end || stop.aborted;
  const turn = async (): Promise<void> => {
    for (let taken = 0; taken < TURN && !isOver(); taken += 1) {
      const payout = next;
      next += 1;
      await carryOut(payout);
    }
  };
  const slot = async (): Promise<void> => {
    while (!isOver()) await limit(turn);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, phase.payouts) }, slot));
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
