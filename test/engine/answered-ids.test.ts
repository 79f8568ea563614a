import { describe, expect, it } from "vitest";
import { AnsweredIds } from "../../src/engine/answered-ids.ts";
import { accepted, answered, learned } from "../reconcile/facts.ts";

describe("the id of a payout in an answer", () => {
  it("names its payout, in whatever answer it comes", () => {
    const ids = new AnsweredIds();
    ids.enter(accepted(1, { payoutId: "po_1" }));
    ids.enter(accepted(2, { payoutId: "" }));
    ids.enter(learned(2, "pending", { payoutId: "po_2" }));
    expect(["po_1", "po_2", "po_3", ""].map((id) => ids.payoutOf(id))).toEqual([1, 2, undefined, undefined]);
  });

  it("names nobody where two payouts were answered with it", () => {
    const ids = new AnsweredIds();
    for (const payout of [1, 2, 1]) ids.enter(answered(payout, { payoutId: "same" }));
    expect(ids.payoutOf("same")).toBe(undefined);
  });
});
