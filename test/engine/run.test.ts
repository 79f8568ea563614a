import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { switchFaults } from "../../src/engine/faults.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import type { Answer } from "../../src/target/target.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { createFakeTarget } from "./fake-target.ts";

function planOf(change: Partial<Plan> = {}): Plan {
  return {
    ...{ scenario: "s", description: "", seed: 1, payouts: 2 },
    projects: [{ projectId: "p", balanceSats: 10_000 }],
    amountsSats: Uint32Array.of(1000, 1000),
    projectOf: Uint16Array.of(0, 0),
    phases: [{ name: "all", first: 1, payouts: 2, arrival: { kind: "closed", concurrency: 1 }, rates: [] }],
    fates: new Map(),
    wire: new Map(),
    faults: [],
    client: { patienceMs: 1000, attempts: 3, backoffMs: 20, retryKey: "fresh" },
    api: { strategy: "naive", railTimeoutMs: 100, crashes: [], rail: "lnd", instances: 1 },
    ...{ drainMs: 500, thresholds: {}, expect: { verdict: "balanced" }, doubts: [] },
    ...change,
  };
}

const timedOut: Answer = { outcome: "unknown", status: 504, code: "PAYMENT_TIMEOUT", payoutId: "po_1" };

function setUp(plan: Plan) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const log = createFactLog();
  const stop = new AbortController();
  const start = async (died?: Promise<string>) => {
    const faults = await switchFaults(target, plan);
    const header = {
      strategy: null,
      target: target.url,
      oracle: "answers",
      openMeansUnpaid: true,
      keyPrefix: "s",
      again: "",
    } as const;
    await runPlan({
      ...{ plan, target, faults, clock, died, recorder: createRecorder(log, clock), quietMs: () => 50 },
      ...{ progress: createProgress(plan.payouts), stop: stop.signal },
      header: { ...header, doubts: faults.doubts, notes: [] },
    });
  };
  const kinds = () => [...log].map(({ kind }) => kind);
  const only = <Kind extends Fact["kind"]>(kind: Kind) =>
    [...log].filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  return { clock, target, log, stop, start, kinds, only };
}

