import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandLines, reproduceLines } from "../../src/report/reproduce-lines.ts";

const long =
  "npx chaos-payout run './my scenarios/evening rush.yaml' --strategy rollback --target http://127.0.0.1:3000 --allow-remote --seed 42";

describe("the line that repeats a run", () => {
  it("is one line where it fits", () => {
    expect(reproduceLines("npx chaos-payout run quiet --seed 42", 60)).toEqual([
      "   reproduce: npx chaos-payout run quiet --seed 42",
    ]);
  });

  it("is broken by backslashes otherwise, but not between a flag and its value", () => {
    expect(reproduceLines(long, 60)).toEqual([
      "   reproduce: npx chaos-payout run \\",
      "              './my scenarios/evening rush.yaml' \\",
      "              --strategy rollback \\",
      "              --target http://127.0.0.1:3000 \\",
      "              --allow-remote --seed 42",
    ]);
  });

  it("keeps a word whole that is longer than a line", () => {
    expect(commandLines(`npx chaos-payout run ${"a".repeat(70)}.yaml --seed 1`, 50)).toEqual([
      ...["npx chaos-payout run \\", `${"a".repeat(70)}.yaml \\`, "--seed 1"],
    ]);
  });

  it("is the same command to a shell", () => {
    const script = (command: string) => `print() { printf '<%s>' "$@"; }; ${command.replace("npx", "print")}`;
    const read = (command: string) => execFileSync("sh", ["-c", script(command)], { encoding: "utf8" });
    const hard = `${long} 'it'\\''s   one word' --journal 'a  b'`;
    const lines = reproduceLines(hard, 60).join("\n").replace("   reproduce: ", "");
    expect(lines.split("\n").length).toBeGreaterThan(4);
    expect(read(lines)).toBe(read(hard));
  });

  it("has every word, in order", () => {
    const word = fc.oneof(
      fc.constantFrom("run", "--seed", "42", "--target", "'a b'"),
      fc.stringMatching(/^[a-z]{1,30}$/),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 20, max: 60 }), (words, columns) => {
        const joined = commandLines(words.join(" "), columns).join("\n").replaceAll(" \\\n", " ");
        expect(joined).toBe(words.join(" "));
      }),
    );
  });
});
