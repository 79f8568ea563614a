import { describe, expect, it } from "vitest";
import { TargetError } from "../../src/service/target.ts";
import { createCleanup } from "../../src/systems/cleanup.ts";

describe("cleanup", () => {
  it("ends everything, last first, and returns what could not be restored", async () => {
    const ended: string[] = [];
    const cleanup = createCleanup();
    cleanup.add(async () => ended.push("folder"));
    cleanup.add(async () => "the switch is still on");
    cleanup.add(async () => ended.push("child"));
    expect(await cleanup.close()).toEqual(["the switch is still on"]);
    expect([ended, await cleanup.close()]).toEqual([["child", "folder"], []]);
  });

  it("ends the rest when one end fails, and rejects with the first failure", async () => {
    const ended: string[] = [];
    const cleanup = createCleanup();
    cleanup.add(async () => ended.push("folder"));
    cleanup.add(() => Promise.reject(new Error("first")));
    await expect(cleanup.close()).rejects.toThrow("first");
    expect(ended).toEqual(["folder"]);
  });

  it("keeps the error that ended the run, and adds what could not be restored", async () => {
    const cleanup = createCleanup();
    cleanup.add(async () => "the switch is still on");
    expect(await cleanup.closeAfter(new TargetError("unreachable", "no answer"))).toEqual(
      new TargetError("unreachable", "no answer; and the switch is still on"),
    );
  });
});
