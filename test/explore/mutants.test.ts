import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { drawScenario } from "../../src/explore/draw.ts";
import { explore } from "../../src/explore/explore.ts";
import { embeddedMenu } from "../../src/explore/menu.ts";
import { createSearch } from "../../src/explore/search.ts";
import { simulatedTry } from "../../src/explore-simulated.ts";
import { type Mutant, mutants } from "./mutants.ts";

/** The kinds of findings of some schedules of drawn scenarios, until the first. */
async function found({ withStore, withRail }: Partial<Mutant>, strategy: "tracked-saga" | "outbox", schedules: number) {
  const { tally } = await explore({
    cases: {
      kind: "drawn",
      draw: (number) => ({ document: drawScenario(1_000_003 + number, embeddedMenu), seed: number }),
    },
    searchFor: (_, number) => createSearch("random", { seed: 77 + number, depth: 3, longMs: 1_500 }),
    tryIt: simulatedTry({ strategy, withStore, withRail }),
    ...{ ordersEach: 5, limit: { schedules }, all: false, clock: systemClock, stop: new AbortController().signal },
  });
  return tally.failures.map(({ kind }) => kind);
}

const isLong = process.env["LONG_TESTS"] !== undefined;

/** Found soon enough for every run of the tests. */
const soon = ["the money comes back twice"];

describe.each(["tracked-saga", "outbox"] as const)("%s", (strategy) => {
  it.each(mutants.filter(({ bug, of = [strategy] }) => of.includes(strategy) && (isLong || soon.includes(bug))))(
    "is found wrong where $bug",
    async (mutant) => {
      expect(await found(mutant, strategy, isLong ? 20_000 : 600)).not.toEqual([]);
    },
  );

  it("is found right as it is", async () => {
    expect(await found({}, strategy, isLong ? 20_000 : 50)).toEqual([]);
  });
});
