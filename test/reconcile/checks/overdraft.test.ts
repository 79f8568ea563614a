import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { overdraft } from "../../../src/reconcile/checks/overdraft.ts";
import { balance, charge, entry, good, run, sent, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...overdraft(buildStatement(run(0, happened)))];
const hit = (payout: number | null) => [{ kind: "overdraft", projectId: "shop", payout, msat: 0 }];

describe("overdraft", () => {
  it("finds nothing where nothing was sent, and nothing at exactly zero", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1), charge(1, 1_020_000, { balanceAfterMsat: 0 }))).toEqual([]);
  });

  it("finds the payout whose entry left less than nothing", () => {
    expect(hits(...good(1), sent(2), charge(2, 1_020_000, { balanceAfterMsat: -20_000 }))).toEqual(hit(2));
  });

  it("finds a balance below zero that no payout shows, during the load or in an entry of nobody", () => {
    expect(hits(balance("during", -1_000))).toEqual(hit(null));
    expect(hits(entry(null, "fee", -5_000, { balanceAfterMsat: -5_000 }))).toEqual(hit(null));
  });

  it("finds nothing where the API does not tell what an entry left behind", () => {
    expect(hits(sent(1), timedOut(1), charge(1, 1_020_000, { balanceAfterMsat: null }))).toEqual([]);
  });
});
