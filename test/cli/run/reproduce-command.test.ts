import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { reproduceCommand } from "../../../src/cli/run/job.ts";
import { commandLines } from "../../../src/report/reproduce-lines.ts";

const flags = { set: [], reporter: [] };

describe("the command that repeats a run", () => {
  it("has every flag that changes the run, quoted for a shell", () => {
    const set = ["load.0.concurrency=50", "client={ timeout: 1s }", "description=it's"];
    expect(
      reproduceCommand({ reference: "odd name.yaml", variables: [] }, 7, {
        ...flags,
        set,
        strategy: "saga",
        payouts: 3,
      }),
    ).toBe(
      "npx chaos-payout run 'odd name.yaml' --set load.0.concurrency=50 --set 'client={ timeout: 1s }' --set 'description=it'\\''s' --strategy saga --payouts 3 --seed 7",
    );
  });

  it("reaches the program unchanged through a shell, even broken into lines", () => {
    const set = ["description=one\ntwo\t\u202e 'three' \\ ü", "name=a"];
    const line = reproduceCommand({ reference: "-x.yaml", variables: [] }, 7, { ...flags, set });
    const words = (command: string) => {
      const script = command.replace("npx chaos-payout", "printf '%s\\0'");
      return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
    };
    const wanted = ["run", "./-x.yaml", "--set", set[0], "--set", set[1], "--seed", "7"];
    expect(words(line)).toEqual(wanted);
    expect(words(commandLines(line, 40).join("\n"))).toEqual(wanted);
  });

  it("names the variables of the scenario without their values", () => {
    expect(reproduceCommand({ reference: "a", variables: ["N", "RATE"] }, 7, flags)).toBe(
      'N="${N?}" RATE="${RATE?}" npx chaos-payout run a --seed 7',
    );
  });
});
