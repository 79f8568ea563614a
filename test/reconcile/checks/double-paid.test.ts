import { describe, expect, it } from "vitest";
import { buildStatement } from "../../../src/reconcile/build-statement.ts";
import { doublePaid } from "../../../src/reconcile/checks/double-paid.ts";
import { answered, charge, good, run, sent, settled, timedOut } from "../facts.ts";

const hits = (...happened: Parameters<typeof run>[1]) => [...doublePaid(buildStatement(run(0, happened)))];
const hit = (msat: number) => [{ kind: "double-paid", projectId: "shop", payout: 1, msat }];
const twice = [sent(1), timedOut(1), settled(1), sent(1, { attempt: 2 }), settled(1)];

describe("double-paid", () => {
  it("finds nothing where nothing was sent, and nothing where all was paid once", () => {
    expect(hits()).toEqual([]);
    expect(hits(...good(1))).toEqual([]);
    expect(hits(sent(1), timedOut(1), settled(1))).toEqual([]);
  });

  it("finds two settlements even where both were charged and the balance agrees", () => {
    expect(hits(...twice, answered(1, { attempt: 2 }), charge(1), charge(1))).toEqual(hit(0));
    expect(hits(...twice, answered(1, { attempt: 2 }), charge(1), charge(1), charge(1))).toEqual(hit(0));
  });

  it("finds two settlements of an unknown outcome, with what was not charged for them", () => {
    expect(hits(...twice, charge(1))).toEqual(hit(1_020_000));
    expect(hits(...twice)).toEqual(hit(1_020_000));
    expect(hits(...twice, settled(1))).toEqual(hit(2_040_000));
  });
});
