import { durationText, milliseconds } from "../document/field-types.ts";
import { defineScenario, type ScenarioInput } from "../scenario/define.ts";
import { planScenario } from "../scenario/plan.ts";
import { isMap, numberOf, roundMs, smallerCounts, type WrittenMap, withoutKeys } from "./document-parts.ts";
import type { Candidate } from "./port.ts";

/** Drawn crashes by name, then one crash alone, all but one, and earlier, shorter and plainer ones. */
export function* fewerCrashes({ document, seed }: Candidate): Iterable<ScenarioInput> {
  const { crashes } = document;
  if (isMap(crashes)) {
    yield { ...document, crashes: drawnCrashes(document, seed) };
    for (const random of smallerCounts(numberOf(crashes["random"])))
      yield { ...document, crashes: { ...crashes, random } };
    return;
  }
  const listed = crashesOf(document);
  if (listed.length > 1) {
    for (const crash of listed) yield { ...document, crashes: [crash] };
    if (listed.length > 2)
      for (const index of listed.keys()) yield { ...document, crashes: listed.toSpliced(index, 1) };
  }
  for (const [index, crash] of listed.entries()) {
    for (const less of lessCrash(crash)) yield { ...document, crashes: listed.with(index, less) };
  }
}

function* lessCrash(crash: WrittenMap): Iterable<WrittenMap> {
  for (const key of ["occurrence", "for", "instance", "how"]) if (key in crash) yield withoutKeys(crash, [key]);
  for (const occurrence of smallerCounts(numberOf(crash["occurrence"]))) yield { ...crash, occurrence };
  const forMs = milliseconds(String(crash["for"]));
  for (const ms of roundMs.filter((each) => each >= 10 && each < forMs)) yield { ...crash, for: durationText(ms) };
}

/** The same with every crash as early as can be, and of the first process: fewer payouts, or fewer processes, may never reach the others. */
export function withEarlyCrashes(document: ScenarioInput): ScenarioInput | undefined {
  const listed = crashesOf(document);
  const early = listed.map((crash) => withoutKeys(crash, ["occurrence", "instance"]));
  return JSON.stringify(early) === JSON.stringify(listed) ? undefined : { ...document, crashes: early };
}

function crashesOf({ crashes }: ScenarioInput): readonly WrittenMap[] {
  return Array.isArray(crashes) ? crashes.filter(isMap) : [];
}

/** The crashes that the seed draws, as they are written. */
function drawnCrashes(document: ScenarioInput, seed: number): readonly WrittenMap[] {
  const { crashes, interruptions } = planScenario(defineScenario(document), { seed });
  return [...crashes, ...interruptions].map(({ forMs, ...crash }) => {
    return forMs === 0 ? crash : { ...crash, for: durationText(forMs) };
  });
}
