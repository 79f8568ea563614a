import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/domain/fact.ts";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { partlyRefunded } from "../../../src/reconcile/checks/partly-refunded.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import { charge, entry, failed, good, refund, run, sent, timedOut, unread } from "../facts.ts";

const hits = (...happened: readonly Fact[]) => [...partlyRefunded(buildStatement(run(0, happened)))];
const hit = (msat: number) => [{ kind: "partly-refunded", projectId: "shop", payout: 2, msat }];
const refused = [sent(2), failed(2), charge(2)];

describe("partly-refunded", () => {
  it("finds nothing where nothing was sent, and nothing where all was given back, in one piece or in several", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1), ...refused, refund(2))).toEqual([]);
    expect(hits(...refused, refund(2, 1_000_000), refund(2, 20_000))).toEqual([]);
  });

  it("finds a refund that keeps the fee, however the charge was booked, and its share is the fee", () => {
    expect(hits(...refused, refund(2, 1_000_000))).toEqual(hit(-20_000));
    const apart = [entry(2, "payout", -1_000_000), entry(2, "fee", -20_000)];
    expect(hits(sent(2), failed(2), ...apart, refund(2, 1_000_000))).toEqual(hit(-20_000));
    const { verdict, findings, projects } = reconcile(run(98_960_000, [...good(1), ...refused, refund(2, 1_000_000)]));
    expect([verdict, findings.map(({ kind, msat }) => [kind, msat]), projects[0]?.driftMsat]).toEqual([
      ...["violated", [["partly-refunded", -20_000]], -20_000],
    ]);
  });

  it("counts what is missing once where it was given back in several pieces that do not add up", () => {
    expect(hits(...refused, refund(2, 500_000), refund(2, 300_000))).toEqual(hit(-220_000));
    expect(hits(sent(2), timedOut(2), charge(2), refund(2, 1))).toEqual(hit(-1_019_999));
  });

  it("finds nothing where more than the charge was given back, or nothing at all: that is a change without an explanation", () => {
    for (const msat of [1_030_000, 0]) expect(hits(...refused, refund(2, msat))).toEqual([]);
  });

  it("finds nothing where the entries are not known", () => {
    expect(hits(...refused, refund(2, 1_000_000), unread("entries"))).toEqual([]);
  });
});
