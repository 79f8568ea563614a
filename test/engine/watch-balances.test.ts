import { describe, expect, it } from "vitest";
import { createRecorder } from "../../src/engine/recorder.ts";
import { watchBalances } from "../../src/engine/watch-balances.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { TargetError } from "../../src/service/target.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { started } from "../reconcile/facts.ts";
import { createFakeTarget } from "./fake-target.ts";

/** A target whose every balance takes its time, watched from the start. */
function watching(projectIds: readonly string[], readMs: number) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const log = createFactLog();
  const recorder = createRecorder(log, clock);
  const state = { atOnce: 0, most: 0, failure: undefined as Error | undefined };
  target.balance = async (projectId) => {
    state.atOnce += 1;
    state.most = Math.max(state.most, state.atOnce);
    await clock.sleep(readMs);
    state.atOnce -= 1;
    if (state.failure !== undefined) throw state.failure;
    return { balanceMsat: projectId.length, heldMsat: 0 };
  };
  recorder.start();
  recorder.record(started());
  const watch = watchBalances({ target, recorder, projectIds, keyPrefix: "s" }, clock);
  const told = () =>
    [...log]
      .slice(1)
      .map((fact) => (fact.kind === "balance-read" ? [fact.projectId, fact.askedAtMs, fact.atMs] : fact.kind));
  return { clock, watch, state, log, told };
}

describe("the watch on the balances", () => {
  it("reads every project in turn, a hundred milliseconds after the last round, and tells when it asked and heard", async () => {
    const { clock, watch, state, log, told } = watching(["a", "bb"], 30);
    await clock.advance(330);
    await watch.stop();
    expect(told()).toEqual([
      ["a", 100, 130],
      ["bb", 130, 160],
      ["a", 260, 290],
      ["bb", 290, 320],
    ]);
    expect([...log][2]).toEqual({
      ...{ kind: "balance-read", atMs: 160, askedAtMs: 130, projectId: "bb", when: "during" },
      ...{ balanceMsat: 2, heldMsat: 0 },
    });
    expect(state.most).toBe(1);
  });

  it("never overlaps itself, however slow the answers are", async () => {
    const { clock, watch, state } = watching(["a"], 700);
    await clock.advance(3000);
    const stopped = watch.stop();
    await clock.advance(700);
    await stopped;
    expect(state.most).toBe(1);
  });

  it("waits for the last answer when it is stopped, and asks no more", async () => {
    const { clock, watch, told } = watching(["a", "bb"], 30);
    await clock.advance(110);
    const stopped = watch.stop();
    await clock.advance(1000);
    await stopped;
    expect(told()).toEqual([["a", 100, 130]]);
    expect(clock.pending()).toBe(0);
  });

  it("keeps silent about an API that does not answer, and goes on", async () => {
    const { clock, watch, state, told } = watching(["a"], 10);
    state.failure = new TargetError("unreachable", "ECONNREFUSED");
    await clock.advance(225);
    state.failure = undefined;
    await clock.advance(120);
    await watch.stop();
    expect(told()).toEqual([["a", 320, 330]]);
  });

  it("tells whoever stops it of a bug", async () => {
    const { clock, watch, state } = watching(["a"], 10);
    state.failure = new RangeError("a bug");
    await clock.advance(200);
    await expect(watch.stop()).rejects.toThrow(new RangeError("a bug"));
  });
});
