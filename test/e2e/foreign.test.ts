import { describe, expect, it, onTestFinished } from "vitest";
import { freePort, hasPython, startForeign } from "./foreign.ts";
import { runJson } from "./program.ts";

type Strategy = Parameters<typeof startForeign>[0];

const p1 = ["timeout-after-charge", "concurrent-timeouts", "timeout-retry", "spike-timeout"];
const faults = ["timeout-then-fails", "late-settle", "lost-answer", "quiet"];

/** Runs scenarios against the service, paying through our rail. The answer is scenario by scenario: verdict, findings, oracle, drift. */
async function judged(strategy: Strategy, names: readonly string[]) {
  const railPort = await freePort();
  const { url } = await startForeign(strategy, railPort, onTestFinished);
  const flags = ["--payouts", "100", "--target", url, "--rail-port", String(railPort)];
  const run = await runJson([...names, ...flags]);
  return {
    code: run.code,
    verdicts: run.scenarios.map(({ name, verdict, findings, inconclusiveBecause, projects }) => ({
      ...{ name, verdict, inconclusiveBecause },
      findings: findings.map(({ kind }) => kind),
      isExplained: findings.reduce((sum, { sats }) => sum + sats, 0) === projects[0]?.driftSats,
    })),
  };
}

const balanced = (name: string) => ({
  name,
  verdict: "balanced",
  inconclusiveBecause: [],
  findings: [],
  isExplained: true,
});

// A service of somebody else's, in another language: where there is no Python the tests are skipped, and on CI they fail.
describe.skipIf(!hasPython && process.env["CI"] === undefined)("a foreign process that pays through our rail", () => {
  it("is balanced in the P1 set and under every payment fault where it asks the node before it refunds", async () => {
    const names = [...p1, ...faults];
    expect(await judged("tracked", names)).toEqual({ code: 0, verdicts: names.map(balanced) });
  });

  it("is caught charging what was never paid, in every scenario in which payments time out and fail", async () => {
    const { code, verdicts } = await judged("naive", ["timeout-after-charge", "concurrent-timeouts", "spike-timeout"]);
    expect(code).toBe(1);
    expect(verdicts.map(({ verdict, findings, isExplained }) => [verdict, findings, isExplained])).toEqual(
      verdicts.map(() => ["violated", ["charged-not-paid"], true]),
    );
  });

  it("is caught paying what it never charged where it takes a timeout for a failure, which answers alone cannot show", async () => {
    const { code, verdicts } = await judged("refund", ["timeout-then-fails", "late-settle", "lost-answer"]);
    expect(code).toBe(1);
    expect(verdicts.map(({ verdict, findings }) => [verdict, findings])).toEqual([
      ["balanced", []],
      ["violated", ["paid-not-charged"]],
      ["violated", ["paid-not-charged"]],
    ]);
  });
});
