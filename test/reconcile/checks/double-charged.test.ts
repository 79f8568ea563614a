import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { doubleCharged } from "../../../src/reconcile/checks/double-charged.ts";
import { answered, charge, good, refund, run, sent, settled, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...doubleCharged(buildStatement(run(0, happened)))];
const hit = (msat: number) => [{ kind: "double-charged", projectId: "shop", payout: 1, msat }];
const retried = [sent(1), timedOut(1), charge(1), sent(1, { attempt: 2 }), settled(1), charge(1)];

describe("double-charged", () => {
  it("finds nothing where nothing was sent, and nothing where all was charged once", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1))).toEqual([]);
  });

  it("finds a retry that was charged again and paid, unless the first charge was refunded", () => {
    expect(hits(...retried, answered(1, { attempt: 2 }))).toEqual(hit(-1_020_000));
    expect(hits(sent(1), charge(1), refund(1), settled(1), charge(1), answered(1))).toEqual([]);
  });

  it("finds it where the caller was left in doubt both times", () => {
    expect(hits(...retried, timedOut(1, { attempt: 2 }))).toEqual(hit(-1_020_000));
    expect(hits(...retried, timedOut(1, { attempt: 2 }), settled(1), charge(1), charge(1))).toEqual(hit(-2_040_000));
  });
});
