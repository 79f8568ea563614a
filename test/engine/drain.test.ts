import { describe, expect, it } from "vitest";
import type { Oracle } from "../../src/domain/run-started.ts";
import type { Unfinished } from "../../src/domain/unfinished.ts";
import { type DrainOptions, drain } from "../../src/engine/drain.ts";
import { KnownPayments } from "../../src/engine/known-payments.ts";
import type { Quiescence } from "../../src/engine/system-under-test.ts";
import { TargetError } from "../../src/service/target.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { judgedByAnswers, systemOf } from "./fake-system.ts";
import { createFakeTarget, type FakeTarget, row } from "./fake-target.ts";
import { planOf } from "./small-plan.ts";

const ours: Quiescence = { quietMs: 50, booksAreFinal: true, pace: { fromMs: 20, toMs: 20 } };
const theirs: Quiescence = { quietMs: 300, booksAreFinal: false, pace: { fromMs: 100, toMs: 1_000 } };

interface Change extends Partial<Pick<DrainOptions, "drainMs" | "quiescence" | "oracle" | "death" | "known">> {
  readonly inFlight?: () => number;
  readonly stop?: AbortSignal;
}

function draining({ drainMs = 1_000, inFlight = () => 0, stop, ...change }: Change = {}) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const hurry = stop === undefined ? undefined : { stop, withinMs: 300 };
  const options: DrainOptions = {
    target,
    projectIds: ["p"],
    keyPrefix: "s",
    oracle: "answers",
    paymentsInFlight: inFlight,
    pendingOutcomes: () => 0,
    quiescence: ours,
    known: null,
    drainMs,
    clock,
    hurry,
    ...change,
  };
  let end: { readonly unfinished: readonly Unfinished[]; readonly atMs: number } | undefined;
  const begin = () => {
    void drain(options).then((unfinished) => {
      end = { unfinished, atMs: clock.now() };
    });
  };
  /** Lets time pass; the answer is what the drain has come to by then. */
  const within = async (ms: number) => {
    await clock.advance(ms);
    return end;
  };
  return { clock, target, begin, within };
}

/** A drain of which the end is known after so long. */
async function drained(change: Change, prepare: (target: FakeTarget) => void = () => {}, ms = 60_000) {
  const one = draining(change);
  prepare(one.target);
  one.begin();
  return one.within(ms);
}

describe("the drain", () => {
  it("ends as soon as nothing has moved for the quiet time", async () => {
    expect(await drained({})).toEqual({ unfinished: [], atMs: 60 });
  });

  it("does not end while a balance still moves, and says whose", async () => {
    const { clock, target, begin, within } = draining({ drainMs: 300 });
    const stop = clock.every(30, () => void target.fund("p", 1));
    begin();
    expect((await within(400))?.unfinished).toEqual([{ kind: "balance-moving", projectIds: ["p"] }]);
    stop();
  });

  it("waits for payments in flight and for pending payouts, and counts them when time is up", async () => {
    let held = 2;
    const { target, begin, within } = draining({ inFlight: () => held });
    target.pending = 3;
    begin();
    await within(900);
    held = 1;
    expect(await within(200)).toEqual({
      atMs: 1_000,
      unfinished: [
        { kind: "payments-in-flight", payments: 1 },
        { kind: "payouts-open", payouts: 3, words: ["pending"] },
      ],
    });
  });

  it("does not wait for what another run has left behind", async () => {
    const stranger = row({ key: "other_1", state: "pending" });
    const ofNobody = row({ key: "", state: "unknown", word: "archived" });
    const { target, begin, within } = draining({ quiescence: theirs });
    target.payouts = async function* () {
      yield [stranger, ofNobody];
    };
    begin();
    expect(await within(1_000)).toMatchObject({ unfinished: [] });
  });

  it("ends at once when the API has died", async () => {
    const death = new AbortController();
    const { target, begin, within } = draining({ death: death.signal });
    target.pending = 1;
    begin();
    await within(105);
    death.abort("killed");
    expect(await within(0)).toEqual({ atMs: 105, unfinished: [{ kind: "service-exited" }] });
  });

  it("is no pass when it had no time at all, or could not read the balance", async () => {
    expect((await drained({ drainMs: 0 }))?.unfinished).toEqual([{ kind: "drain-too-short" }]);
    expect((await drained({ drainMs: 100 }, ({ balances }) => balances.clear()))?.unfinished).toEqual([
      { kind: "read-failed", reason: "no balance of p" },
    ]);
  });
});

describe("payouts that stay pending", () => {
  const open = [{ kind: "payouts-open", payouts: 3, words: ["pending"] }];
  const pending = (target: FakeTarget) => {
    target.pending = 3;
  };

  it.each<[drainMs: number, oracle: Oracle, unfinished: readonly object[]]>([
    [5_000, "rail", []],
    [2_000, "rail", []],
    [5_000, "answers", open],
  ])(
    "for a drain of %i ms, where the oracle is the %s, are left to the judge or a doubt",
    async (drainMs, oracle, unfinished) => {
      expect(await drained({ drainMs, oracle }, pending)).toEqual({ atMs: drainMs, unfinished });
    },
  );

  it("are a doubt where one was decided in the second half of a short drain", async () => {
    const { clock, target, begin, within } = draining({ oracle: "rail", drainMs: 3_000 });
    target.pending = 10;
    const stop = clock.every(1_600, () => {
      target.pending -= 1;
    });
    begin();
    expect((await within(3_100))?.unfinished).toEqual([{ kind: "payouts-open", payouts: 9, words: ["pending"] }]);
    stop();
  });

  it("are a doubt while a payment is in flight or a balance moves, or when the drain was cut short", async () => {
    const inFlight = await drained({ oracle: "rail", drainMs: 3_000, inFlight: () => 1 }, pending);
    expect(inFlight?.unfinished).toEqual([{ kind: "payments-in-flight", payments: 1 }, ...open]);
    const hurried = await drained({ oracle: "rail", drainMs: 3_000, stop: AbortSignal.abort("SIGINT") }, pending);
    expect(hurried).toEqual({ atMs: 300, unfinished: open });
    const moving = draining({ oracle: "rail", drainMs: 3_000 });
    pending(moving.target);
    const stop = moving.clock.every(30, () => void moving.target.fund("p", 1));
    moving.begin();
    expect((await moving.within(3_100))?.unfinished).toEqual(open);
    stop();
  });
});

