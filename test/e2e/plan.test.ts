import { expect, it } from "vitest";
import { chaosPayout } from "./program.ts";

it("plan tells which payouts a run will meet with which fault, and runs nothing", async () => {
  const { code, stdout, stderr } = await chaosPayout(["plan", "late-settle", "--seed", "3", "--reporter", "json"]);
  const { scenarios } = JSON.parse(stdout) as {
    readonly scenarios: readonly {
      readonly run: string;
      readonly faults: readonly { readonly keys: readonly string[] }[];
    }[];
  };
  expect([code, stderr, scenarios.map(({ run }) => run)]).toEqual([
    0,
    "",
    ["npx chaos-payout run late-settle --seed 3"],
  ]);
  const [planned] = scenarios;
  expect(planned?.faults[0]?.keys.length).toBe(10);
});
