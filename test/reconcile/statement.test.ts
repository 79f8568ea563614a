import { describe, expect, it } from "vitest";
import type { Fact, RunStarted } from "../../src/domain/fact.ts";
import { drawUp } from "../../src/reconcile/statement.ts";
import {
  answered,
  balance,
  deposited,
  entry,
  failed,
  good,
  listed,
  rested,
  run,
  sent,
  settled,
  started,
  timedOut,
  unread,
} from "./facts.ts";

const again = { attempt: 2 };
const pending = answered(1, { outcome: "pending", status: 202 });
const broke = answered(1, { outcome: "refused", status: 402, code: "INSUFFICIENT_BALANCE" });

function conclusion(happened: readonly Fact[], but: Partial<RunStarted> = {}) {
  return drawUp(run(0, happened, but)).lines[0]?.conclusion;
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
    const list = (...statuses: string[]) =>
      conclusion([sent(1), pending, ...statuses.map((status) => listed(1, { status }))]);
    expect(list("completed")).toBe("paid");
    // The API gave up; that says nothing about the money (a timeout ends in it as well).
    expect(list("error")).toBe("unknown");
    expect(list("expired")).toBe("refused");
    expect(list("pending")).toBe("pending");
    expect(list("completed", "error")).toBe("unknown");
  });

  it("takes the best of several rows where each attempt has a key of its own", () => {
    const rows = [listed(1), listed(1, { key: "k_1_r2", payoutId: "x", status: "error" })];
    expect(conclusion([sent(1), pending, ...rows], { retryKey: "fresh" })).toBe("paid");
  });
});

describe("the account of a project", () => {
  const accounts = (facts: readonly Fact[]) =>
    drawUp(facts).accounts.map(({ openingSats, depositedSats, finalSats, spentSats, residualSats, entriesKnown }) => {
      return { openingSats, depositedSats, finalSats, spentSats, residualSats, entriesKnown };
    });

  it("counts deposits only where the opening balance cannot contain them", () => {
    const early = deposited(5);
    expect(
      accounts([started(), early, balance("opening", 105), deposited(7), balance("final", 112), ...rested()]),
    ).toEqual([
      { openingSats: 105, depositedSats: 7, finalSats: 112, spentSats: 0, residualSats: 0, entriesKnown: true },
    ]);
  });

  it("has no residual where a balance was not read, and relies on no entries", () => {
    expect(accounts([started(), balance("opening", 100), ...good(1), ...rested()])).toEqual([
      { openingSats: 100, depositedSats: 0, finalSats: null, spentSats: 1020, residualSats: null, entriesKnown: false },
    ]);
  });

  it("does not rely on entries that cannot be told apart without the list of payouts", () => {
    const nameless = [sent(1), settled(1), answered(1), entry(null, "charge", -1020)];
    expect(drawUp(run(98_980, [...nameless, unread("payouts")])).accounts[0]?.entriesKnown).toBe(false);
    expect(drawUp(run(98_980, [...good(1), unread("payouts")])).accounts[0]?.entriesKnown).toBe(true);
  });
});

describe("settlements where the answers are the oracle", () => {
  const settlements = (...happened: Fact[]) => drawUp(run(0, happened, { oracle: "answers" })).lines[0]?.settlements;

  it("are one for a 2xx and none for everything else", () => {
    expect(settlements(sent(1), answered(1))).toBe(1);
    expect(settlements(sent(1), pending)).toBe(1);
    expect(settlements(sent(1), pending, listed(1, { status: "error" }))).toBe(0);
    expect(settlements(sent(1), timedOut(1))).toBe(0);
    expect(settlements(sent(1), failed(1))).toBe(0);
  });
});

describe("facts that are not those of one run", () => {
  it("are an error that says so", () => {
    expect(() => drawUp([])).toThrow("the journal does not start with run-started: it holds no fact at all");
    expect(() => drawUp([sent(1), started()])).toThrow("the journal does not start with run-started");
    expect(() => drawUp([started(), started()])).toThrow(
      "the journal holds a second run-started: judge one run at a time",
    );
  });
});
