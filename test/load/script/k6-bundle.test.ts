import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

describe("the script of k6", () => {
  const script = readFileSync(new URL("../../../dist/load/k6.js", import.meta.url), "utf8");

  it("needs nothing but what k6 brings", () => {
    const modules = [...script.matchAll(/(?:from|import)\s*["'`]([^"'`]+)["'`]/g)].map(([, name]) => name);
    expect(modules.sort()).toEqual(["k6/crypto", "k6/data", "k6/execution", "k6/http", "k6/metrics", "k6/timers"]);
    expect(script).not.toMatch(/node:|\brequire\(|sourceMappingURL/);
  });

  it("leaves most of a ConfigMap to the payouts", () => {
    expect(Buffer.byteLength(script)).toBeLessThan(200_000);
  });
});
