import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import type { Answer } from "../../src/domain/send.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { runPlan } from "../../src/engine/run.ts";
import type { CallbackSource, SystemUnderTest } from "../../src/engine/system-under-test.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { gaveUp, received } from "../reconcile/facts.ts";
import { judgedByAnswers, systemOf } from "./fake-system.ts";
import { createFakeTarget } from "./fake-target.ts";
import { planOf } from "./small-plan.ts";

const accepted: Answer = { outcome: "pending", reason: "none", status: 202, code: "", payoutId: "po_1" };
const paid: Answer = { outcome: "paid", reason: "none", status: 200, code: "", payoutId: "po_1" };
const failed: Answer = { outcome: "refused", reason: "payment-failed", status: 200, code: "", payoutId: "po_1" };
const missing: Answer = { outcome: "unknown", reason: "service-error", status: 404, code: "", payoutId: "" };
const reset: Answer = { outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET", payoutId: "" };

const once = { timeoutMs: 1000, attempts: 1, backoffMs: 20, retryKey: "same", retryWhen: "outcome-unknown" } as const;
const thrice = { ...once, attempts: 3 };

/** A service that answers each sending in the way of `send`, and each question in the way of `ask`. */
function setUp(change: Partial<Plan>, send: () => Answer, ask: ((asked: number) => Answer) | null) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const log = createFactLog();
  const stop = new AbortController();
  const plan = planOf({ client: once, ...change });
  const progress = createProgress(plan.payouts);
  const asked: { readonly key: string; readonly payoutId: string; readonly atMs: number }[] = [];
  target.send = async () => {
    await clock.sleep(5);
    return send();
  };
  if (ask !== null) {
    target.poll = {
      everyMs: 50,
      async ask({ idempotencyKey: key }, payoutId) {
        asked.push({ key, payoutId, atMs: clock.now() });
        return ask(asked.filter((one) => one.key === key).length);
      },
    };
  }
  const run = async (ms: number, change: Partial<SystemUnderTest> = {}) => {
    const system = systemOf(target, change);
    const recorder = createRecorder(log, clock);
    const done = runPlan({ plan, system, recorder, clock, progress, stop: stop.signal, reproduce: "" });
    await clock.advance(ms);
    await done;
  };
  const only = <Kind extends Fact["kind"]>(kind: Kind) =>
    [...log].filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  const learned = () =>
    only("outcome-learned").map(({ payout, attempt, by, outcome, atMs }) => [payout, attempt, by, outcome, atMs]);
  return { clock, target, log, stop, progress, asked, run, only, learned };
}

