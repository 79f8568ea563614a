import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { outcomes } from "../../src/domain/outcome.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { decodeFact, encodeFact, JournalError } from "../../src/journal/ndjson.ts";

const atMs = fc.nat(10_000_000).map((micros) => micros / 1000);
const payout = fc.integer({ min: 1, max: 1_000_000 });
const maybe = fc.option(payout, { nil: null });
const text = fc.string({ maxLength: 12 });
// Past 2^32 and past 2^16 on purpose: what does not fit the columns must come back all the same.
const sats = fc.oneof(fc.nat(100_000), fc.constant(2 ** 40));
const attempt = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(70_000));

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ kind: fc.constant("attempt-sent" as const), atMs, payout, attempt, projectId: text, amountSats: sats }),
  fc.record({
    ...{ kind: fc.constant("attempt-answered" as const), atMs, payout, attempt, code: text, payoutId: text },
    ...{ outcome: fc.constantFrom(...outcomes), status: fc.integer({ min: 0, max: 599 }) },
  }),
  fc.record({ kind: fc.constant("payment-received" as const), atMs, payout: maybe, amountSats: sats, fate: text }),
  fc.record({ kind: fc.constant("payment-settled" as const), atMs, payout: maybe, amountSats: sats }),
  fc.record({
    ...{ kind: fc.constant("entry-read" as const), atMs, projectId: text, payout: maybe, cause: text },
    ...{ entryId: fc.oneof(text, fc.nat(5000).map(String), fc.constantFrom("007", "1e3", "-1", "4294967296")) },
    ...{ deltaSats: fc.integer(), balanceAfterSats: maybe, enteredAtMs: fc.option(fc.integer(), { nil: null }) },
  }),
  fc.record({
    ...{ kind: fc.constant("payout-read" as const), atMs, projectId: text, payout: maybe, payoutId: text },
    ...{
      key: fc.oneof(
        text,
        payout.map((number) => `run_${number}`),
      ),
      status: text,
      amountSats: sats,
    },
  }),
  fc.record({
    ...{ kind: fc.constant("balance-read" as const), atMs, askedAtMs: atMs, projectId: text },
    ...{ when: fc.constantFrom("opening" as const, "during" as const, "final" as const) },
    ...{ balanceSats: fc.integer(), heldSats: sats },
  }),
  fc.record({ kind: fc.constant("payment-failed" as const), atMs, payout: maybe }),
  fc.record({ kind: fc.constant("fault-fired" as const), atMs, payout: maybe, fault: text }),
  fc.record({ kind: fc.constant("run-ended" as const), atMs }),
);

describe("the fact log", () => {
  it("gives keys back whether or not they end in the number of their payout", () => {
    const listed = {
      kind: "payout-read",
      atMs: 1,
      projectId: "p",
      payout: 17,
      payoutId: "po_1",
      status: "s",
      amountSats: 1,
    } as const;
    const facts: Fact[] = ["run_17", "run_117", "17", "", "run_17_r2", "run_018"].map((key) => ({ ...listed, key }));
    const log = createFactLog();
    for (const each of facts) log.record(each);
    expect([...log]).toEqual(facts);
  });

  it("gives back what was recorded, in order, as often as it is read", () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 200 }), (facts) => {
        const log = createFactLog();
        for (const each of facts) log.record(each);
        expect([...log]).toEqual(facts);
        expect([...log]).toEqual(facts);
        expect(log.size).toBe(facts.length);
      }),
    );
  });

  it("keeps its order across chunks", () => {
    const log = createFactLog();
    for (let payoutNumber = 1; payoutNumber <= 70_000; payoutNumber += 1) {
      log.record({ kind: "payment-settled", atMs: payoutNumber / 8, payout: payoutNumber, amountSats: payoutNumber });
    }
    let expected = 0;
    for (const each of log) {
      expected += 1;
      const right = { kind: "payment-settled", atMs: expected / 8, payout: expected, amountSats: expected };
      // A comparison by `expect` would take longer than everything else here, 70,000 times over.
      if (!isDeepStrictEqual(each, right)) expect(each).toEqual(right);
    }
    expect(expected).toBe(70_000);
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

  it.each([
    ["not JSON", "{oops", "this line is not JSON"],
    ["no object", "[1]", "a fact is a JSON object"],
    ["an unknown kind", '{"kind":"payment-lost","atMs":1}', 'there is no fact of the kind "payment-lost"'],
    ["no kind", '{"atMs":1}', "there is no fact of the kind (none)"],
    ["a kind every object has", '{"kind":"toString"}', 'there is no fact of the kind "toString"'],
    ["a missing field", '{"kind":"run-ended"}', "run-ended: the field atMs is missing or of the wrong type"],
    [
      "a field of the wrong type",
      '{"kind":"payment-settled","atMs":1,"payout":"7","amountSats":1}',
      "payment-settled: the field payout is missing or of the wrong type",
    ],
    [
      "a balance of which nobody knows when it was asked for",
      '{"kind":"balance-read","atMs":1,"projectId":"p","when":"during","balanceSats":1,"heldSats":0}',
      "balance-read: the field askedAtMs is missing or of the wrong type",
    ],
    [
      "null where there must be a value",
      '{"kind":"interrupted","atMs":1,"signal":null}',
      "interrupted: the field signal is missing or of the wrong type",
    ],
    [
      "a payout that no run can have",
      '{"kind":"payment-settled","atMs":1,"payout":4294967297,"amountSats":1}',
      "payment-settled: the field payout is missing or of the wrong type",
    ],
    [
      "an outcome that there is not",
      '{"kind":"attempt-answered","atMs":1,"payout":1,"attempt":1,"outcome":"maybe","status":1,"code":"","payoutId":""}',
      "attempt-answered: the field outcome is missing or of the wrong type",
    ],
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