describe("a run", () => {
  it("reads, loads, heals, drains and reads again, in this order", async () => {
    const { clock, start, kinds } = setUp(planOf());
    const done = start();
    await clock.advance(1000);
    await done;
    expect(kinds()).toEqual([
      ...["run-started", "balance-read", "attempt-sent", "attempt-answered", "attempt-sent", "attempt-answered"],
      ...["phase-ended", "balance-read", "drained", "run-ended"],
    ]);
  });

  it("reads the balances while the load runs, and not after it", async () => {
    const { clock, target, start, only } = setUp(planOf());
    target.send = async () => {
      await clock.sleep(130);
      return { outcome: "paid", status: 201, code: "", payoutId: "po_1" };
    };
    const done = start();
    await clock.advance(1000);
    await done;
    expect(only("balance-read").map(({ when, atMs }) => [when, atMs])).toEqual([
      ...[
        ["opening", 0],
        ["during", 100],
        ["during", 200],
        ["final", 320],
      ],
    ]);
  });

  it("retries what is unknown, with a fresh key, a doubling wait and no more attempts than allowed", async () => {
    const { clock, target, start, only } = setUp(planOf());
    const keys: string[] = [];
    target.send = async ({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      return timedOut;
    };
    const done = start();
    await clock.advance(1000);
    await done;
    expect(keys).toEqual(["s_1", "s_1_r2", "s_1_r3", "s_2", "s_2_r2", "s_2_r3"]);
    expect(only("attempt-sent").map(({ atMs }) => atMs)).toEqual([0, 20, 60, 60, 80, 120]);
    expect(only("attempt-answered").map(({ attempt, payoutId }) => `${attempt} ${payoutId}`)).toEqual([
      ...["1 po_1", "2 po_1", "3 po_1"],
      ...["1 po_1", "2 po_1", "3 po_1"],
    ]);
  });

  it("does not retry what it knows", async () => {
    const { clock, target, start, only } = setUp(planOf());
    target.send = async () => ({ outcome: "refused", status: 402, code: "INSUFFICIENT_BALANCE", payoutId: "" });
    const done = start();
    await clock.advance(1000);
    await done;
    expect(only("attempt-sent")).toHaveLength(2);
  });

  it("sends no payout when no opening balance can be read", async () => {
    const { clock, target, start, kinds, only } = setUp(planOf());
    target.balances.clear();
    const done = start();
    await clock.advance(1000);
    await done;
    expect(kinds()).not.toContain("attempt-sent");
    expect(only("drained")).toMatchObject([
      { ok: false, reason: "no payout was sent, because no opening balance could be read" },
    ]);
  });

  it("sends no further attempt after it was stopped, and says so", async () => {
    const { clock, target, start, stop, only } = setUp(planOf());
    target.send = async () => {
      await clock.sleep(30);
      return timedOut;
    };
    const done = start();
    await clock.advance(10);
    stop.abort("SIGINT");
    await clock.advance(1000);
    await done;
    expect(only("attempt-sent")).toHaveLength(1);
    expect(only("interrupted")).toMatchObject([{ signal: "SIGINT" }]);
    expect(only("drained")).toMatchObject([{ ok: true }]);
  });

  it("ends the load when the API dies, without waiting for the drain", async () => {
    const { clock, target, start, only } = setUp(planOf());
    target.send = async () => {
      await clock.sleep(30);
      return timedOut;
    };
    const done = start(clock.sleep(10).then(() => "it was killed"));
    await clock.advance(40);
    await done;
    expect(only("api-exited")).toMatchObject([{ reason: "it was killed" }]);
    expect(only("drained")).toMatchObject([{ ok: false }]);
  });

  it("keeps only the entries of this run", async () => {
    const entry = (entryId: string, key: string) =>
      ({
        entryId,
        key,
        payoutId: "",
        cause: "charge",
        deltaSats: -1020,
        balanceAfterSats: null,
        enteredEpochMs: null,
      }) as const;
    const { clock, target, start, only } = setUp(planOf());
    const after: string[] = [];
    target.entries = async function* (_projectId, cursor) {
      after.push(cursor);
      yield cursor === "" ? [entry("1", "old_1"), entry("2", "old_2")] : [entry("3", "s_1"), entry("4", "stranger")];
    };
    const done = start();
    await clock.advance(1000);
    await done;
    expect(after).toEqual(["", "2"]);
    expect(only("entry-read").map(({ entryId, payout }) => [entryId, payout])).toEqual([
      ["3", 1],
      ["4", null],
    ]);
  });
});

describe("a target's failure-injection switch", () => {
  const faulty = planOf({
    phases: [
      {
        name: "all",
        first: 1,
        payouts: 2,
        arrival: { kind: "closed", concurrency: 1 },
        rates: [{ fault: "timeout", rate: 0.5 }],
      },
    ],
    faults: [{ name: "timeout", phase: "all", declared: "50%", planned: 1 }],
  });

  it("is set for the phase, healed after the load, and put back where it was", async () => {
    const target = createFakeTarget();
    const faults = await switchFaults(target, faulty);
    for (const phase of faulty.phases) await faults.begin(phase);
    await faults.heal();
    await faults.restore();
    expect(target.injected).toEqual([
      { enabled: true, timeoutRate: 0.5, fate: "timeout" },
      { enabled: false, timeoutRate: 0 },
      { enabled: false, timeoutRate: 0, rollbackOnTimeout: false, fate: "timeout" },
    ]);
  });

  it("is told about the rollback only when that was asked for", async () => {
    const target = createFakeTarget();
    const faults = await switchFaults(target, faulty, true);
    for (const phase of faulty.phases) await faults.begin(phase);
    expect(target.injected).toEqual([{ enabled: true, timeoutRate: 0.5, fate: "timeout", rollbackOnTimeout: true }]);
  });

  it("is missed where faults are declared, and not where none are", async () => {
    const target = createFakeTarget();
    target.switch = undefined;
    expect((await switchFaults(target, faulty)).doubts).toEqual([
      "the target has no failure-injection switch (GET switch answered 404), so neither faults nor a strategy can be set there",
    ]);
    const quiet = await switchFaults(target, planOf());
    await quiet.heal();
    expect([quiet.doubts, target.injected]).toEqual([[], []]);
  });

  it("cannot judge by answers what answers do not tell", async () => {
    const plan = planOf({ faults: [{ name: "late-settle", phase: "all", declared: "1", planned: 1 }] });
    expect((await switchFaults(createFakeTarget(), plan)).doubts).toEqual([
      "after late-settle the answers do not tell whether the payment settled; only the node knows, and it is not ours here",
    ]);
  });
});
