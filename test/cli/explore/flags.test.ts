import { describe, expect, it } from "vitest";
import { type ExploreFlags, exploreAgain, readFlags } from "../../../src/cli/explore/flags.ts";

const read = (flags: Partial<ExploreFlags>, names: readonly string[] = []) =>
  readFlags(names, { reporter: [], set: [], seed: 42, ...flags });

describe("the flags of explore", () => {
  it("have defaults: ten seconds of random orders", () => {
    expect(read({})).toMatchObject({
      ...{
        set: [],
        strategy: undefined,
        limit: { forMs: 10_000 },
        search: "random",
        depth: 1,
        seed: 42,
        faults: undefined,
      },
      all: false,
    });
    expect(readFlags([], { reporter: [], set: [] }).seed).toBeGreaterThanOrEqual(0);
  });

  it("let an exhaustive search come to its end", () => {
    expect(read({ search: "exhaustive" }, ["lost-answer"])).toMatchObject({ limit: {}, depth: 2 });
    expect(read({ search: "exhaustive", for: 5_000 }, ["lost-answer"]).limit).toEqual({ forMs: 5_000 });
  });

  it.each<readonly [Partial<ExploreFlags>, readonly string[], string]>([
    [{ schedules: 5, for: 1_000 }, [], "--schedules cannot be combined with --for: leave one of them out"],
    [{ depth: 2 }, [], "--depth needs --search pct or --search exhaustive: leave it out, or add one of them"],
    [{ search: "exhaustive" }, [], "--search exhaustive needs a scenario: name one with a few payouts"],
    [
      { fault: ["timeout"] },
      ["lost-answer"],
      "--fault cannot be combined with scenarios, which have their own: leave one of them out",
    ],
    [{ set: ["seed=1"] }, [], "--set needs a scenario to override: name one, or leave it out"],
    [{ fault: ["time-out"] }, [], 'there is no fault "time-out": did you mean "timeout"?'],
  ])("are refused where they contradict each other: %j %j", (flags, names, message) => {
    expect(() => read(flags, names)).toThrow(message);
  });
});

describe("the command that explores again", () => {
  it("has the seed, and as many schedules as were tried", () => {
    expect(exploreAgain([], read({}), 1_234)).toBe("npx chaos-payout explore --schedules 1234 --seed 42");
  });

  it("has everything that decides what is tried", () => {
    const settings = read({ strategy: "naive", search: "pct", fault: ["timeout", "kill"], all: true });
    expect(exploreAgain([], settings, 7)).toBe(
      "npx chaos-payout explore --strategy naive --search pct --depth 3 --fault timeout kill --all --schedules 7 --seed 42",
    );
    const endless = read({ search: "exhaustive" }, ["lost-answer"]);
    expect(exploreAgain(["lost-answer"], endless, 7)).toBe(
      "npx chaos-payout explore lost-answer --search exhaustive --depth 2 --seed 42",
    );
    expect(exploreAgain(["lost-answer", "my file.yaml"], read({ set: ["load.0.payouts=2"] }, ["lost-answer"]), 7)).toBe(
      "npx chaos-payout explore lost-answer 'my file.yaml' --set load.0.payouts=2 --schedules 7 --seed 42",
    );
  });
});
