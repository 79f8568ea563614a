import { describe, expect, it } from "vitest";
import { createEndings } from "../../src/systems/system-context.ts";
import { TargetError } from "../../src/target/target.ts";

describe("endings", () => {
  it("end everything, the last first, and tell what could not be put back", async () => {
    const ended: string[] = [];
    const endings = createEndings();
    endings.add(async () => ended.push("folder"));
    endings.add(async () => "the switch is still on");
    endings.add(async () => ended.push("child"));
    expect(await endings.close()).toEqual(["the switch is still on"]);
    expect([ended, await endings.close()]).toEqual([["child", "folder"], []]);
  });

  it("end what is left where one of them fails, and fail with the first failure", async () => {
    const ended: string[] = [];
    const endings = createEndings();
    endings.add(async () => ended.push("folder"));
    endings.add(() => Promise.reject(new Error("first")));
    await expect(endings.close()).rejects.toThrow("first");
    expect(ended).toEqual(["folder"]);
  });

  it("after an error keep the error, and add what could not be put back", async () => {
    const endings = createEndings();
    endings.add(async () => "the switch is still on");
    expect(await endings.closeAfter(new TargetError("unreachable", "no answer"))).toEqual(
      new TargetError("unreachable", "no answer; and the switch is still on"),
    );
  });
});
