// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables are written like that, and they are what is tested.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chaosPayout, temporaryFolder } from "./program.ts";

function folder(): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "scenarios", "shared"), { recursive: true });
  writeFileSync(
    join(cwd, "scenarios", "shared", "base.yaml"),
    'projects: { shop: { balance: 300_000 } }\nload:\n  - { name: all, payouts: "${env:LANGUAGE_TEST_PAYOUTS}", concurrency: 1 }\n',
  );
  writeFileSync(join(cwd, "scenarios", "own.yaml"), "name: own\nextends: shared/base.yaml\nseed: 7\n");
  return cwd;
}

describe("a scenario of two files, with a variable and a value that is set", () => {
  it("runs as one, and the line that repeats it has what was set and names the variable", async () => {
    const where = { cwd: folder(), env: { LANGUAGE_TEST_PAYOUTS: "4" } };
    const run = await chaosPayout(["run", "--set", "load.0.concurrency=2", "--set", "payouts={ amount: 500 }"], where);
    expect([run.code, run.stderr.includes("cannot")]).toEqual([0, false]);
    expect(run.stdout).toContain("4 payouts · 2 at once · seed 7");
    expect(run.stdout.replaceAll(/ \\\n\s+/g, " ")).toContain(
      "reproduce: LANGUAGE_TEST_PAYOUTS=\"${LANGUAGE_TEST_PAYOUTS?}\" npx chaos-payout run own --set load.0.concurrency=2 --set 'payouts={ amount: 500 }' --seed 7\n",
    );
  });

  it("is judged by validate with exit code 64, on the screen and in a file", async () => {
    const where = { cwd: folder(), env: { LANGUAGE_TEST_PAYOUTS: "secret", COLUMNS: "60" } };
    const flags = ["--reporter", "text", "--reporter", "json=found.json", "--set", "drain=1"];
    const { code, stdout, stderr } = await chaosPayout(["validate", ...flags], where);
    expect([code, stderr]).toEqual([64, ""]);
    expect(
      stdout,
    ).toBe(`scenarios/shared/base.yaml:3:27  payouts must be a whole number from 1 (got the value of "\${env:LANGUAGE_TEST_PAYOUTS}")

  2 | load:
> 3 |   - { name: all, payouts: "\${env:LANGUAGE_TEST_PAYOUTS
    |                           ^

--set drain=1 (scenarios/own.yaml)  drain must be a duration from 10ms to 10m (got 1: write 1s)
`);
    expect(JSON.parse(readFileSync(join(where.cwd, "found.json"), "utf8"))).toMatchObject({
      ok: false,
      files: [{ file: "scenarios/own.yaml", ok: false, sources: ["scenarios/own.yaml", "scenarios/shared/base.yaml"] }],
    });
  });
});
