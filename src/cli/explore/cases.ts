import { DEFAULT_STRATEGY, type StrategyName } from "../../domain/strategy.ts";
import { drawScenario } from "../../explore/draw.ts";
import type { Case, Cases } from "../../explore/explore.ts";
import { embeddedMenu, type Menu, onlyThese } from "../../explore/menu.ts";
import { chanceFor } from "../../scenario/draw.ts";
import { planScenario } from "../../scenario/plan.ts";
import { notSimulated } from "../../simulation/not-simulated.ts";
import { UsageError } from "../errors.ts";
import { type LoadedScenario, loadScenarios } from "../scenarios/load.ts";
import type { ExploreSettings } from "./flags.ts";

/** What is explored. */
export interface Subject {
  readonly cases: Cases;
  /** What finds the given scenarios on a command line. */
  readonly references: readonly string[];
  /** The names of the given scenarios. */
  readonly given: readonly string[];
  readonly strategies: readonly StrategyName[];
}

/** The scenarios that are named, or those that are drawn. @throws UsageError for one that cannot run in virtual time */
export async function subjectOf(names: readonly string[], settings: ExploreSettings): Promise<Subject> {
  if (names.length === 0) return drawnSubject(settings);
  const loaded = await loadScenarios(names, process.cwd(), { set: settings.set });
  return {
    cases: { kind: "given", cases: loaded.map((each) => givenCase(each, settings)) },
    references: loaded.map(({ reference }) => reference),
    given: loaded.map(({ scenario }) => scenario.name),
    strategies: [
      ...new Set(loaded.map(({ scenario }) => settings.strategy ?? scenario.api.strategy ?? DEFAULT_STRATEGY)),
    ],
  };
}

function drawnSubject({ seed, faults, strategy = DEFAULT_STRATEGY }: ExploreSettings): Subject {
  const menu: Menu = faults === undefined ? embeddedMenu : onlyThese(embeddedMenu, faults);
  const draw = (number: number): Case => {
    const own = Math.floor(chanceFor(seed, `scenario ${number}`)() * 0x1_0000_0000);
    return { document: drawScenario(own, menu), seed: own };
  };
  return { cases: { kind: "drawn", draw }, references: [], given: [], strategies: [strategy] };
}

function givenCase({ file, scenario, document, variables }: LoadedScenario, { seed }: ExploreSettings): Case {
  if (scenario.service !== null)
    throw new UsageError(`${file}: only the embedded API can be explored: leave service out of it`);
  // What is printed and saved is the scenario itself, and values from the environment may be secrets.
  if (variables.length > 0) {
    const used = variables.map((name) => `\${env:${name}}`).join(", ");
    throw new UsageError(`${file}: explore prints the scenario, so it must not use ${used}: write the value`);
  }
  const why = notSimulated(planScenario(scenario, { seed: scenario.seed ?? seed }));
  if (why !== undefined) throw new UsageError(`${file}: ${why}: only run can do that`);
  // Its own order is one of many.
  const { simulate: _, ...rest } = document;
  return { document: rest, seed: scenario.seed ?? seed };
}
