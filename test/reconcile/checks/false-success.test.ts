import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { falseSuccess } from "../../../src/reconcile/checks/false-success.ts";
import { answered, charge, good, run, sent, settled, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...falseSuccess(buildStatement(run(0, happened)))];
const hit = [{ kind: "false-success", projectId: "shop", payout: 1, msat: 0 }];

describe("false-success", () => {
  it("finds nothing where nothing was sent, and nothing where what was called paid was paid", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1))).toEqual([]);
  });

  it("finds a payout that was called paid and that the node never settled, charged or not", () => {
    expect(hits(sent(1), answered(1))).toEqual(hit);
    expect(hits(sent(1), answered(1), charge(1))).toEqual(hit);
  });

  it("finds nothing in an unknown outcome, and nothing where the answers are all there is", () => {
    expect(hits(sent(1), timedOut(1), charge(1))).toEqual([]);
    expect(hits(sent(1), timedOut(1), settled(1), charge(1))).toEqual([]);
    expect([...falseSuccess(buildStatement(run(0, [sent(1), answered(1)], { oracle: "answers" })))]).toEqual([]);
  });
});
