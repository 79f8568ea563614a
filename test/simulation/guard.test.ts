import { createHash, randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Guard, standGuard } from "../../src/simulation/guard.ts";

describe("a guard", () => {
  let guard: Guard;
  beforeEach(() => {
    guard = standGuard();
  });
  afterEach(() => guard.end());

  it.each<[string, () => unknown]>([
    ["Date.now()", () => Date.now()],
    ["new Date()", () => new Date()],
    ["performance.now()", () => performance.now()],
    ["Math.random()", () => Math.random()],
    ["crypto.randomUUID()", () => crypto.randomUUID()],
    ["crypto.getRandomValues()", () => crypto.getRandomValues(new Uint8Array(1))],
    ["randomUUID() of node:crypto", () => randomUUID()],
  ])("refuses %s to what it watches, and to nobody else", (name, work) => {
    expect(() => guard.watch(work)).toThrow(`the service calls ${name}, which is not in virtual time: use the`);
    expect(guard.escaped()?.message).toContain(name);
    expect(work).not.toThrow();
  });

  it.each<[string, () => unknown]>([
    ["a timer (setTimeout, setInterval or AbortSignal.timeout)", () => clearTimeout(setTimeout(() => {}, 1))],
    ["a timer (setTimeout, setInterval or AbortSignal.timeout)", () => sleep(0)],
    ["setImmediate", () => clearImmediate(setImmediate(() => {}))],
    ["a file", () => stat(".")],
    ["a socket", () => connect(1, "127.0.0.1").once("error", () => {})],
  ])("notices that it waits for %s", async (name, work) => {
    await guard.watch(work);
    expect(guard.escaped()?.message).toBe(`the service waits for ${name}, which is not in virtual time: use the ports`);
  });

  it("notices it later, and after other promises", async () => {
    await guard.watch(async () => {
      await Promise.resolve();
      await new Promise<void>((resolve) => queueMicrotask(resolve));
      expect(guard.escaped()).toBeUndefined();
      expect(() => Math.random()).toThrow("Math.random()");
    });
  });

  it("leaves alone what is the same each time", async () => {
    await guard.watch(async () => {
      await new Promise<void>((resolve) => process.nextTick(resolve));
      new Date(0).toISOString();
      structuredClone({ at: new Date(1) });
      createHash("sha256").update("x").digest("hex");
    });
    expect(guard.escaped()).toBeUndefined();
  });

  it("does not notice what others do meanwhile", async () => {
    let go = () => {};
    const watched = guard.watch(async () => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
    });
    await sleep(0);
    setImmediate(go);
    await watched;
    expect(guard.escaped()).toBeUndefined();
  });
});

it("a guard puts everything back", () => {
  const before = [Date, Date.now, Math.random, performance.now, crypto.randomUUID, randomUUID];
  const guard = standGuard();
  guard.end();
  expect([Date, Date.now, Math.random, performance.now, crypto.randomUUID, randomUUID]).toEqual(before);
  expect(Object.hasOwn(performance, "now")).toBe(false);
  expect(guard.watch(() => typeof Date.now())).toBe("number");
});
