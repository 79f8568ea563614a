import type { DriverContext } from "../../src/engine/load-driver.ts";
import { createProgress } from "../../src/engine/progress.ts";
import type { Report } from "../../src/load/report.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { createFakeTarget } from "../engine/fake-target.ts";
import { planOf } from "../engine/small-plan.ts";

/** When the runs of these tests start, in milliseconds since 1970. */
export const STARTED = 1_700_000_000_000;

/** What a driver needs, for a run that started a second ago. */
export function contextOf(plan: Plan = planOf(), change: Partial<DriverContext> = {}): DriverContext {
  return {
    plan,
    target: createFakeTarget(),
    keyPrefix: "s",
    clientTimeoutMs: 1000,
    costMsat: (amountMsat) => amountMsat,
    clock: createVirtualClock(),
    progress: createProgress(plan.payouts),
    startedEpochMs: STARTED,
    atMs: () => 1000,
    stop: new AbortController().signal,
    say: () => {},
    ...change,
  };
}

/** An attempt that was paid, sent 1.1 s after the start and answered 50 ms later. */
export function attempt(payout: number, change: Partial<Extract<Report, { kind: "attempt" }>> = {}): Report {
  return {
    ...{ kind: "attempt", payout, attempt: 1, atEpochMs: STARTED + 1101, durationMs: 50 },
    ...{ outcome: "paid", reason: "none", status: 201, code: "", payoutId: `po_${payout}` },
    ...change,
  };
}

/** The end of a payout. */
export const done = (payout: number): Report => ({ kind: "done", payout });
