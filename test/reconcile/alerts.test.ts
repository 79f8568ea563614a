import { describe, expect, it } from "vitest";
import type { AlertRule } from "../../src/domain/alert.ts";
import type { Fact } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { answered, balance, charge, failed, good, run, sent, settled, started, timedOut } from "./facts.ts";

const payouts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const abandoned = (payout: number): Fact => ({ kind: "payment-abandoned", atMs: 15, payout });

/** So many of a hundred payouts time out, and none of them is charged. */
function timeouts(count: number): Fact[] {
  const late = payouts(1, count).flatMap((payout) => [sent(payout), abandoned(payout), timedOut(payout)]);
  return run(100_000_000 - 1_020_000 * (100 - count), [
    ...late,
    ...payouts(count + 1, 100).flatMap((payout) => good(payout)),
  ]);
}

function fired(facts: readonly Fact[]): readonly string[] {
  return reconcile(facts).alerts.flatMap(({ name, fired }) => (fired ? name : []));
}

describe("PaymentTimeoutRate", () => {
  it("fires at a timeout rate of 5%", () => {
    expect(fired(timeouts(5))).toEqual(["PaymentTimeoutRate"]);
  });

  it.each([0, 1, 2])("keeps quiet at %i %%", (percent) => {
    expect(fired(timeouts(percent))).toEqual([]);
  });

  it("fires at 3%", () => {
    expect(fired(timeouts(3))).toEqual(["PaymentTimeoutRate"]);
  });
});

describe("BalanceMismatch", () => {
  it.each([
    ["a sat too little", 98_979_000],
    ["a sat too much", 98_981_000],
  ])("fires at %s", (_, finalMsat) => {
    expect(fired(run(finalMsat, good(1)))).toEqual(["BalanceMismatch"]);
  });

  it("keeps quiet where nothing is missing", () => {
    expect(fired(run(98_980_000, good(1)))).toEqual([]);
  });

  it("fires where two errors cancel each other out", () => {
    const happened = [sent(1), settled(1), answered(1), sent(2), failed(2), charge(2)];
    const { projects, alerts } = reconcile(run(98_980_000, happened));
    expect(projects[0]?.driftMsat).toBe(0);
    expect(alerts[0]).toMatchObject({ name: "BalanceMismatch", fired: true, value: 1 });
  });

  it("keeps quiet, with nothing looked at, where a balance is not known", () => {
    const facts: readonly Fact[] = [started(), balance("opening", 5_000), { kind: "run-ended", atMs: 9 }];
    expect(reconcile(facts).alerts[0]).toEqual({
      ...{ name: "BalanceMismatch", severity: "critical", when: "balance_mismatches > 0" },
      ...{ fired: false, value: null },
    });
  });
});

describe("alerts", () => {
  const alert = (name: string, when: string, severity: AlertRule["severity"]) => ({ name, when, severity });

  it("stand with the most urgent first, and in the order of the scenario among their like", () => {
    const alerts = [
      alert("a", "paid > 0", "info"),
      alert("b", "paid_rate < 50%", "warning"),
      alert("c", "payout_duration p(50) >= 0.01s", "warning"),
      alert("d", "payouts == 1", "critical"),
    ];
    expect(
      reconcile(run(98_980_000, good(1), { alerts })).alerts.map(({ name, fired, value }) => [name, fired, value]),
    ).toEqual([
      ["d", true, 1],
      ["b", false, 1],
      ["c", true, 10],
      ["a", true, 1],
    ]);
  });

  it("of a journal from another version are quiet where nobody knows what they mean", () => {
    const alerts = [alert("x", "moon_phase > 3", "critical"), alert("y", "", "info")];
    const { alerts: results, verdict } = reconcile(run(98_980_000, good(1), { alerts }));
    expect(results.map(({ fired, value }) => [fired, value])).toEqual([
      [false, null],
      [false, null],
    ]);
    expect(verdict).toBe("balanced");
  });

  it("change neither the verdict nor whether the expectation is met", () => {
    const alerts = [alert("a", "payouts > 0", "critical")];
    const { verdict, expectation, doubts } = reconcile(run(98_980_000, good(1), { alerts }));
    expect([verdict, expectation.met, doubts]).toEqual(["balanced", true, []]);
  });
});
