import { describe, expect, it } from "vitest";
import { runPhase } from "../../src/engine/load.ts";
import type { Arrival, PlannedPhase } from "../../src/scenario/plan.ts";
import { createVirtualClock, type VirtualClock } from "../domain/virtual-clock.ts";

const never = new AbortController().signal;

function phaseOf(payouts: number, arrival: Arrival): PlannedPhase {
  return { name: "all", first: 11, payouts, arrival, rates: [] };
}

/** Payouts that take 10 ms each, with a record of when each started and how many ran at once. */
function payoutsOf(clock: VirtualClock, tookMs = 10) {
  const started: { payout: number; atMs: number }[] = [];
  let running = 0;
  const state = { started, most: 0 };
  const carryOut = async (payout: number) => {
    started.push({ payout, atMs: clock.now() });
    running += 1;
    state.most = Math.max(state.most, running);
    await clock.sleep(tookMs);
    running -= 1;
  };
  return { state, carryOut };
}

describe("a closed phase", () => {
  it("keeps exactly its concurrency in flight and sends every payout once, in order", async () => {
    const clock = createVirtualClock();
    const { state, carryOut } = payoutsOf(clock);
    const done = runPhase(phaseOf(25, { kind: "closed", concurrency: 4 }), carryOut, clock, never);
    await clock.advance(1000);
    await done;
    expect(state.started.map(({ payout }) => payout)).toEqual(Array.from({ length: 25 }, (_, index) => 11 + index));
    expect(state.most).toBe(4);
    expect(state.started.at(-1)?.atMs).toBe(60);
  });

  it("sends all at once when there are fewer payouts than its concurrency", async () => {
    const clock = createVirtualClock();
    const { state, carryOut } = payoutsOf(clock);
    const done = runPhase(phaseOf(3, { kind: "closed", concurrency: 50 }), carryOut, clock, never);
    await clock.advance(20);
    await done;
    expect(state.most).toBe(3);
  });

  it("starts no payout once it was stopped, and waits for those in flight", async () => {
    const clock = createVirtualClock();
    const { state, carryOut } = payoutsOf(clock);
    const stop = new AbortController();
    let ended = false;
    const done = runPhase(phaseOf(100, { kind: "closed", concurrency: 2 }), carryOut, clock, stop.signal).then(() => {
      ended = true;
    });
    await clock.advance(15);
    stop.abort();
    await clock.advance(4);
    expect([state.started.length, ended]).toEqual([4, false]);
    await clock.advance(10);
    await done;
    expect(state.started).toHaveLength(4);
  });
});

describe("an open phase", () => {
  it("keeps its arrival times, whether or not payouts are answered", async () => {
    const clock = createVirtualClock();
    const { state, carryOut } = payoutsOf(clock, 10_000);
    const done = runPhase(phaseOf(6, { kind: "open", perSecond: 200 }), carryOut, clock, never);
    await clock.advance(20_000);
    await done;
    expect(state.started.map(({ atMs }) => atMs)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(state.most).toBe(6);
  });

  it("lets no arrival go missing at rates above one a millisecond", async () => {
    const clock = createVirtualClock();
    const { state, carryOut } = payoutsOf(clock);
    const done = runPhase(phaseOf(5000, { kind: "open", perSecond: 4000 }), carryOut, clock, never);
    await clock.advance(2000);
    await done;
    expect(new Set(state.started.map(({ payout }) => payout)).size).toBe(5000);
    expect(state.started.at(-1)?.atMs).toBeLessThanOrEqual(1250);
  });
});
