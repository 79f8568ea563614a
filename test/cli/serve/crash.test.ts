import { describe, expect, it } from "vitest";
import { plannedCrashes } from "../../../src/cli/option-values.ts";
import { interruptedAt, type OwnProcess } from "../../../src/cli/serve/interruptible.ts";
import type { PlannedCrash } from "../../../src/domain/crash-point.ts";

const plan = { at: "after-send", occurrence: 2, how: "kill", forMs: 0, instance: 1 } as const;

/** A process that only notes what happens to it. */
function noted(crashes: readonly PlannedCrash[], different: Partial<OwnProcess> = {}) {
  const seen: string[] = [];
  const checkpoint = interruptedAt(crashes, {
    ...{ store: { inflict: () => {} }, isListening: () => true, beforeExit: () => seen.push("keeps its ledger") },
    ...{ print: (line: string) => seen.push(line), signal: (signal: string) => seen.push(signal), ...different },
  });
  return { seen, checkpoint };
}

describe("--crash", () => {
  it("names a crash point, an occurrence, an interruption and its length, and may be repeated", () => {
    const first = { at: "after-charge", occurrence: 3, how: "pause", forMs: 300, instance: 1 };
    expect(plannedCrashes("after-charge:3:pause:300ms")).toEqual([first]);
    expect(plannedCrashes("after-send:2:kill:0ms", plannedCrashes("after-charge:3:pause:300ms"))).toEqual([
      first,
      plan,
    ]);
  });

  it.each([
    "after-charge",
    "after-charge:3",
    "after-charge:0:kill:0ms",
    "after-charge:1:stop:0ms",
    "after-lunch:1:kill:0ms",
  ])("is not %j", (text) => {
    expect(() => plannedCrashes(text)).toThrow(
      "It must be a crash point, an occurrence, an interruption and its length, such as after-charge:3:kill:0ms; the points are before-charge, after-charge, after-send, after-answer, before-refund, after-confirm.",
    );
  });

  it("ends the process at that occurrence, and nothing happens after it", async () => {
    const { seen, checkpoint } = noted([plan]);
    await checkpoint.at("after-send");
    await checkpoint.at("after-charge");
    await checkpoint.at("after-charge");
    expect(seen).toEqual([]);
    const fatal = checkpoint.at("after-send").then(() => "went on");
    expect(seen).toEqual(["chaos-payout serve: crash after-send\n", "SIGKILL"]);
    const turn = new Promise((resolve) => setImmediate(() => resolve("stopped there")));
    expect(await Promise.race([fatal, turn])).toBe("stopped there");
  });

  it("asks the process to end, which goes on and leaves its ledger to the next one", async () => {
    const { seen, checkpoint } = noted([{ ...plan, occurrence: 1, how: "terminate" }]);
    await checkpoint.at("after-send");
    expect(seen).toEqual(["chaos-payout serve: crash after-send\n", "keeps its ledger", "SIGTERM"]);
  });

  it("throws once, and counts for the next crash from there", async () => {
    const { seen, checkpoint } = noted([
      { ...plan, occurrence: 1, how: "throw" },
      { ...plan, occurrence: 2, how: "throw" },
    ]);
    await expect(checkpoint.at("after-send")).rejects.toThrow("the scenario has an exception after-send");
    await checkpoint.at("after-send");
    await expect(checkpoint.at("after-send")).rejects.toThrow("the scenario has an exception after-send");
    await checkpoint.at("after-send");
    const told = ["chaos-payout serve: crash after-send\n", "chaos-payout serve: over after-send\n"];
    expect(seen).toEqual([...told, ...told]);
  });

  it("leaves a process alone that does not listen yet", async () => {
    const { seen, checkpoint } = noted([{ ...plan, occurrence: 1 }], { isListening: () => false });
    await checkpoint.at("after-send");
    expect(seen).toEqual([]);
  });
});
