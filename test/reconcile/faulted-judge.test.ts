import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { runs } from "../runs.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulatedFacts } from "../simulation/simulation.ts";
import { type FactFault, factFaults } from "./fact-faults.ts";

/**
 * The judge himself is put to the test: the journal of a run that is balanced, with one fact removed, doubled or altered. What is not
 * noticed is right not to be noticed, for the reason that stands beside it. The journals are those of the shipped scenarios under a strategy
 * that is right, of some of them in each run of the tests and of all in the long ones.
 */
const root = new URL("../../scenarios/", import.meta.url);
const shipped = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
const usual = ["timeout-retry.yaml", "faults/terminate.yaml"];
const chosen = runs(0, 1) === 1 ? shipped.sort() : usual;

/** How many facts of a kind are changed in each journal, one at a time. */
const PLACES = runs(3, 25);

async function journalOf(name: string, strategy: "outbox" | "tracked-saga"): Promise<readonly Fact[]> {
  const plan = planScenario(scenarioOf(readFileSync(new URL(name, root), "utf8")), {
    strategy,
    ...(chosen === usual ? { payouts: 80 } : {}),
  });
  return [...(await simulatedFacts(plan, { strategy, seed: plan.seed, maxDelayMs: 2 }))];
}

/** True where the run is not balanced any more, or no run at all. */
function isNoticed(facts: readonly Fact[]): boolean {
  try {
    return reconcile(facts).verdict !== "balanced";
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("the journal ")) return true;
    throw error;
  }
}

/** Some of the places at which a fact can be changed, the first and the last among them. */
function placesOf({ change }: FactFault, facts: readonly Fact[]): readonly number[] {
  const all = facts.flatMap((fact, at) => (change(fact) === undefined ? [] : at));
  const step = Math.max(1, (all.length - 1) / (PLACES - 1));
  return [
    ...new Set(Array.from({ length: PLACES }, (_, index) => all[Math.round(index * step)] ?? all.at(-1))),
  ].flatMap((at) => at ?? []);
}

const seen = new Map<string, Set<boolean>>();

describe.each(chosen)("a journal of %s with one fact changed", (name) => {
  it.each(["outbox", "tracked-saga"] as const)("is noticed or not as the table says, under %s", async (strategy) => {
    const facts = await journalOf(name, strategy);
    expect(isNoticed(facts)).toBe(false);
    const wrong: string[] = [];
    for (const fault of factFaults) {
      for (const at of placesOf(fault, facts)) {
        const fact = facts[at];
        const others = fact === undefined ? undefined : fault.change(fact);
        if (others === undefined) continue;
        const noticed = isNoticed(facts.toSpliced(at, 1, ...others));
        seen.set(fault.what, (seen.get(fault.what) ?? new Set()).add(noticed));
        if ((fault.noticed === "always" && !noticed) || (fault.noticed === "never" && noticed)) {
          wrong.push(`${fault.what} is ${noticed ? "" : "not "}noticed: ${JSON.stringify(fact)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("the table of what is noticed", () => {
  it("has seen every change but those of payments that the rail rejects, which no right strategy asks for, in the long tests", () => {
    const unseen = factFaults.flatMap(({ what }) => (seen.has(what) ? [] : what));
    const rejected = ["removed", "doubled", "of nobody"].map((change) => `payment-rejected ${change}`);
    if (chosen === usual) expect(unseen.length).toBeLessThan(10);
    else expect(unseen).toEqual(rejected);
  });

  it("is exact: what is noticed sometimes is noticed in one place and not in another, in the long tests", () => {
    const one = factFaults.filter(({ what, noticed }) => noticed === "sometimes" && seen.get(what)?.size === 1);
    const which = one.map(({ what }) => `${what}: ${seen.get(what)?.has(true) === true ? "always" : "never"}`);
    if (chosen !== usual) expect(which).toEqual([]);
  });

  it("says why it is right not to notice what is not noticed, and only there", () => {
    for (const { what, noticed, because } of factFaults)
      expect([what, because === ""]).toEqual([what, noticed === "always"]);
  });
});
