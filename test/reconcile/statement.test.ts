import { describe, expect, it } from "vitest";
import type { PayoutState } from "../../src/domain/books.ts";
import type { Fact } from "../../src/domain/fact.ts";
import type { RunStarted } from "../../src/domain/run-started.ts";
import { buildStatement } from "../../src/reconcile/build-statement.ts";
import {
  answered,
  balance,
  charge,
  entry,
  failed,
  fired,
  givenUp,
  good,
  listed,
  neverPaid,
  refund,
  rested,
  run,
  sent,
  settled,
  started,
  timedOut,
  unanswered,
  unread,
} from "./facts.ts";

const again = { attempt: 2 };
const pending = answered(1, { outcome: "pending", status: 202 });
const broke = answered(1, { outcome: "refused", reason: "funds", status: 402, code: "INSUFFICIENT_BALANCE" });

function conclusion(happened: readonly Fact[], but: Partial<RunStarted> = {}) {
  return buildStatement(run(0, happened, but)).lineOf(1)?.conclusion;
}

describe("the conclusion of a payout", () => {
  it("is the answer where there is one attempt", () => {
    expect(conclusion([sent(1), answered(1)])).toBe("paid");
    expect(conclusion([sent(1), pending])).toBe("pending");
    expect(conclusion([sent(1), failed(1)])).toBe("refused");
    expect(conclusion([sent(1), broke])).toBe("refused");
    expect(conclusion([sent(1), timedOut(1)])).toBe("unknown");
  });

  it("is unknown where an attempt was never answered", () => {
    expect(conclusion([sent(1)])).toBe("unknown");
    expect(conclusion([sent(1), failed(1), sent(1, again)])).toBe("unknown");
  });

  it("is paid as soon as one attempt was, whatever the others said", () => {
    expect(conclusion([sent(1), answered(1), sent(1, again), failed(1, again)])).toBe("paid");
    expect(conclusion([sent(1), timedOut(1), sent(1, again), answered(1, again)])).toBe("paid");
  });

  it("is unknown where a refusal follows doubt, unless it says under the same key that the payment failed", () => {
    const doubt = [sent(1), timedOut(1), sent(1, again)];
    expect(conclusion([...doubt, { ...broke, attempt: 2 }])).toBe("unknown");
    expect(conclusion([...doubt, failed(1, again)])).toBe("refused");
    expect(conclusion([...doubt, failed(1, again)], { retryKey: "fresh" })).toBe("unknown");
  });

  it("is no longer pending once the payout is listed as over", () => {
    const list = (...states: PayoutState[]) =>
      conclusion([sent(1), pending, ...states.map((state) => listed(1, { state }))]);
    expect(list("paid")).toBe("paid");
    // The API gave up; that says nothing about the money (a timeout ends in it as well).
    expect(list("failed")).toBe("unknown");
    expect(list("refused")).toBe("refused");
    expect(list("pending")).toBe("pending");
    expect(list("paid", "failed")).toBe("unknown");
  });

  it("takes the best of several rows where each attempt has a key of its own", () => {
    const rows = [listed(1), listed(1, { key: "k_1_r2", payoutId: "x", state: "failed" })];
    expect(conclusion([sent(1), pending, ...rows], { retryKey: "fresh" })).toBe("paid");
  });
});

describe("the account of a project", () => {
  const accounts = (facts: readonly Fact[]) =>
    buildStatement(facts).accounts.map(({ openingMsat, finalMsat, spentMsat, residualMsat, entriesKnown }) => {
      return { openingMsat, finalMsat, spentMsat, residualMsat, entriesKnown };
    });

  it("has no residual where a balance was not read, and relies on no entries", () => {
    expect(accounts([started(), balance("opening", 100_000), ...good(1), ...rested()])).toEqual([
      { openingMsat: 100_000, finalMsat: null, spentMsat: 1_020_000, residualMsat: null, entriesKnown: false },
    ]);
  });

  it("does not rely on entries that cannot be told apart without the list of payouts", () => {
    const nameless = [sent(1), settled(1), answered(1), entry(null, "charge", -1_020_000)];
    expect(buildStatement(run(98_980_000, [...nameless, unread("payouts")])).accounts[0]?.entriesKnown).toBe(false);
    expect(buildStatement(run(98_980_000, [...good(1), unread("payouts")])).accounts[0]?.entriesKnown).toBe(true);
  });
});

