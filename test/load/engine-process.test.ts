import { tmpdir } from "node:os";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { startEngineProcess } from "../../src/load/engine-process.ts";
import { eventually } from "../e2e/program.ts";

function started(script: string, program = process.execPath) {
  const engine = startEngineProcess({
    ...{ program, args: ["-e", script], folder: tmpdir(), env: process.env, clock: systemClock },
  });
  onTestFinished(() => engine.stop());
  return engine;
}

describe("a process of a load engine", () => {
  it.each([
    ["process.exit(0)", null],
    ["console.error('no script'); process.exit(3)", "ended with exit code 3: no script"],
    ["process.kill(process.pid, 'SIGKILL')", "was ended by SIGKILL"],
  ])("that does %s tells how it ended", async (script, how) => {
    const engine = started(script);
    await eventually(() => engine.ended() !== undefined);
    expect(engine.ended()).toBe(how);
  });

  it("that cannot be started says so", async () => {
    const engine = started("", "/nowhere/artillery");
    await eventually(() => engine.ended() !== undefined);
    expect(engine.ended()).toContain("could not be started: spawn /nowhere/artillery ENOENT");
  });

  it("that never ends is ended", async () => {
    const engine = started("setInterval(() => {}, 1000)");
    await engine.stop();
    expect(engine.ended()).toContain("was ended by SIGTERM");
  });
});