describe("a caller whose payout was accepted", () => {
  it("asks again until it knows, and only then sends the next one", async () => {
    const { run, learned, only, asked, progress } = setUp(
      {},
      () => accepted,
      (n) => (n < 3 ? accepted : paid),
    );
    await run(2000);
    expect(asked.slice(0, 3)).toEqual([55, 105, 155].map((atMs) => ({ key: "s_1", payoutId: "po_1", atMs })));
    expect(learned()).toEqual([
      [1, 1, "poll", "paid", 155],
      [2, 1, "poll", "paid", 310],
    ]);
    expect(only("attempt-sent").map(({ atMs }) => atMs)).toEqual([0, 155]);
    expect([progress.open, progress.inFlight, progress.done]).toEqual([0, 0, 2]);
  });

  it("waits no longer than for an answer, counted from the sending, and asks more gently in the drain", async () => {
    const { run, learned, only, asked } = setUp(
      {
        payouts: 1,
        phases: [{ name: "all", first: 1, payouts: 1, arrival: { kind: "closed", concurrency: 1 }, rates: [] }],
        drainMs: 5_000,
      },
      () => accepted,
      (n) => (n < 22 ? accepted : paid),
    );
    await run(10_000);
    expect(only("phase-ended").map(({ atMs }) => atMs)).toEqual([1000]);
    const waits = asked.map(({ atMs }, at) => atMs - (asked[at - 1]?.atMs ?? 0));
    expect(waits.slice(0, 19)).toEqual([55, ...Array.from({ length: 18 }, () => 50)]);
    expect(waits.slice(19)).toEqual([45, 100, 150]);
    expect(learned()).toEqual([[1, 1, "poll", "paid", 1250]]);
  });

  it("is not sent again, whatever the polls say of it", async () => {
    const { run, only, learned } = setUp(
      { client: thrice },
      () => accepted,
      () => missing,
    );
    await run(10_000);
    expect(only("attempt-sent")).toHaveLength(2);
    expect(learned()).toEqual([
      [1, 1, "poll", "unknown", 55],
      [2, 1, "poll", "unknown", 1055],
    ]);
  });

  it("is asked about once more before the final reads, and what is pending then is recorded", async () => {
    const { run, learned, only, asked } = setUp(
      { drainMs: 3_000 },
      () => accepted,
      () => accepted,
    );
    await run(20_000);
    const [drained] = only("drained");
    expect(learned().map((fact) => fact.slice(0, 4))).toEqual([
      [1, 1, "poll", "pending"],
      [2, 1, "poll", "pending"],
    ]);
    expect(asked.slice(-2).map(({ key }) => key)).toEqual(["s_1", "s_2"]);
    expect(drained?.unfinished).toEqual([{ kind: "payouts-open", payouts: 2, words: [] }]);
  });

  it("is stuck where our rail is done with it and it stays pending through the drain", async () => {
    const { run, log } = setUp(
      { drainMs: 5_000 },
      () => accepted,
      () => accepted,
    );
    await run(20_000, { description: { ...judgedByAnswers, oracle: "rail" } });
    const facts = [...log].flatMap((fact) => (fact.kind === "phase-ended" ? [received(1), gaveUp(1), fact] : fact));
    const { findings, verdict } = reconcile(facts);
    expect([verdict, findings.map(({ kind, payouts }) => [kind, payouts])]).toEqual(["stuck", [["stuck-pending", 2]]]);
  });

  it("is not called stuck for what it said before, where the last question gets no answer", async () => {
    const down: Answer = { ...reset, reason: "no-answer" };
    const { run, clock, log, only } = setUp(
      { drainMs: 5_000 },
      () => accepted,
      () => (clock.now() < 5_500 ? accepted : down),
    );
    await run(20_000, { description: { ...judgedByAnswers, oracle: "rail" } });
    expect(only("drained")[0]?.unfinished).toEqual([{ kind: "payouts-open", payouts: 2, words: [] }]);
    const facts = [...log].flatMap((fact) => (fact.kind === "phase-ended" ? [received(1), gaveUp(1), fact] : fact));
    expect(reconcile(facts)).toMatchObject({ verdict: "inconclusive", findings: [] });
  });

  it("does not hold up a run that is stopped", async () => {
    const { run, stop, clock, only } = setUp(
      {},
      () => accepted,
      () => accepted,
    );
    void clock.sleep(100).then(() => stop.abort("SIGINT"));
    await run(10_000);
    expect(only("attempt-sent")).toHaveLength(1);
    expect(only("interrupted")).toHaveLength(1);
  });
});

