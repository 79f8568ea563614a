import { describe, expect, it, onTestFinished, vi } from "vitest";
import { driverFor } from "../../../src/cli/run/load.ts";

describe("a load engine", () => {
  it("that is not installed is something that the machine lacks, and no mistake of the command line", async () => {
    vi.stubEnv("PATH", "");
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(driverFor([], { load: "k6" })).rejects.toMatchObject({
      exitCode: 69,
      message: "k6 was not found in node_modules/.bin or on the PATH: install it, or name it with --k6 PATH",
    });
  });

  it("that is named, and is none, is a mistake of the command line", async () => {
    await expect(driverFor([], { load: "k6", k6: "/nowhere" })).rejects.toMatchObject({ exitCode: 64 });
  });
});
