import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { keyBreach } from "../../../src/reconcile/checks/key-breach.ts";
import { answered, fired, good, listed, run, sent, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...keyBreach(buildStatement(run(0, happened)))];
const fresh = (...happened: Parameters<typeof run>[1]) => [
  ...keyBreach(buildStatement(run(0, happened, { retryKey: "fresh" }))),
];
const hit = [{ kind: "key-breach", projectId: "shop", payout: 1, msat: 0 }];
const twoIds = [
  sent(1),
  timedOut(1, { payoutId: "a" }),
  sent(1, { attempt: 2 }),
  answered(1, { attempt: 2, payoutId: "b" }),
];

describe("key-breach", () => {
  it("finds nothing where nothing was sent, and nothing where each key is one payout", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1), listed(1), ...good(2), listed(2))).toEqual([]);
    expect(hits(...good(1), listed(1), listed(1))).toEqual([]);
  });

  it("finds two payouts listed under one key", () => {
    expect(hits(...good(1), listed(1), listed(1, { payoutId: "other" }))).toEqual(hit);
    const second = { key: "k_1_r2", payoutId: "x" };
    expect(fresh(...good(1), listed(1), listed(1, second), listed(1, { ...second, payoutId: "y" }))).toEqual(hit);
  });

  it("finds nothing in a repeated request that the service refused and lists, whatever the order", () => {
    const twice = { ...fired(1, "body-changed"), delivered: "again" } as const;
    const own = listed(1, { payoutId: "a" });
    for (const state of ["refused", "failed"] as const) {
      const repeat = listed(1, { payoutId: "b", state, amountMsat: 1_001_000 });
      expect(hits(...good(1), twice, own, repeat)).toEqual([]);
      expect(hits(...good(1), twice, repeat, own)).toEqual([]);
      const sameBody = listed(1, { payoutId: "b", state });
      expect(hits(...good(1), twice, sameBody, own)).toEqual([]);
    }
    expect(hits(...good(1), twice, own, listed(1, { payoutId: "b" }))).toEqual(hit);
  });

  it("finds a payout of another amount or project than was asked under its key", () => {
    expect(hits(...good(1), listed(1, { amountMsat: 2_000_000 }))).toEqual(hit);
    expect(hits(...good(1), listed(1, { projectId: "bar" }))).toEqual(hit);
  });

  it("finds one key answered with two ids, the first of them in doubt; fresh keys may have as many", () => {
    expect(hits(...twoIds)).toEqual(hit);
    expect(fresh(...twoIds, listed(1, { payoutId: "a" }), listed(1, { key: "k_1_r2", payoutId: "b" }))).toEqual([]);
  });

  it("finds nothing in rows without a key, or without an id in the answer", () => {
    expect(hits(...good(1), listed(1, { key: "" }), listed(1, { key: "", payoutId: "other" }))).toEqual([]);
    expect(hits(sent(1), timedOut(1), sent(1, { attempt: 2 }), answered(1, { attempt: 2, payoutId: "b" }))).toEqual([]);
  });

  it("finds a payout that is answered with one id and listed with another, under the same key", () => {
    const [asked, ...rest] = [sent(1), answered(1, { payoutId: "p1" })];
    expect(hits(asked, ...rest, listed(1))).toEqual([]);
    expect(hits(asked, ...rest, listed(1, { payoutId: "p2" }))).toEqual(hit);
    expect(hits(sent(1), timedOut(1, { payoutId: "p1" }), listed(1, { payoutId: "p2" }))).toEqual(hit);
    const second = [sent(1, { attempt: 2 }), answered(1, { attempt: 2, payoutId: "b" })];
    const row = (payoutId: string) => listed(1, { key: "k_1_r2", payoutId });
    expect(fresh(asked, ...rest, ...second, listed(1), row("b"))).toEqual([]);
    expect(fresh(asked, ...rest, ...second, listed(1), row("c"))).toEqual(hit);
    // A row without a key, or an answer without an id, contradicts nobody.
    expect(hits(asked, ...rest, listed(1, { key: "", payoutId: "p2" }))).toEqual([]);
    expect(hits(sent(1), answered(1), listed(1, { payoutId: "p2" }))).toEqual([]);
  });
});