describe("a caller without a clear answer", () => {
  it("asks before it sends again, and does not if it then knows", async () => {
    const { run, only, learned } = setUp(
      { client: thrice },
      () => reset,
      () => failed,
    );
    await run(5_000);
    expect(only("attempt-sent")).toHaveLength(2);
    expect(learned().map((fact) => fact.slice(0, 4))).toEqual([
      [1, 1, "poll", "refused"],
      [2, 1, "poll", "refused"],
    ]);
  });

  it("sends again what the service does not know, and never takes that for a refusal", async () => {
    const { run, only, log } = setUp(
      { client: thrice },
      () => reset,
      () => missing,
    );
    await run(20_000);
    expect(only("attempt-sent").map(({ payout, attempt }) => [payout, attempt])).toEqual([
      ...[1, 2, 3].map((attempt) => [1, attempt]),
      ...[1, 2, 3].map((attempt) => [2, attempt]),
    ]);
    expect(only("outcome-learned").map(({ outcome }) => outcome)).not.toContain("refused");
    const { metrics, verdict } = reconcile([...log]);
    expect([metrics.unknown, metrics.refused, verdict]).toEqual([{ count: 2 }, { count: 0 }, "inconclusive"]);
  });

  it("waits for a payout that the service turns out to carry out", async () => {
    const { run, only, learned } = setUp(
      { client: thrice },
      () => reset,
      (n) => (n === 1 ? accepted : paid),
    );
    await run(5_000);
    expect(only("attempt-sent")).toHaveLength(2);
    expect(learned().slice(0, 2)).toEqual([
      [1, 1, "poll", "pending", 55],
      [1, 1, "poll", "paid", 105],
    ]);
  });

  it("waits with its question, too, until a killed API is back", async () => {
    const { run, clock, asked } = setUp(
      { client: thrice },
      () => reset,
      () => paid,
    );
    let isDown = true;
    const listening = async () => {
      if (isDown && clock.now() > 0) await clock.sleep(300);
      isDown = clock.now() === 0;
    };
    const processes = {
      died: new Promise<string>(() => {}),
      listening,
      recovered: listening,
      single: true,
      moments: new Set<never>(),
      seen() {},
    };
    await run(5_000, { processes });
    expect(asked[0]?.atMs).toBe(355);
  });

  it("asks each attempt by its own key in the drain, where each has its own", async () => {
    const { run, learned } = setUp(
      { client: { ...thrice, attempts: 2, retryKey: "fresh", retryWhen: "outcome-unknown" } },
      () => reset,
      (n) => (n < 2 ? missing : paid),
    );
    await run(5_000);
    expect(
      learned()
        .filter(([, , , outcome]) => outcome === "paid")
        .map(([payout, attempt]) => [payout, attempt]),
    ).toEqual([
      [1, 2],
      [2, 2],
      [1, 1],
      [2, 1],
    ]);
  });
});

describe("a callback", () => {
  function calling() {
    let tell: Parameters<CallbackSource["listen"]>[0] = () => {};
    const callbacks: CallbackSource = {
      listen(told) {
        tell = told;
      },
    };
    return { callbacks, tell: (payout: number, answer: Answer) => tell(payout, 1, answer) };
  }

  it("ends the waiting of its caller, with or without polls", async () => {
    for (const ask of [null, () => accepted]) {
      const { callbacks, tell } = calling();
      const { run, clock, learned, only } = setUp({}, () => accepted, ask);
      void clock.sleep(120).then(() => tell(1, paid));
      void clock.sleep(250).then(() => tell(2, failed));
      await run(5_000, { callbacks });
      expect(learned()).toEqual([
        [1, 1, "callback", "paid", 120],
        [2, 1, "callback", "refused", 250],
      ]);
      expect(only("attempt-sent").map(({ atMs }) => atMs)).toEqual([0, 120]);
    }
  });

  it("that comes before the answer counts when the answer is there", async () => {
    const { callbacks, tell } = calling();
    const { run, clock, only } = setUp({}, () => accepted, null);
    void clock.sleep(2).then(() => tell(1, paid));
    void clock.sleep(10).then(() => tell(2, paid));
    await run(5_000, { callbacks });
    expect(only("phase-ended").map(({ atMs }) => atMs)).toEqual([10]);
  });

  it("is recorded once, however often it is repeated, and again where it says something else", async () => {
    const { callbacks, tell } = calling();
    const { run, clock, learned } = setUp({}, () => paid, null);
    for (const at of [10, 11, 12]) void clock.sleep(at).then(() => tell(1, paid));
    void clock.sleep(13).then(() => tell(1, failed));
    await run(5_000, { callbacks });
    expect(learned().map((fact) => fact.slice(0, 4))).toEqual([
      [1, 1, "callback", "paid"],
      [1, 1, "callback", "refused"],
    ]);
  });

  it("is not recorded after the end of the run", async () => {
    const { callbacks, tell } = calling();
    const { run, log } = setUp({}, () => paid, null);
    await run(5_000, { callbacks });
    tell(1, failed);
    expect([...log].at(-1)?.kind).toBe("run-ended");
  });

  it("does not keep a caller that got no answer from sending again", async () => {
    const { callbacks } = calling();
    const { run, only } = setUp({ client: thrice }, () => reset, null);
    await run(5_000, { callbacks });
    expect(
      only("attempt-sent")
        .map(({ atMs }) => atMs)
        .slice(0, 3),
    ).toEqual([0, 25, 70]);
  });
});
