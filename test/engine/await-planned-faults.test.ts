import { describe, expect, it } from "vitest";
import { awaitPlannedFaults } from "../../src/engine/await-planned-faults.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { TargetError } from "../../src/service/target.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { createFakeTarget } from "./fake-target.ts";

/** How long it waits, with so many faults ahead, payouts pending and payments in flight at each moment. */
function scene() {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const progress = createProgress(1);
  const stop = new AbortController();
  const state = { ahead: 1, inFlight: 0, awaited: 0 };
  const faults = {
    begin: async () => {},
    heal: async () => {},
    faultsAhead: () => state.ahead,
    allRecorded: async () => {},
      paymentsInFlight: () => state.inFlight,
    paymentsAwaited: () => state.awaited,
  };
  let endedMs: number | undefined;
  const pace = { fromMs: 20, toMs: 20 };
  const options = {
    target,
    projectIds: ["p"],
    keyPrefix: "s",
    faults,
    pendingOutcomes: () => 0,
    progress,
    clock,
    pace,
    withinMs: 2_000,
    stop: stop.signal,
  };
  const waiting = awaitPlannedFaults(options).then(() => {
    endedMs = clock.now();
  });
  const ended = async (advanceMs: number) => {
    await clock.advance(advanceMs);
    return endedMs;
  };
  return { clock, target, progress, stop, state, ended, waiting };
}

describe("before the node is healed, the run", () => {
  it("waits for nothing when every fault has met its payout", async () => {
    const { state, ended } = scene();
    state.ahead = 0;
    expect(await ended(40)).toBeLessThanOrEqual(20);
  });

  it("waits until the last one has", async () => {
    const { target, state, ended } = scene();
    target.pending = 3;
    expect(await ended(1_000)).toBeUndefined();
    state.ahead = 0;
    expect(await ended(100)).toBeLessThanOrEqual(1_020);
  });

  it("gives up when the API has nothing left to pay and nothing has reached the node for a while", async () => {
    expect(await scene().ended(1_000)).toBe(300);
    const stuck = scene();
    stuck.target.pending = 2;
    stuck.state.inFlight = 2;
    expect(await stuck.ended(1_000)).toBe(300);
  });

  it("does not give up while payments arrive, or while the API is down", async () => {
    const { clock, target, progress, ended } = scene();
    for (let at = 0; at < 5; at += 1) {
      progress.payments += 1;
      await clock.advance(200);
    }
    expect(await ended(0)).toBeUndefined();
    target.payouts = () => {
      throw new TargetError("unreachable", "down");
    };
    expect(await ended(600)).toBeUndefined();
    expect(await ended(1_000)).toBe(2_000);
  });

  it("does not give up while somebody waits for the end of a payment, whose fault comes when they hang up", async () => {
    const { state, ended } = scene();
    state.awaited = 1;
    expect(await ended(1_000)).toBeUndefined();
    state.awaited = 0;
    expect(await ended(100)).toBeLessThanOrEqual(1_020);
  });

  it("waits no longer than it may, and not at all once it is stopped", async () => {
    const { target, ended } = scene();
    target.pending = 1;
    expect(await ended(3_000)).toBe(2_000);
    const stopped = scene();
    stopped.target.pending = 1;
    await stopped.clock.advance(100);
    stopped.stop.abort("SIGINT");
    expect(await stopped.ended(100)).toBe(100);
  });
});
