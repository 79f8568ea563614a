import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryEffects, payoutStates } from "../../src/domain/books.ts";
import type { Doubt } from "../../src/domain/doubt.ts";
import type { Fact } from "../../src/domain/fact.ts";
import { deliveries } from "../../src/domain/fault.ts";
import { interruptions } from "../../src/domain/interruption.ts";
import { answerReasons, outcomes } from "../../src/domain/outcome.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import type { Unfinished } from "../../src/domain/unfinished.ts";
import { createColumnedLog } from "../../src/journal/columned-log.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { decodeFact, encodeFact, JournalError } from "../../src/journal/ndjson.ts";
import { reconcile } from "../../src/reconcile/index.ts";

const atMs = fc.nat(10_000_000).map((micros) => micros / 1000);
const payout = fc.integer({ min: 1, max: 1_000_000 });
const maybe = fc.option(payout, { nil: null });
const text = fc.string({ maxLength: 12 });
// Parts of a sat, and past 2^32 and past 2^8 on purpose: what does not fit the columns must come back all the same.
const msat = fc.oneof(
  fc.nat(100_000).map((sats) => sats * 1000),
  fc.nat(100_000),
  fc.constant(2 ** 45),
);
const attempt = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(70_000));
const id = fc.oneof(
  text,
  fc.nat(5000).map(String),
  fc.nat(5000).map((number) => `po_${number}`),
  fc.uuid(),
  fc.constantFrom(
    "",
    "007",
    "00",
    "0",
    "po_0",
    "po_01",
    "1e3",
    "-1",
    "4294967295",
    "4294967296",
    "١٢",
    "99999999999999999999",
  ),
);

const unfinished: fc.Arbitrary<Unfinished> = fc.oneof(
  fc.record({ kind: fc.constant("payments-in-flight" as const), payments: fc.nat() }),
  fc.record({ kind: fc.constant("payouts-open" as const), payouts: fc.nat(), words: fc.array(text) }),
  fc.record({ kind: fc.constantFrom("money-held" as const, "balance-moving" as const), projectIds: fc.array(text) }),
  fc.record({ kind: fc.constant("read-failed" as const), reason: text }),
  fc.record({ kind: fc.constant("drain-too-short" as const) }),
);
const doubt: fc.Arbitrary<Doubt> = fc.oneof(
  fc.record({ kind: fc.constant("fault-ignored" as const), fault: text }),
  fc.record({ kind: fc.constant("underfunded" as const), projectId: text, declaredMsat: msat, openingMsat: msat }),
  fc.record({
    kind: fc.constant("not-controllable" as const),
    what: fc.constantFrom("crashes" as const),
    wanted: text,
  }),
  fc.record({ kind: fc.constant("unfinished" as const), unfinished: fc.array(unfinished, { maxLength: 3 }) }),
);

