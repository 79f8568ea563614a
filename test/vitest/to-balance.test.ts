import { describe, expect, it } from "vitest";
import "../../src/vitest/index.ts";
import { balanced, inconclusive, violated } from "../report/samples.ts";

describe("toBalance", () => {
  it("passes for a run that is balanced, and for a promise of it", async () => {
    await expect(balanced).toBalance();
    await expect(Promise.resolve({ reconciliation: balanced })).toBalance();
    await expect(violated).not.toBalance();
  });

  it("fails for a violated run and shows the table", async () => {
    const failing = expect(violated).toBalance();
    await expect(failing).rejects.toThrow(/^expected the run to balance\n\n timeout-after-charge [\s\S]*−10,200/);
  });

  it("fails for a balanced run that was not to balance", async () => {
    await expect(expect(balanced).not.toBalance()).rejects.toThrow("expected the run not to balance");
  });

  it("fails for a run that proves nothing, and so does its opposite", async () => {
    await expect(expect(inconclusive).toBalance()).rejects.toThrow("expected the run to balance");
    await expect(expect(inconclusive).not.toBalance()).rejects.toThrow("expected the run not to balance");
  });

  it("says what it takes", async () => {
    await expect(expect({ verdict: "balanced" }).toBalance()).rejects.toThrow("toBalance takes what runScenario");
    await expect(expect(null).toBalance()).rejects.toThrow("toBalance takes what runScenario");
    for (const wrong of [
      { reconciliation: {} },
      { reconciliation: Promise.resolve(balanced) },
      { ...balanced, verdict: "" },
    ])
      await expect(expect(wrong).not.toBalance()).rejects.toThrow("toBalance takes what runScenario");
  });
});
