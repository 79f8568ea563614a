import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { validateCommand } from "../../src/cli/commands/validate-command.ts";
import { createWorkingFolder, scenarioText, type WorkingFolder } from "./scenario-folder.ts";

let cwd: WorkingFolder;
beforeEach(() => {
  cwd = createWorkingFolder();
});
afterEach(() => cwd.remove());

describe("validate", () => {
  it("has a line for each good file", async () => {
    cwd.write("scenarios/a.yaml", scenarioText("a"));
    cwd.write("scenarios/b.yaml", scenarioText("b").replace("200", "20"));
    cwd.write("scenarios/c.yaml", scenarioText("c").replace(", faults: { timeout: 5% }", "").replace("200", "1"));
    expect(await validateCommand([], cwd.path)).toEqual({
      exitCode: 0,
      text: `ok  scenarios/a.yaml  200 payouts, 10 meet a fault
ok  scenarios/b.yaml  20 payouts, 1 meets a fault
ok  scenarios/c.yaml  1 payout, none meets a fault
`,
    });
  });

  it("counts a payout that meets two faults once, and the crashes beside them", async () => {
    const both = "{ timeout: 200, answer-lost: 5 }";
    cwd.write("a.yaml", `${scenarioText("a").replace("{ timeout: 5% }", both)}api: { crash: [{ at: after-send }] }\n`);
    expect((await validateCommand(["a.yaml"], cwd.path)).text).toBe(
      "ok  a.yaml  200 payouts, 200 meet a fault, the API is killed once\n",
    );
  });

  it("tells beforehand what would leave a run inconclusive", async () => {
    cwd.write("a.yaml", scenarioText("a").replace("200", "9"));
    expect(await validateCommand(["a.yaml"], cwd.path)).toEqual({
      exitCode: 0,
      text: `ok  a.yaml  9 payouts, none meets a fault
    inconclusive, because timeout: 5% of the 9 payouts of phase "payouts" is less than half a payout, so it meets none; raise the payouts or the rate
`,
    });
  });

  it("shows the problems of the bad ones among the good ones, and exits with 64", async () => {
    cwd.write("a.yaml", scenarioText("a"));
    cwd.write("b.yaml", scenarioText("b").replace("concurrency", "concurency"));
    cwd.write("c.yaml", scenarioText("c"));
    expect(await validateCommand(["a.yaml", "b.yaml", "c.yaml"], cwd.path)).toEqual({
      exitCode: 64,
      text: `ok  a.yaml  200 payouts, 10 meet a fault

b.yaml:4:36  unknown key "concurency": did you mean "concurrency"?

  3 | load:
> 4 |   - { name: payouts, payouts: 200, concurency: 20, faults: { timeout: 5% } }
    |                                    ^

ok  c.yaml  200 payouts, 10 meet a fault
`,
    });
  });

  it("refuses two scenarios of one name", async () => {
    cwd.write("scenarios/a.yaml", scenarioText("same"));
    cwd.write("scenarios/b.yaml", scenarioText("same"));
    expect(await validateCommand(["scenarios"], cwd.path)).toEqual({
      exitCode: 64,
      text: `ok  scenarios/a.yaml  200 payouts, 10 meet a fault
ok  scenarios/b.yaml  200 payouts, 10 meet a fault

two scenarios of a run cannot share the name "same": scenarios/a.yaml and scenarios/b.yaml
`,
    });
  });
});