const started: RunStarted = {
  kind: "run-started",
  atMs: 0,
  format: 3,
  scenario: "small",
  description: "",
  seed: 1,
  strategy: "naive",
  target: null,
  oracle: "rail",
  injectedTimeouts: "unknown",
  keyPrefix: "k",
  retryKey: "same",
  payouts: 0,
  concurrency: null,
  projects: [{ projectId: "shop", balanceMsat: 300_000_000, mayHold: { ppm: 5_000, atLeastMsat: 5_000 } }],
  refusalsExpected: false,
  sharedInvoices: false,
  hostileAmounts: [],
  routingFees: "absorbed",
  staleReadsMs: 0,
  clientTimeoutMs: 2_000,
  faults: [{ name: "timeout", where: "payment", planned: 3 }],
  thresholds: { timeout_errors: ["count>0"] },
  alerts: [{ name: "A", when: "paid > 1", severity: "info" }],
  expect: { verdict: "violated", findings: ["charged-not-paid"] },
  doubts: [],
  notes: [],
  reproduce: "chaos-payout run small --seed 1",
};

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ doubts: fc.array(doubt, { maxLength: 3 }) }).map((but) => ({ ...started, ...but })),
  fc.record({
    kind: fc.constant("attempt-sent" as const),
    atMs,
    payout,
    attempt,
    projectId: text,
    amountMsat: msat,
    costMsat: msat,
  }),
  fc.record({
    kind: fc.constant("attempt-answered" as const),
    atMs,
    payout,
    attempt,
    outcome: fc.constantFrom(...outcomes),
    reason: fc.constantFrom(...answerReasons),
    status: fc.integer({ min: 0, max: 599 }),
    code: text,
    payoutId: id,
  }),
  fc.record({
    kind: fc.constant("outcome-learned" as const),
    atMs,
    payout,
    attempt,
    by: fc.constantFrom("poll" as const, "callback" as const),
    outcome: fc.constantFrom(...outcomes),
    reason: fc.constantFrom(...answerReasons),
    status: fc.integer({ min: 0, max: 599 }),
    code: text,
    payoutId: id,
  }),
  fc.record({
    kind: fc.constant("api-crashed" as const),
    atMs,
    point: text,
    how: fc.constantFrom(...interruptions),
    instance: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ kind: fc.constant("payment-received" as const), atMs, payout: maybe, amountMsat: msat, fault: text }),
  fc.record({
    kind: fc.constant("payment-settled" as const),
    atMs,
    payout: maybe,
    amountMsat: msat,
    passedOnMsat: fc.oneof(fc.constant(0), msat),
  }),
  fc.record({
    kind: fc.constant("entry-read" as const),
    atMs,
    projectId: text,
    payout: maybe,
    isOfOthers: fc.boolean(),
    effect: fc.constantFrom(...entryEffects),
    word: text,
    entryId: id,
    deltaMsat: fc.integer(),
    balanceAfterMsat: maybe,
    enteredAtMs: fc.option(fc.integer(), { nil: null }),
  }),
  fc.record({
    kind: fc.constant("payout-read" as const),
    atMs,
    projectId: text,
    payout: maybe,
    payoutId: id,
    key: fc.oneof(
      text,
      payout.map((number) => `run_${number}`),
    ),
    state: fc.constantFrom(...payoutStates),
    word: text,
    amountMsat: msat,
  }),
  fc.record({
    kind: fc.constant("balance-read" as const),
    atMs,
    askedAtMs: atMs,
    projectId: text,
    when: fc.constantFrom("opening" as const, "during" as const, "final" as const),
    balanceMsat: fc.integer(),
    heldMsat: msat,
  }),
  fc.record({ kind: fc.constant("payment-failed" as const), atMs, payout: maybe }),
  fc.record({
    kind: fc.constant("fault-fired" as const),
    atMs,
    payout: maybe,
    fault: text,
    delivered: fc.constantFrom(null, ...deliveries),
  }),
  fc.record({ kind: fc.constant("drained" as const), atMs, unfinished: fc.array(unfinished, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant("interrupted" as const), atMs, signal: text, limitMs: fc.constant(null) }),
  fc.record({ kind: fc.constant("interrupted" as const), atMs, signal: fc.constant(null), limitMs: fc.nat() }),
  fc.record({ kind: fc.constant("run-ended" as const), atMs }),
);

