import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { patient, runJson, theOnly } from "./program.ts";

/** With the real Artillery, where it is on the PATH. .ci/run installs it if it can. */
const isThere = (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, "artillery"), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

const CASES = [
  ["spike-timeout", "naive"],
  ["spike-timeout", "rollback"],
  ["concurrent-timeouts", "naive"],
  ["timeout-after-charge", "naive"],
  ["timeout-retry", "naive"],
] as const;

/** What a run proves, without times. */
async function proof(args: readonly string[]) {
  const run = await runJson([...args, "--payouts", "60"]);
  const { verdict, findings, projects } = theOnly(run);
  return {
    verdict,
    findings: findings.map(({ kind, payouts, sats }) => [kind, payouts, sats]),
    sats: projects.map(({ expectedSats, actualSats, driftSats }) => [expectedSats, actualSats, driftSats]),
  };
}

describe.skipIf(!isThere)("Artillery in our place", () => {
  it.each(CASES)(
    "has the same verdict, findings and sats as the built-in engine: %s, %s",
    async (name, strategy) => {
      const args = [...patient([name]), "--strategy", strategy];
      expect(await proof([...args, "--load", "artillery"])).toEqual(await proof(args));
    },
    180_000,
  );

  it("in four processes sends no payout twice, leaves none out, and has one verdict", async () => {
    const args = [...patient(["spike-timeout"]), "--strategy", "rollback"];
    const four = await proof([...args, "--load", "artillery", "--load-processes", "4"]);
    expect(four).toEqual(await proof(args));
  }, 180_000);
});