describe("the drain of a service of somebody else's", () => {
  const plan = planOf();
  const knownTo = (oracle: Oracle) => {
    const known = new KnownPayments(
      plan,
      systemOf(createFakeTarget(), { description: { ...judgedByAnswers, oracle } }),
    );
    const read = { kind: "balance-read", atMs: 0, askedAtMs: 0, projectId: "p", when: "opening" } as const;
    known.enter({ ...read, balanceMsat: 1_000_000_000, heldMsat: 0 });
    return known;
  };
  const answered = { kind: "attempt-answered", atMs: 1, attempt: 1, status: 201, code: "", payoutId: "" } as const;

  it("ends by quiet where everything is explained", async () => {
    const known = knownTo("answers");
    known.enter({ ...answered, payout: 1, outcome: "paid", reason: "none" });
    const end = await drained({ quiescence: theirs, known, drainMs: 30_000 }, ({ balances }) =>
      balances.set("p", 998_980_000),
    );
    expect(end).toMatchObject({ unfinished: [] });
    expect(end?.atMs).toBeLessThan(1_000);
  });

  it("waits for a refund that comes late, and ends once it is there", async () => {
    const known = knownTo("rail");
    const { clock, target, begin, within } = draining({ quiescence: theirs, known, oracle: "rail", drainMs: 30_000 });
    target.balances.set("p", 998_980_000);
    clock.timeout(3_000, () => void target.balances.set("p", 1_000_000_000));
    begin();
    expect(await within(2_990)).toBeUndefined();
    const end = await within(6_000);
    expect(end?.unfinished).toEqual([]);
    expect(end?.atMs).toBeGreaterThan(3_300);
  });

  it("uses all of its time where money is missing, and then leaves it to the judge", async () => {
    const missing = ({ balances }: FakeTarget) => balances.set("p", 998_980_000);
    expect(await drained({ quiescence: theirs, known: knownTo("rail"), drainMs: 5_000 }, missing)).toEqual({
      atMs: 5_000,
      unfinished: [],
    });
  });

  it("uses all of its time where an answer is open, and no longer once a list has told the rest", async () => {
    const known = () => {
      const one = knownTo("answers");
      one.enter({ ...answered, payout: 1, outcome: "unknown", reason: "payment-timeout" });
      return one;
    };
    expect((await drained({ quiescence: theirs, known: known(), drainMs: 5_000 }))?.atMs).toBe(5_000);
    const told = await drained({ quiescence: theirs, known: known(), drainMs: 5_000 }, (target) => {
      target.rows = [row({ key: "s_1", state: "paid" })];
      target.balances.set("p", 998_980_000);
    });
    expect(told?.unfinished).toEqual([]);
    expect(told?.atMs).toBeLessThan(1_000);
  });

  it("waits for payouts under words that are not known, and names the words", async () => {
    const end = await drained({ quiescence: theirs, known: knownTo("answers"), drainMs: 5_000 }, (target) => {
      target.rows = [row({ key: "s_1", state: "unknown", word: "processing" })];
    });
    expect(end).toEqual({ atMs: 5_000, unfinished: [{ kind: "payouts-open", payouts: 1, words: ["processing"] }] });
  });

  it("waits while money is held that was not held before", async () => {
    const end = await drained({ quiescence: theirs, known: knownTo("rail"), drainMs: 5_000 }, (target) => {
      target.held.set("p", 5_000);
      target.balances.set("p", 999_995_000);
    });
    expect(end).toEqual({ atMs: 5_000, unfinished: [] });
  });

  it("says what it could not wait for when it was cut short", async () => {
    const end = await drained(
      { quiescence: theirs, known: knownTo("rail"), drainMs: 5_000, stop: AbortSignal.abort("SIGINT") },
      (target) => {
        target.held.set("p", 5_000);
      },
    );
    expect(end).toEqual({
      atMs: 300,
      unfinished: [
        { kind: "money-held", projectIds: ["p"] },
        { kind: "drift-unexplained", projectIds: ["p"] },
      ],
    });
  });

  it("asks seldomer the longer nothing changes, and less than once a second where it is told to leave the service alone", async () => {
    const asked: number[] = [];
    const { clock, target, begin, within } = draining({ quiescence: theirs, known: knownTo("rail"), drainMs: 10_000 });
    target.balance = async () => {
      asked.push(clock.now());
      throw new TargetError("busy", "429");
    };
    begin();
    expect((await within(10_000))?.unfinished).toEqual([{ kind: "read-failed", reason: "429" }]);
    expect(asked.length).toBeLessThanOrEqual(12);
  });

  it("ends in time although a list never does", async () => {
    const { clock, target, begin, within } = draining({ quiescence: theirs, known: knownTo("rail"), drainMs: 1_000 });
    target.payouts = async function* (_projectId, { signal } = {}) {
      while (signal?.aborted !== true) {
        await clock.sleep(100);
        yield [];
      }
      throw new TargetError("limit", "the list has no end");
    };
    begin();
    expect((await within(3_000))?.unfinished).toEqual([{ kind: "read-failed", reason: "the list has no end" }]);
  });
});
