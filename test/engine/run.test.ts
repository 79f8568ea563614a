import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import type { Answer } from "../../src/domain/send.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import type { SystemUnderTest } from "../../src/engine/system-under-test.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { limits } from "../../src/scenario/limits.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { type Entry, type EntryMark, TargetError } from "../../src/service/target.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { judgedByAnswers, noFaults, systemOf } from "./fake-system.ts";
import { createFakeTarget, type FakeTarget, row } from "./fake-target.ts";
import { planOf } from "./small-plan.ts";

const paid: Answer = { outcome: "paid", reason: "none", status: 201, code: "", payoutId: "po_1" };
const timedOut: Answer = {
  outcome: "unknown",
  reason: "payment-timeout",
  status: 504,
  code: "PAYMENT_TIMEOUT",
  payoutId: "po_1",
};

function setUp(plan: Plan) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const log = createFactLog();
  const stop = new AbortController();
  const progress = createProgress(plan.payouts);
  const start = (change: Partial<SystemUnderTest> = {}) => {
    const system = systemOf(target, change);
    return runPlan({
      plan,
      system,
      recorder: createRecorder(log, clock),
      clock,
      progress,
      stop: stop.signal,
      reproduce: "",
    });
  };
  const kinds = () => [...log].map(({ kind }) => kind);
  const only = <Kind extends Fact["kind"]>(kind: Kind) =>
    [...log].filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  return { clock, target, log, stop, progress, start, kinds, only };
}

