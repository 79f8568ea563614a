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
    const arrives = async (part: number) => {
      const { status } = await fetch(gate.address(part));
      answers += 1;
      return status;
    };
    const early = [arrives(1), arrives(2)];
    // Somebody else has asked and been answered, and these two still wait.
    const others = [fetch(gate.address(1), { method: "OPTIONS" }), fetch(gate.address(0)), fetch(gate.address(4))];
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([405, 404, 404]);
    expect(answers).toBe(0);
    expect(await Promise.all([...early, arrives(3)])).toEqual([204, 204, 204]);
    expect(await arrives(1)).toBe(204);
  });

  it("of requests waits for every part, however often one of them asks", async () => {
    const gate = await httpGate(2);
    onTestFinished(() => gate.close());
    const hangUp = new AbortController();
    const first = fetch(gate.address(1), { signal: hangUp.signal }).then(
      () => "opened",
      () => "hung up",
    );
    const again = Promise.race([first, fetch(gate.address(1)).then(() => "opened")]);
    // By now both have arrived, and were not answered.
    await fetch(gate.address(0));
    hangUp.abort();
    expect(await again).toBe("hung up");
    const answers = await Promise.all([1, 2].map((part) => fetch(gate.address(part))));
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  });

  it("of a file opens once all parts can begin", () => {
    const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const gate = fileGate(folder, 2);
    gate.look(1);
    expect(existsSync(gate.address(1))).toBe(false);
    gate.look(2);
    expect(existsSync(gate.address(1))).toBe(true);
  });
});
