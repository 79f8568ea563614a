import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { switchFaults } from "../../src/engine/faults.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { type Answer, TargetError } from "../../src/target/target.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { createFakeTarget } from "./fake-target.ts";
import { planOf } from "./small-plan.ts";

const timedOut: Answer = { outcome: "unknown", status: 504, code: "PAYMENT_TIMEOUT", payoutId: "po_1" };

function setUp(plan: Plan) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const log = createFactLog();
  const stop = new AbortController();
  const progress = createProgress(plan.payouts);
  const start = async (died?: Promise<string>, listening?: () => Promise<void>) => {
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
      ...{ plan, target, faults, clock, died, listening, recorder: createRecorder(log, clock), quietMs: () => 50 },
      ...{ progress, stop: stop.signal },
      header: { ...header, doubts: faults.doubts, notes: [] },
    });
  };
  const kinds = () => [...log].map(({ kind }) => kind);
  const only = <Kind extends Fact["kind"]>(kind: Kind) =>
    [...log].filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  return { clock, target, log, stop, progress, start, kinds, only };
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

  it("tells at every moment what it is doing", async () => {
    const { clock, target, start, progress } = setUp(planOf());
    const stages: string[] = [];
    const { balance } = target;
    const noted = () => {
      if (stages.at(-1) !== progress.stage) stages.push(progress.stage);
    };
    target.balance = (projectId) => {
      noted();
      return balance(projectId);
    };
    target.send = async () => {
      noted();
      return { outcome: "paid", status: 201, code: "", payoutId: "po_1" };
    };
    const done = start();
    await clock.advance(1000);
    await done;
    expect(stages).toEqual(["start", "load", "rest", "reads"]);
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

  it("lets the first attempt of a payout meet its wire fault, and no other, and records that it fired", async () => {
    const { clock, target, start, only } = setUp(planOf({ wire: new Map([[2, "request-lost"]]) }));
    const keys: string[] = [];
    target.send = async ({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      return { outcome: "paid", status: 201, code: "", payoutId: "po_1" };
    };
    const done = start();
    await clock.advance(1000);
    await done;
    expect(keys).toEqual(["s_1", "s_2_r2"]);
    expect(only("fault-fired")).toEqual([{ kind: "fault-fired", atMs: 0, payout: 2, fault: "request-lost" }]);
    expect(only("attempt-answered").map(({ payout, outcome, code }) => `${payout} ${outcome} ${code}`)).toEqual([
      ...["1 paid ", "2 unknown ECONNRESET", "2 paid "],
    ]);
  });

  it("neither heals nor reads before everything is through that is still on the wire", async () => {
    const client = { patienceMs: 1000, attempts: 1, backoffMs: 20, retryKey: "same" } as const;
    const { clock, target, start, only } = setUp(planOf({ client, wire: new Map([[2, "request-delayed"]]) }));
    const seen: string[] = [];
    target.send = async ({ idempotencyKey }) => {
      await clock.sleep(300);
      seen.push(`${clock.now()} ${idempotencyKey} through`);
      return { outcome: "paid", status: 201, code: "", payoutId: "po_1" };
    };
    target.inject = async ({ enabled }) => void seen.push(`${clock.now()} ${enabled ? "faulty" : "healed"}`);
    target.switch = { enabled: true, timeoutRate: 0 };
    const balance = target.balance;
    const reads: number[] = [];
    target.balance = (projectId) => {
      reads.push(clock.now());
      return balance(projectId);
    };
    const done = start();
    await clock.advance(5000);
    await done;
    expect(seen).toEqual(["0 healed", "300 s_1 through", "1630 s_2 through", "1630 healed"]);
    expect(
      only("balance-read")
        .map(({ when }) => when)
        .at(-1),
    ).toBe("final");
    expect(Math.max(...reads)).toBeGreaterThan(1630);
    expect(only("drained")).toMatchObject([{ ok: true }]);
  });

  it("reads for the last time only when an API that is being restarted is back", async () => {
    const { clock, target, start, only } = setUp(planOf());
    let back = false;
    target.balance = async () => {
      if (clock.now() > 0 && !back) throw new TargetError("unreachable", "nobody listens");
      return { balanceSats: 1, heldSats: 0 };
    };
    target.send = async () => {
      await clock.sleep(10);
      return { outcome: "paid", status: 201, code: "", payoutId: "po_1" };
    };
    // The API is down when the drain begins, and comes back long after the drain's time.
    const listening = async () => {
      if (!back) await clock.sleep(2000);
      back = true;
    };
    const done = start(undefined, listening);
    await clock.advance(5000);
    await done;
    expect(only("read-failed")).toEqual([]);
    expect(only("balance-read").map(({ when }) => when)).toEqual(["opening", "final"]);
    expect(only("drained")).toMatchObject([{ ok: true }]);
  });

  it("keeps a payout where it belongs, when the API lists those of all projects", async () => {
    const projects = ["p", "q"].map((projectId) => ({ projectId, balanceSats: 10_000 }));
    const { clock, target, start, only } = setUp(planOf({ projects, projectOf: Uint16Array.of(0, 1) }));
    target.balances.set("q", 1_000_000);
    target.payouts = async function* () {
      const row = { status: "completed", amountSats: 1000 };
      yield [
        { ...row, payoutId: "a", key: "s_1", projectId: "p" },
        { ...row, payoutId: "b", key: "s_2", projectId: "q" },
      ];
    };
    const done = start();
    await clock.advance(3000);
    await done;
    expect(only("payout-read").map(({ projectId, key }) => [projectId, key])).toEqual([
      ["p", "s_1"],
      ["q", "s_2"],
    ]);
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
