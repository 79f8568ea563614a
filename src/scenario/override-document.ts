import { durationText } from "../document/field-types.ts";
import type { Overrides } from "./plan.ts";
import type { ScenarioInput } from "./schema.ts";

/** Writes what overrides a scenario into it, so that it says the same alone. Its seed stays beside it. */
export function withOverrides(document: ScenarioInput, overrides: Overrides): ScenarioInput {
  const { strategy, railTimeoutMs, expect } = overrides;
  const api = {
    ...document.api,
    ...(strategy !== undefined && { strategy }),
    ...(railTimeoutMs !== undefined && { railTimeout: durationText(railTimeoutMs) }),
  };
  return {
    ...document,
    load: document.load.map((phase) => overridden(phase, overrides)),
    ...(Object.keys(api).length > 0 && { api }),
    ...(expect !== undefined && { expect: expectationOf(expect) }),
  };
}

type WrittenPhase = ScenarioInput["load"][number];

function overridden(phase: WrittenPhase, { concurrency, payouts }: Overrides): WrittenPhase {
  if (phase.rate !== undefined || (concurrency === undefined && payouts === undefined)) return phase;
  // As in a plan: fewer payouts are not under way at once in larger numbers than there are.
  const declared = concurrency ?? Number(String(phase.concurrency).replaceAll("_", ""));
  const atOnce = concurrency === undefined && payouts !== undefined ? Math.min(declared, payouts) : declared;
  return { ...phase, payouts: payouts ?? phase.payouts, concurrency: atOnce };
}

function expectationOf({ verdict, findings }: NonNullable<Overrides["expect"]>): ScenarioInput["expect"] {
  return findings === undefined ? verdict : { verdict, findings: [...findings] };
}
