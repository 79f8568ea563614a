import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { falseRefusal } from "../../../src/reconcile/checks/false-refusal.ts";
import { answered, charge, failed, good, listed, run, sent, settled, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...falseRefusal(buildStatement(run(0, happened)))];
const hit = [{ kind: "false-refusal", projectId: "shop", payout: 1, msat: 0 }];

describe("false-refusal", () => {
  it("finds nothing where nothing was sent, and nothing where a refusal was true", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1), sent(2), failed(2))).toEqual([]);
  });

  it("finds a definite failure that settled", () => {
    expect(hits(sent(1), failed(1), settled(1), charge(1))).toEqual(hit);
    const broke = answered(1, { outcome: "refused", reason: "funds", status: 402, code: "INSUFFICIENT_BALANCE" });
    expect(hits(sent(1), broke, settled(1), charge(1))).toEqual(hit);
  });

  it("finds a pending payout that is listed as expired and settled, but not one that is listed as an error", () => {
    const pending = answered(1, { outcome: "pending", status: 202 });
    expect(hits(sent(1), pending, settled(1), listed(1, { state: "refused" }), charge(1))).toEqual(hit);
    expect(hits(sent(1), pending, settled(1), listed(1, { state: "failed" }), charge(1))).toEqual([]);
  });

  it("finds nothing in an unknown outcome that settled: nobody was told a definite failure", () => {
    expect(hits(sent(1), timedOut(1), settled(1), charge(1))).toEqual([]);
  });

  it("finds nothing where the answers are all there is", () => {
    const facts = run(0, [sent(1), failed(1), charge(1)], { oracle: "answers" });
    expect([...falseRefusal(buildStatement(facts))]).toEqual([]);
  });
});
