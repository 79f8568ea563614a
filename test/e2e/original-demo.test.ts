import { describe, expect, it, onTestFinished } from "vitest";
import { startOriginalDemo } from "./original-demo.ts";
import { runJson, theOnly } from "./program.ts";

/** Each run has a demo of its own, because it changes the switch and the balance of one for all. */
async function judged(flags: readonly string[]) {
  const { url } = await startOriginalDemo(onTestFinished);
  const run = await runJson(["timeout-after-charge", "--target", url, ...flags]);
  return { code: run.code, stderr: run.stderr, ...theOnly(run) };
}

describe.concurrent("the original demo, judged at the defaults by its answers alone,", () => {
  it("is violated to the sat where it never gives back", async () => {
    const { code, stderr, verdict, projects, findings, metrics, faults } = await judged([]);
    const timeouts = metrics["timeout_errors"]?.["count"] ?? 0;
    expect(timeouts).toBeGreaterThan(0);
    expect([code, stderr, verdict, projects[0]?.driftSats]).toEqual([1, "", "violated", -1020 * timeouts]);
    expect(findings.map(({ kind, payouts, sats }) => [kind, payouts, sats])).toEqual([
      ["charged-not-paid", timeouts, -1020 * timeouts],
    ]);
    expect(faults).toEqual([{ name: "timeout", planned: 10, fired: timeouts }]);
  });

  it("is balanced with its rollback, one caller at a time, and says on what that rests", async () => {
    const { code, verdict, projects, metrics, notes } = await judged([
      ...["--strategy", "rollback", "--payouts", "40", "--concurrency", "1"],
    ]);
    expect(metrics["timeout_errors"]?.["count"]).toBeGreaterThan(0);
    expect([code, verdict, projects[0]?.driftSats]).toEqual([0, "balanced", 0]);
    expect(notes.join("\n")).toContain("never paid");
  });

  it("is violated with the same rollback, 20 callers at once, and names the cause", async () => {
    const { code, verdict, findings } = await judged(["--strategy", "rollback"]);
    expect([code, verdict]).toEqual([1, "violated"]);
    const kinds = findings.map(({ kind }) => kind);
    expect(kinds).toContain("unexplained-change");
    expect(kinds).not.toContain("charged-not-paid");
  });

  it("is not said to have settled late where its switch ignores what is to happen", async () => {
    const { url } = await startOriginalDemo(onTestFinished);
    const run = await runJson(["late-settle", "--payouts", "40", "--target", url]);
    const { verdict, faults, findings, inconclusiveBecause } = theOnly(run);
    expect([run.code, verdict, findings]).toEqual([2, "inconclusive", []]);
    expect(faults.map(({ name, fired }) => [name, fired])).toEqual([["late-settle", 0]]);
    expect(inconclusiveBecause.join("\n")).toContain("late-settle");
  });
});
