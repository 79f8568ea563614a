import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { found, schemaErrors } from "../report/junit-schema.ts";
import { chaosPayout, temporaryFolder } from "./program.ts";

/** The real program where CI runs it: what it writes by itself, and that its exit code is that of the expectation on the command line. */
describe("the program in CI", () => {
  it("annotates and summarises on GitHub, and writes junit on GitLab when the journal is judged again", async () => {
    const folder = temporaryFolder();
    const summary = join(folder, "summary.md");
    // Few at once, so that a busy machine gives no cause for doubt.
    const flags = ["--concurrency", "2", "--payouts", "40", "--expect", "violated:double-paid"];
    const run = await chaosPayout(["run", "timeout-after-charge", ...flags, "--journal", "facts.ndjson"], {
      cwd: folder,
      env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: folder },
    });
    expect([run.code, run.stderr]).toEqual([1, ""]);
    const again = `npx chaos-payout run timeout-after-charge ${flags.join(" ")} --seed 42`;
    expect(run.stdout).toContain("✗ VIOLATED   expected violated (double-paid), but found charged-not-paid");
    const commands = run.stdout.split("\n").filter((line) => line.startsWith("::"));
    expect(commands.map((line) => /title=(.*?)::/.exec(line)?.[1])).toEqual([
      "timeout-after-charge%3A charged-not-paid",
      "timeout-after-charge%3A verdict as expected",
      "timeout-after-charge%3A balance_rollback_failures count==0",
      "timeout-after-charge%3A alert BalanceMismatch",
      "timeout-after-charge%3A alert PaymentTimeoutRate",
    ]);
    expect(
      commands.every((line) => /^::(?:error|warning) file=\S+timeout-after-charge\.yaml,line=\d+,/.test(line)),
    ).toBe(true);
    expect(commands.every((line) => line.includes(`%0Areproduce: ${again}`))).toBe(true);
    expect(readFileSync(summary, "utf8")).toContain(
      "## ❌ chaos-payout: VIOLATED\n\n1 scenario · exit code 1 · seed 42",
    );

    const judged = await chaosPayout(["reconcile", "facts.ndjson", "--reporter", "json"], {
      cwd: folder,
      env: { GITLAB_CI: "true" },
    });
    expect([judged.code, JSON.parse(judged.stdout).scenarios[0].reproduce]).toEqual([1, again]);
    expect(judged.stderr).toBe(
      "chaos-payout: GitLab CI: the junit report was written to chaos-payout-junit.xml (--no-ci disables this)\n",
    );
    const junit = readFileSync(join(folder, "chaos-payout-junit.xml"), "utf8");
    expect(schemaErrors(junit)).toBe("");
    expect(found(junit, "//testcase[failure]/@name")).toEqual([
      "check charged-not-paid",
      "threshold balance_rollback_failures count==0",
      "verdict as expected",
    ]);
  });
});