describe("settlements where the answers are the oracle", () => {
  const judged = (happened: readonly Fact[], but: Partial<RunStarted> = {}) => {
    const line = buildStatement(run(0, happened, { oracle: "answers", ...but })).lineOf(1);
    return [line?.settlements, line?.openPayments];
  };
  const declared = (...happened: Fact[]) => judged(happened, neverPaid);
  const told = (...happened: Fact[]) => judged(happened);
  const PAID = [1, 0];
  const NOT_PAID = [0, 0];
  const OPEN = [0, 1];

  it("are one for what is called paid, none for what is refused, and open for everything else", () => {
    expect(told(sent(1), answered(1))).toEqual(PAID);
    for (const no of [broke, failed(1)]) expect(told(sent(1), no)).toEqual(NOT_PAID);
    for (const open of [pending, timedOut(1), unanswered(1), givenUp(1)]) expect(told(sent(1), open)).toEqual(OPEN);
    expect(told(sent(1))).toEqual(OPEN);
    const gateway = answered(1, { outcome: "unknown", reason: "gateway", status: 504 });
    expect(told(sent(1), gateway)).toEqual(OPEN);
  });

  it("are decided by the list where there is one, whatever the lost answer was", () => {
    for (const lost of [[], [unanswered(1)], [givenUp(1)], [pending]]) {
      const row = (state: PayoutState) => told(sent(1), ...lost, listed(1, { state }));
      expect([row("paid"), row("refused"), row("failed")]).toEqual([PAID, NOT_PAID, OPEN]);
      expect([row("pending"), row("unknown")]).toEqual([OPEN, OPEN]);
    }
  });

  it("are left open by a row that was closed after a payment timeout, unless that is declared, or the charge was kept", () => {
    const closed = [sent(1), timedOut(1), listed(1, { state: "refused" })];
    expect([told(...closed), declared(...closed)]).toEqual([OPEN, NOT_PAID]);
    expect(told(...closed, charge(1))).toEqual(NOT_PAID);
    expect(told(...closed, charge(1), refund(1))).toEqual(OPEN);
    expect(told(sent(1), timedOut(1), listed(1, { state: "paid" }))).toEqual(PAID);
  });

  it("are none after a payment timeout, or an error in the list, only where that is declared", () => {
    for (const end of [
      [timedOut(1)],
      [timedOut(1), listed(1, { state: "failed" })],
      [pending, listed(1, { state: "failed" })],
    ])
      expect([told(sent(1), ...end), declared(sent(1), ...end)]).toEqual([OPEN, NOT_PAID]);
    expect(declared(sent(1), timedOut(1), listed(1))).toEqual(PAID);
    expect(declared(sent(1), timedOut(1), listed(1, { state: "unknown" }))).toEqual(OPEN);
    expect(declared(sent(1), timedOut(1), sent(1, again), unanswered(1, again))).toEqual(OPEN);
  });

  it("are none of an attempt whose request never left", () => {
    expect(told(sent(1), fired(1, "request-lost"), unanswered(1))).toEqual(NOT_PAID);
  });

  it("are those of several payouts where each attempt has a key of its own, as far as rows decide them", () => {
    const retried = [sent(1), unanswered(1), sent(1, again), answered(1, again)];
    const rows = (...states: PayoutState[]) =>
      states.map((state, at) => listed(1, { key: at === 0 ? "k_1" : `k_1_r${at + 1}`, payoutId: `p${at}`, state }));
    const fresh = (...states: PayoutState[]) => judged([...retried, ...rows(...states)], { retryKey: "fresh" });
    expect([fresh(), fresh("paid", "paid"), fresh("refused", "paid"), fresh("pending", "paid")]).toEqual([
      ...[
        [1, 1],
        [2, 0],
        [1, 0],
        [1, 1],
      ],
    ]);
  });

  it("count what is left open as paid where it was charged, once", () => {
    expect(told(sent(1), unanswered(1), charge(1))).toEqual([1, 1]);
    expect(told(sent(1), unanswered(1), charge(1), charge(1))).toEqual([1, 1]);
    expect(told(sent(1), unanswered(1), charge(1), refund(1))).toEqual([0, 1]);
  });
});

describe("facts that are not those of one run", () => {
  it("are an error that says so", () => {
    expect(() => buildStatement([])).toThrow("the journal does not start with run-started: it holds no fact at all");
    expect(() => buildStatement([sent(1), started()])).toThrow("the journal does not start with run-started");
    expect(() => buildStatement([started(), started()])).toThrow(
      "the journal holds a second run-started: judge one run at a time",
    );
  });
});
