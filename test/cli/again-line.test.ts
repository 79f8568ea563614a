import { describe, expect, it } from "vitest";
import { againLine } from "../../src/cli/again-line.ts";

const flags = { set: [], reporter: [] };

describe("the line that repeats a run", () => {
  it("has every flag that changes the run, in words that a shell takes as they are", () => {
    const set = ["load.0.concurrency=50", "client={ patience: 1s }", "description=it's"];
    expect(
      againLine({ reference: "odd name.yaml", variables: [] }, 7, { ...flags, set, strategy: "saga", payouts: 3 }),
    ).toBe(
      "npx chaos-payout run 'odd name.yaml' --set load.0.concurrency=50 --set 'client={ patience: 1s }' --set 'description=it'\\''s' --strategy saga --payouts 3 --seed 7",
    );
  });

  it("names the variables that went into it, without their values", () => {
    expect(againLine({ reference: "a", variables: ["N", "RATE"] }, 7, flags)).toBe(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell reads it, and stops where the variable is not set.
      'N="${N?}" RATE="${RATE?}" npx chaos-payout run a --seed 7',
    );
  });
});