describe("a log in columns", () => {
  it("gives keys back whether or not they end in the number of their payout", () => {
    const listed = {
      kind: "payout-read",
      atMs: 1,
      projectId: "p",
      payout: 17,
      payoutId: "po_1",
      state: "paid",
      word: "completed",
      amountMsat: 1_000,
    } as const;
    const facts: Fact[] = ["run_17", "run_117", "17", "", "run_17_r2", "run_018"].map((key) => ({ ...listed, key }));
    const log = createColumnedLog();
    for (const each of facts) log.record(each);
    expect([...log]).toEqual(facts);
  });

  it("gives every id back, though there are more texts in front of their numbers than it has room for", () => {
    const answered = {
      kind: "attempt-answered",
      atMs: 1,
      payout: 1,
      attempt: 1,
      outcome: "paid",
      reason: "none",
      status: 201,
      code: "",
    } as const;
    const ids = ["", "", ...Array.from({ length: 300 }, (_, at) => `text${"x".repeat(at)}_${at}`), "po_1", ""];
    const facts: Fact[] = ids.map((payoutId) => ({ ...answered, payoutId }));
    const log = createColumnedLog();
    for (const each of facts) log.record(each);
    expect([...log]).toEqual(facts);
  });

  it("gives back what was recorded, in order, as often as it is read", () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 200 }), (facts) => {
        const log = createColumnedLog();
        for (const each of facts) log.record(each);
        expect([...log]).toEqual(facts);
        expect([...log]).toEqual(facts);
        expect(log.size).toBe(facts.length);
        const payouts = facts.flatMap((each) => ("payout" in each ? (each.payout ?? []) : []));
        const asked = new Set(payouts.slice(0, payouts.length / 4));
        const about = facts.filter((each) => "payout" in each && each.payout !== null && asked.has(each.payout));
        expect([...log.about(asked)]).toEqual(about);
      }),
    );
  });

  it("gives amounts in parts of a sat back, and the whole ones before and after them", () => {
    const facts = [1_000, 5_000, 1_234, 1, 0, 7_000, 2 ** 45, -1_000].map((amountMsat, at): Fact => {
      return { kind: "payment-settled", atMs: at, payout: 1, amountMsat, passedOnMsat: at < 3 ? 0 : amountMsat };
    });
    const log = createColumnedLog();
    for (const each of facts) log.record(each);
    expect([...log]).toEqual(facts);
  });

  it("keeps its order across chunks", () => {
    const log = createColumnedLog();
    const settled = (number: number): Fact => {
      return { kind: "payment-settled", atMs: number / 8, payout: number, amountMsat: number * 1000, passedOnMsat: 0 };
    };
    for (let number = 1; number <= 70_000; number += 1) log.record(settled(number));
    let expected = 0;
    for (const each of log) {
      expected += 1;
      // A comparison by `expect` would take longer than everything else here, 70,000 times over.
      if (!isDeepStrictEqual(each, settled(expected))) expect(each).toEqual(settled(expected));
    }
    expect(expected).toBe(70_000);
  });
});

describe("the fact log", () => {
  it("gives back what was recorded, in order, to whoever reads along and to whoever comes later", () => {
    const log = createFactLog();
    const next = log.reader();
    const received = (at: number): Fact => ({
      kind: "payment-received",
      atMs: at,
      payout: at,
      amountMsat: 1,
      fault: "",
    });
    const facts = Array.from({ length: 1_500 }, (_, at) => received(at + 1));
    const read: unknown[] = [];
    for (const each of facts) {
      read.push(next());
      log.record(each);
      read.push(next());
    }
    expect(read).toEqual(facts.flatMap((each) => [undefined, each]));
    expect(log.size).toBe(facts.length);
    expect([...log]).toEqual(facts);
    expect([...log.about(new Set([3, 1_200, 1_501]))]).toEqual([received(3), received(1_200)]);
  });
});

