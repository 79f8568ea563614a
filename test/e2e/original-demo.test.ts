import { describe, expect, it } from "vitest";
import { startOriginalDemo } from "./original-demo.ts";
import { onceForAll, runJson, theOnly } from "./program.ts";

describe("the original demo, judged at the defaults by its answers alone,", () => {
  // Side by side, because each of them waits for timeouts of two seconds; and each on a demo of its own, whose switch is one for all.
  const runs = onceForAll((atTheEnd) => {
    const judged = async (scenario: string, ...flags: readonly string[]) => {
      const { url } = await startOriginalDemo(atTheEnd);
      const run = await runJson([scenario, "--target", url, ...flags], {}, atTheEnd);
      return { code: run.code, stderr: run.stderr, ...theOnly(run) };
    };
    const alone = ["--strategy", "rollback", "--payouts", "40", "--concurrency", "1"];
    return Promise.all([
      judged("timeout-after-charge"),
      judged("timeout-after-charge", ...alone),
      judged("timeout-after-charge", "--strategy", "rollback"),
      judged("late-settle", "--payouts", "40"),
    ]);
  });

  it("is violated to the sat where it never gives back", () => {
    const [{ code, stderr, verdict, projects, findings, metrics, faults }] = runs();
    const timeouts = metrics["timeout_errors"]?.["count"] ?? 0;
    expect(timeouts).toBeGreaterThan(0);
    expect([code, stderr, verdict, projects[0]?.driftSats]).toEqual([1, "", "violated", -1020 * timeouts]);
    expect(findings.map(({ kind, payouts, sats }) => [kind, payouts, sats])).toEqual([
      ["charged-not-paid", timeouts, -1020 * timeouts],
    ]);
    expect(faults).toEqual([{ name: "timeout", planned: 10, fired: timeouts }]);
  });

  it("is balanced with its rollback, one caller at a time, and says on what that rests", () => {
    const [, { code, verdict, projects, metrics, injectedTimeouts }] = runs();
    expect(metrics["timeout_errors"]?.["count"]).toBeGreaterThan(0);
    expect([code, verdict, projects[0]?.driftSats, injectedTimeouts]).toEqual([0, "balanced", 0, "never-paid"]);
  });

  it("is violated with the same rollback, 20 callers at once, and names the cause", () => {
    const [, , { code, verdict, findings }] = runs();
    expect([code, verdict]).toEqual([1, "violated"]);
    const kinds = findings.map(({ kind }) => kind);
    expect(kinds).toContain("unexplained-change");
    expect(kinds).not.toContain("charged-not-paid");
  });

  it("is not said to have settled late where its switch ignores what is to happen", () => {
    const [, , , { code, verdict, faults, findings, inconclusiveBecause }] = runs();
    expect([code, verdict, findings]).toEqual([2, "inconclusive", []]);
    expect(faults.map(({ name, fired }) => [name, fired])).toEqual([["late-settle", 0]]);
    expect(inconclusiveBecause.join("\n")).toContain("late-settle");
  });
});
