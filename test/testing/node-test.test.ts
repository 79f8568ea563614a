import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

/** The example for node:test in docs/testing.md, as it stands; the one for Vitest is example.test.ts. */
it("a suite of node:test finds what its service does wrong, and passes where it does right", () => {
  const root = join(import.meta.dirname, "../..");
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const file = "test/testing/example.mjs";
  const { status, stdout } = spawnSync(process.execPath, ["--test", file], { cwd: root, env, encoding: "utf8" });
  expect(status, stdout).toBe(0);
  expect(stdout).toMatch(/pass 3\n/);
});
