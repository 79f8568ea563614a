import { describe, expect, it } from "vitest";
import { chaosPayout, temporaryFolder } from "./program.ts";

describe("chaos-payout init", () => {
  it("writes into an empty folder what shows the bug, by the very command that it prints", async () => {
    const cwd = temporaryFolder();
    const written = await chaosPayout(["init", "--ci", "github"], { cwd });
    expect([written.code, written.stderr]).toEqual([0, ""]);
    const [, command = "", code] =
      /^ {2}npx chaos-payout (run .+?) {3,}.*\(exit code (\d)\)$/m.exec(written.stdout) ?? [];
    const { code: ended, stdout } = await chaosPayout(command.split(" "), { cwd });
    expect([command, ended, code]).toEqual(["run first-payouts", 1, "1"]);
    expect(stdout).toContain("✗ charged-not-paid   10 payouts   −10,200 sats");
  });
});