describe("a journal in NDJSON", () => {
  it("gives back every fact, one a line", () => {
    fc.assert(
      fc.property(fact, (each) => {
        const line = encodeFact(each);
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(decodeFact(line, 1)).toEqual(each);
      }),
    );
  });

  it("gives back a run of before there were hostile amounts and fees that are kept", () => {
    const { hostileAmounts: _, ...earlier } = started;
    expect(decodeFact(encodeFact(earlier), 1)).toEqual(earlier);
    const end: Fact = { kind: "run-ended", atMs: 1 };
    expect(reconcile([earlier, end]).findings).toEqual([]);
  });

  it.each([
    ["not JSON", "{oops", "this line is not JSON"],
    ["no object", "[1]", "a fact must be a JSON object"],
    ["an unknown kind", '{"kind":"payment-lost","atMs":1}', 'unknown kind of fact: "payment-lost"'],
    ["no kind", '{"atMs":1}', "unknown kind of fact: (none)"],
    ["a kind every object has", '{"kind":"toString"}', 'unknown kind of fact: "toString"'],
    ["a missing field", '{"kind":"run-ended"}', "run-ended: field atMs is missing or has the wrong type"],
    [
      "a field of the wrong type",
      '{"kind":"payment-settled","atMs":1,"payout":"7","amountMsat":1}',
      "payment-settled: field payout is missing or has the wrong type",
    ],
    [
      "a balance of which nobody knows when it was asked for",
      '{"kind":"balance-read","atMs":1,"projectId":"p","when":"during","balanceMsat":1,"heldMsat":0}',
      "balance-read: field askedAtMs is missing or has the wrong type",
    ],
    [
      "null where there must be a value",
      '{"kind":"api-exited","atMs":1,"reason":null}',
      "api-exited: field reason is missing or has the wrong type",
    ],
    [
      "an interruption by nobody",
      '{"kind":"interrupted","atMs":1,"signal":null,"limitMs":null}',
      "interrupted: field signal is missing or has the wrong type",
    ],
    [
      "a payout that no run can have",
      '{"kind":"payment-settled","atMs":1,"payout":4294967297,"amountMsat":1}',
      "payment-settled: field payout is missing or has the wrong type",
    ],
    [
      "an outcome that there is not",
      '{"kind":"attempt-answered","atMs":1,"payout":1,"attempt":1,"outcome":"maybe","reason":"none","status":1,"code":"","payoutId":""}',
      "attempt-answered: field outcome is missing or has the wrong type",
    ],
    [
      "a reason that there is not",
      '{"kind":"attempt-answered","atMs":1,"payout":1,"attempt":1,"outcome":"paid","reason":"luck","status":1,"code":"","payoutId":""}',
      "attempt-answered: field reason is missing or has the wrong type",
    ],
    [
      "a part of a millisatoshi",
      '{"kind":"payment-settled","atMs":1,"payout":1,"amountMsat":0.5}',
      "payment-settled: field amountMsat is missing or has the wrong type",
    ],
    [
      "a project without what it may hold",
      JSON.stringify({ ...started, projects: [{ projectId: "shop", balanceMsat: 1 }] }),
      "run-started: field projects is missing or has the wrong type",
    ],
    [
      "a doubt that there is not",
      JSON.stringify({ ...started, doubts: [{ kind: "bad-feeling" }] }),
      "run-started: field doubts is missing or has the wrong type",
    ],
    [
      "a doubt without its figures",
      JSON.stringify({ ...started, doubts: [{ kind: "underfunded", projectId: "shop", declaredMsat: 1 }] }),
      "run-started: field doubts is missing or has the wrong type",
    ],
    [
      "unfinished in words",
      '{"kind":"drained","atMs":1,"unfinished":["the balance moved"]}',
      "drained: field unfinished is missing or has the wrong type",
    ],
    [
      "unfinished within a doubt that is not whole",
      JSON.stringify({ ...started, doubts: [{ kind: "unfinished", unfinished: [{ kind: "payments-in-flight" }] }] }),
      "run-started: field doubts is missing or has the wrong type",
    ],
    [
      "the first format, whose fields are others",
      '{"kind":"run-started","atMs":0,"format":1,"scenario":"small","openMeansUnpaid":true}',
      "this journal has format 1, and this version reads format 3: run the scenario again",
    ],
    [
      "the second format",
      '{"kind":"run-started","atMs":0,"format":2}',
      "this journal has format 2, and this version reads format 3: run the scenario again",
    ],
    [
      "a settlement that does not say what the service passes on",
      '{"kind":"payment-settled","atMs":1,"payout":1,"amountMsat":1}',
      "payment-settled: field passedOnMsat is missing or has the wrong type",
    ],
    [
      "a crash of which nobody knows how",
      '{"kind":"api-crashed","atMs":1,"point":"after-charge","how":"shrug","instance":1}',
      "api-crashed: field how is missing or has the wrong type",
    ],
    [
      "an outcome that was learned in no known way",
      '{"kind":"outcome-learned","atMs":1,"payout":1,"attempt":1,"by":"rumour","outcome":"paid","reason":"none","status":0,"code":"","payoutId":""}',
      "outcome-learned: field by is missing or has the wrong type",
    ],
    [
      "a format of the future",
      '{"kind":"run-started","atMs":0,"format":4}',
      "this journal has format 4, and this version reads format 3: update chaos-payout",
    ],
    ["no format", '{"kind":"run-started","atMs":0}', "run-started: field format is missing or has the wrong type"],
  ])("says what is wrong with %s, and in which line", (_what, line, message) => {
    const error = (() => {
      try {
        return decodeFact(line, 17);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(JournalError);
    expect(error).toMatchObject({ message, line: 17 });
  });
});

describe("the alerts of a journal", () => {
  it.each([
    [[{ name: "A", when: "paid > 1", severity: "loud" }]],
    [[{ name: "A", severity: "info" }]],
    [{}],
    ["A"],
    [undefined],
  ])("are refused as %j", (alerts) => {
    const odd = JSON.stringify({ ...started, alerts });
    expect(() => decodeFact(odd, 3)).toThrow("run-started: field alerts is missing or has the wrong type");
  });
});
