import { tmpdir } from "node:os";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { startEngineProcess } from "../../src/load/engine-process.ts";
import { createOrphanGuard } from "../../src/processes/orphan-guard.ts";
import { eventually } from "../e2e/program.ts";

async function started(script: string) {
  const surroundings = { folder: tmpdir(), env: {} };
  const guard = createOrphanGuard(null, surroundings, systemClock);
  const engine = await startEngineProcess(guard, [process.execPath, "-e", script], surroundings, systemClock);
  onTestFinished(async () => {
    await engine.stop();
    await guard.close();
  });
  return engine;
}

describe("a process of a load engine", () => {
  it.each([
    ["process.exit(0)", null],
    ["console.error('no script'); process.exit(3)", "exited with code 3: no script"],
    ["process.kill(process.pid, 'SIGKILL')", "SIGKILL"],
  ])("that does %s tells how it ended", async (script, how) => {
    const engine = await started(script);
    await eventually(() => engine.ended() !== undefined);
    if (how === null) expect(engine.ended()).toBe(null);
    else expect(engine.ended()).toContain(how);
  });

  it("that never ends is ended", async () => {
    const engine = await started("setInterval(() => {}, 1000)");
    await engine.stop();
    expect(engine.ended()).toContain("SIGTERM");
  });
});
