import { describe, expect, it } from "vitest";
import { paidNotCharged } from "../../../src/reconcile/checks/paid-not-charged.ts";
import { drawUp } from "../../../src/reconcile/statement.ts";
import { answered, charge, good, refund, run, sent, settled, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...paidNotCharged(drawUp(run(0, happened)))];
const hit = { kind: "paid-not-charged", projectId: "shop", payout: 1, sats: 1020 };

describe("paid-not-charged", () => {
  it("finds nothing where nothing was sent, and nothing where all was charged", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1))).toEqual([]);
  });

  it("finds a payout that was called paid, settled, and never charged", () => {
    expect(hits(sent(1), settled(1), answered(1))).toEqual([hit]);
  });

  it("finds a refund of an unknown outcome that settled after all", () => {
    expect(hits(sent(1), timedOut(1), settled(1), charge(1), refund(1))).toEqual([hit]);
    expect(hits(sent(1), timedOut(1), charge(1), refund(1))).toEqual([]);
  });

  it("counts the first settlement only: the second one is paid twice", () => {
    expect(hits(sent(1), settled(1), settled(1), timedOut(1))).toEqual([hit]);
  });

  it("says nothing of a run whose entries were not read to their end", () => {
    const facts = run(0, [sent(1), settled(1), answered(1)]).filter(({ kind }) => kind !== "run-ended");
    expect([...paidNotCharged(drawUp(facts))]).toEqual([]);
  });
});
