import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fileGate, httpGate } from "../../src/load/gate.ts";

describe("a gate", () => {
  it("of requests answers none before the last part is there, and then all", async () => {
    const gate = await httpGate(3);
    onTestFinished(() => gate.close());
    let answers = 0;
    const arrives = async () => {
      const { status } = await fetch(gate.address);
      answers += 1;
      return status;
    };
    const early = [arrives(), arrives()];
    // Somebody else has asked and been answered, and these two still wait.
    await fetch(`http://127.0.0.1:${new URL(gate.address).port}`, { method: "OPTIONS" });
    expect(answers).toBe(0);
    expect(await Promise.all([...early, arrives()])).toEqual([204, 204, 204]);
  });

  it("of a file opens once all parts can begin", () => {
    const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const gate = fileGate(folder, 2);
    gate.look(1);
    expect(existsSync(gate.address)).toBe(false);
    gate.look(2);
    expect(existsSync(gate.address)).toBe(true);
  });
});