describe("a run", () => {
  it("has not finished where a payment shows only when all events of the rail are there", async () => {
    const { clock, start, only } = setUp(planOf());
    let isThere = false;
    const faults = {
      ...noFaults,
      allRecorded: async () => {
        isThere = true;
      },
      paymentsInFlight: () => (isThere ? 1 : 0),
    };
    const done = start({ faults });
    await clock.advance(1000);
    await done;
    expect(only("drained")[0]?.unfinished).toEqual([{ kind: "payments-in-flight", payments: 1 }]);
  });

  it("records what the rail has done before a balance that may show the fee of its route", async () => {
    const { clock, log, start } = setUp(planOf());
    const settled = { kind: "payment-settled", payout: 1, amountMsat: 1_000_000, passedOnMsat: 7 } as const;
    let late = true;
    const faults = {
      ...noFaults,
      allRecorded: async () => {
        if (late) log.record({ ...settled, atMs: clock.now() });
        late = false;
      },
    };
    const done = start({ faults, description: { ...judgedByAnswers, routingFees: "passed-on" } });
    await clock.advance(1000);
    await done;
    expect([...log].slice(1, 3).map(({ kind }) => kind)).toEqual(["payment-settled", "balance-read"]);
  });

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
      return paid;
    };
    const done = start();
    await clock.advance(1000);
    await done;
    expect(stages).toEqual(["start", "load", "drain", "reads"]);
  });

  it("reads the balances while the load runs, and not after it", async () => {
    const { clock, target, start, only } = setUp(planOf());
    target.send = async () => {
      await clock.sleep(130);
      return paid;
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
    target.send = async () => ({
      outcome: "refused",
      reason: "funds",
      status: 402,
      code: "INSUFFICIENT_BALANCE",
      payoutId: "",
    });
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
    expect(only("drained")).toMatchObject([{ unfinished: [{ kind: "no-opening-balance" }] }]);
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
    expect(only("interrupted")).toMatchObject([{ signal: "SIGINT", limitMs: null }]);
    expect(only("drained")).toMatchObject([{ unfinished: [] }]);
  });

  it("ends the load when the API dies, without waiting for the drain", async () => {
    const { clock, target, start, only } = setUp(planOf());
    target.send = async () => {
      await clock.sleep(30);
      return timedOut;
    };
    const died = clock.sleep(10).then(() => "it was killed");
    const done = start({
      processes: {
        died,
        listening: async () => {},
        recovered: async () => {},
        single: true,
        moments: new Set(),
        seen: () => {},
      },
    });
    await clock.advance(40);
    await done;
    expect(only("api-exited")).toMatchObject([{ reason: "it was killed" }]);
    expect(only("drained")).toMatchObject([{ unfinished: [{ kind: "service-exited" }] }]);
  });

  it("waits with a retry, as with a first attempt, until a killed API is back", async () => {
    const client = {
      timeoutMs: 1000,
      attempts: 2,
      backoffMs: 20,
      retryKey: "same",
      retryWhen: "outcome-unknown",
    } as const;
    const { clock, target, start, only } = setUp(planOf({ client }));
    let isDown = true;
    const listening = async () => {
      if (only("attempt-sent").length === 0) return;
      if (isDown) await clock.sleep(600);
      isDown = false;
    };
    target.send = async () =>
      isDown ? { outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNREFUSED", payoutId: "" } : paid;
    const done = start({
      processes: {
        died: new Promise(() => {}),
        listening,
        recovered: listening,
        single: true,
        moments: new Set(),
        seen: () => {},
      },
    });
    await clock.advance(5000);
    await done;
    expect(only("attempt-sent").map(({ payout, attempt, atMs }) => [payout, attempt, atMs])).toEqual([
      [1, 1, 0],
      [1, 2, 620],
      [2, 1, 620],
    ]);
    expect(only("attempt-answered").map(({ outcome }) => outcome)).toEqual(["unknown", "paid", "paid"]);
  });

  it("does not wait for one of several instances", async () => {
    const client = {
      timeoutMs: 1000,
      attempts: 2,
      backoffMs: 20,
      retryKey: "same",
      retryWhen: "outcome-unknown",
    } as const;
    const { clock, target, start, only } = setUp(planOf({ client }));
    target.send = async () => timedOut;
    let waited = 0;
    const listening = async () => {
      waited += 1;
    };
    const done = start({
      processes: {
        died: new Promise(() => {}),
        listening,
        recovered: listening,
        single: false,
        moments: new Set(),
        seen: () => {},
      },
    });
    await clock.advance(5000);
    await done;
    expect(only("attempt-sent").map(({ atMs }) => atMs)).toEqual([0, 20, 20, 40]);
    // Before the drain and before the final reads.
    expect(waited).toBe(2);
  });

  it("keeps the id of every answer of a service of somebody else's, and of its own only where attempts may contradict", async () => {
    const ids = async (change: Partial<SystemUnderTest>) => {
      const client = {
        timeoutMs: 1000,
        attempts: 1,
        backoffMs: 20,
        retryKey: "same",
        retryWhen: "outcome-unknown",
      } as const;
      const { clock, start, only } = setUp(planOf({ client }));
      const done = start(change);
      await clock.advance(1000);
      await done;
      return only("attempt-answered").map(({ payoutId }) => payoutId);
    };
    expect(await ids({})).toEqual(["po_1", "po_1"]);
    const processes = {
      died: new Promise<string>(() => {}),
      listening: async () => {},
      recovered: async () => {},
      single: true,
      moments: new Set<never>(),
      seen: () => {},
    };
    expect(await ids({ processes })).toEqual(["po_1", "po_1"]);
    expect(await ids({ processes, description: { ...judgedByAnswers, target: null } })).toEqual(["", ""]);
  });

  it("ends its load when its time is up, and says that it was the time", async () => {
    const { clock, target, start, only } = setUp(planOf());
    target.send = async () => {
      await clock.sleep(limits.loadMs + 1);
      return paid;
    };
    const done = start();
    await clock.advance(limits.loadMs * 2);
    await done;
    expect(only("attempt-sent")).toHaveLength(1);
    expect(only("interrupted")).toMatchObject([{ signal: null, limitMs: 1_800_000 }]);
  });

  it("obeys whoever stops it while it reads, first or last", async () => {
    const endless = (
      clock: { sleep(ms: number): Promise<unknown> },
      reading: { signal?: AbortSignal | undefined } = {},
    ) =>
      (async () => {
        while (reading.signal?.aborted !== true) await clock.sleep(100);
        throw new TargetError("limit", "stopped");
      })();
    const first = setUp(planOf());
    first.target.markEntries = (_projectId, reading) => endless(first.clock, reading);
    first.target.balance = (_projectId, reading) => endless(first.clock, reading);
    const opening = first.start();
    await first.clock.advance(500);
    first.stop.abort("SIGINT");
    await first.clock.advance(500);
    await opening;
    expect(first.kinds()).toEqual([
      ...["run-started", "read-failed", "read-failed", "interrupted", "drained", "run-ended"],
    ]);

    const last = setUp(planOf());
    last.target.payouts = async function* (_projectId, reading) {
      yield [];
      if (reading?.pendingOnly !== true) await endless(last.clock, reading);
    };
    const reading = last.start();
    await last.clock.advance(500);
    last.stop.abort("SIGINT");
    await last.clock.advance(5_200);
    await reading;
    expect(last.only("read-failed")).toMatchObject([{ what: "payouts", reason: "stopped" }]);
    expect(last.only("interrupted")).toMatchObject([{ signal: "SIGINT" }]);
  });

  it("tells entries that could be read before the load and cannot be read after it from those that never could", async () => {
    const failedAt = async (change: (target: FakeTarget) => void) => {
      const { clock, target, start, kinds } = setUp(planOf());
      change(target);
      const done = start();
      await clock.advance(1000);
      await done;
      const order = kinds();
      return order.flatMap((kind, at) => (kind === "read-failed" ? [order.indexOf("phase-ended") < at] : []));
    };
    const absent = () => {
      throw new TargetError("absent", "GET entries answered 404");
    };
    expect(await failedAt((target) => void Object.assign(target, { markEntries: absent }))).toEqual([false]);
    expect(await failedAt((target) => void Object.assign(target, { entriesSince: absent }))).toEqual([true]);
  });

  it("lets the first attempt of a payout meet its wire fault, and no other, and records that it fired", async () => {
    const { clock, target, start, only } = setUp(planOf({ wireFaults: new Map([[2, ["request-lost"]]]) }));
    const keys: string[] = [];
    target.send = async ({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      return paid;
    };
    const done = start();
    await clock.advance(1000);
    await done;
    expect(keys).toEqual(["s_1", "s_2_r2"]);
    expect(only("fault-fired")).toEqual([
      { kind: "fault-fired", atMs: 0, payout: 2, fault: "request-lost", delivered: "never" },
    ]);
    expect(only("attempt-answered").map(({ payout, outcome, code }) => `${payout} ${outcome} ${code}`)).toEqual([
      ...["1 paid ", "2 unknown ECONNRESET", "2 paid "],
    ]);
  });

  it("neither heals nor reads before everything is through that is still on the wire", async () => {
    const client = {
      timeoutMs: 1000,
      attempts: 1,
      backoffMs: 20,
      retryKey: "same",
      retryWhen: "outcome-unknown",
    } as const;
    const { clock, target, start, only } = setUp(planOf({ client, wireFaults: new Map([[2, ["request-delayed"]]]) }));
    const seen: string[] = [];
    target.send = async ({ idempotencyKey }) => {
      await clock.sleep(300);
      seen.push(`${clock.now()} ${idempotencyKey} through`);
      return paid;
    };
    const heal = async () => void seen.push(`${clock.now()} healed`);
    const balance = target.balance;
    const reads: number[] = [];
    target.balance = (projectId) => {
      reads.push(clock.now());
      return balance(projectId);
    };
    const done = start({ faults: { ...noFaults, heal } });
    await clock.advance(5000);
    await done;
    expect(seen).toEqual(["300 s_1 through", "1630 s_2 through", "1630 healed"]);
    expect(
      only("balance-read")
        .map(({ when }) => when)
        .at(-1),
    ).toBe("final");
    expect(Math.max(...reads)).toBeGreaterThan(1630);
    expect(only("drained")).toMatchObject([{ unfinished: [] }]);
  });

  it("reads for the last time only when an API that is being restarted is back", async () => {
    const { clock, target, start, only } = setUp(planOf());
    let back = false;
    target.balance = async () => {
      if (clock.now() > 0 && !back) throw new TargetError("unreachable", "nobody listens");
      return { balanceMsat: 1, heldMsat: 0 };
    };
    target.send = async () => {
      await clock.sleep(10);
      return paid;
    };
    // The API is down when the drain begins, and comes back long after the drain's time.
    const listening = async () => {
      if (!back) await clock.sleep(2000);
      back = true;
    };
    const done = start({
      processes: {
        died: new Promise(() => {}),
        listening,
        recovered: listening,
        single: false,
        moments: new Set(),
        seen: () => {},
      },
    });
    await clock.advance(5000);
    await done;
    expect(only("read-failed")).toEqual([]);
    expect(only("balance-read").map(({ when }) => when)).toEqual(["opening", "final"]);
    expect(only("drained")).toMatchObject([{ unfinished: [] }]);
  });

  it("keeps a payout where it belongs, when the API lists those of all projects", async () => {
    const projects = ["p", "q"].map((projectId) => ({ projectId, balanceMsat: 10_000_000 }));
    const { clock, target, start, only } = setUp(planOf({ projects, projectOf: Uint16Array.of(0, 1) }));
    target.balances.set("q", 1_000_000);
    target.payouts = async function* () {
      yield [row({ payoutId: "a", key: "s_1", projectId: "p" }), row({ payoutId: "b", key: "s_2", projectId: "q" })];
    };
    const done = start();
    await clock.advance(3000);
    await done;
    expect(only("payout-read").map(({ projectId, key }) => [projectId, key])).toEqual([
      ["p", "s_1"],
      ["q", "s_2"],
    ]);
  });

  it("asks for the entries since its beginning, and keeps those that name a payout of another run as nobody's", async () => {
    const entry = (entryId: string, key: string): Entry => ({
      entryId,
      key,
      payoutId: "",
      effect: "charge",
      word: "charge",
      deltaMsat: -1_020_000,
      balanceAfterMsat: null,
      enteredEpochMs: null,
    });
    const { clock, target, start, only } = setUp(planOf());
    const mark = { projectId: "p" };
    const since: EntryMark[] = [];
    target.markEntries = async () => mark;
    target.entriesSince = async function* (asked) {
      since.push(asked);
      yield [entry("3", "s_1"), entry("4", "stranger")];
    };
    const done = start();
    await clock.advance(1000);
    await done;
    expect(since).toEqual([mark]);
    expect(since[0]).toBe(mark);
    expect(only("entry-read").map(({ entryId, payout }) => [entryId, payout])).toEqual([
      ["3", 1],
      ["4", null],
    ]);
  });
});
