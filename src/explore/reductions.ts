import type { ScenarioInput } from "../scenario/define.ts";
import type { Candidate } from "./port.ts";
import { fewerCrashes, withEarlyCrashes } from "./reduce-crashes.ts";
import { fewerFaults, fewerPayouts, fewerPhases, lessConcurrency } from "./reduce-load.ts";
import { fewerEvents, withOwnEvents } from "./reduce-order.ts";
import { bareOf, fewerProjects, smallerNumbers, withoutSections, withoutWords } from "./reduce-sections.ts";

/** A way to make documents smaller: the next ones to try, those that take most away first. Each is smaller, so that this comes to an end. */
export interface Reduction {
  of(candidate: Candidate): Iterable<ScenarioInput>;
  /** Whether the seed draws anew who meets a fault, so that the same may need another seed. */
  readonly redraws: boolean;
}

/** Every reduction, in the order in which they are applied: first what makes the next tries fast. A new one is a line here. */
export const reductions: readonly Reduction[] = [
  { of: ({ document }) => withoutWords(document), redraws: false },
  { of: ({ document }) => bareOf(document), redraws: true },
  { of: ({ document }) => fewerEvents(document), redraws: false },
  { of: ({ document }) => withTheirEvents(fewerPhases(document)), redraws: true },
  { of: ({ document }) => alsoEarlier(withTheirEvents(fewerPayouts(document))), redraws: true },
  { of: ({ document }) => fewerFaults(document), redraws: true },
  { of: (candidate) => fewerCrashes(candidate), redraws: false },
  { of: ({ document }) => alsoEarlier(withoutSections(document)), redraws: false },
  { of: ({ document }) => smallerNumbers(document), redraws: false },
  { of: ({ document }) => lessConcurrency(document), redraws: false },
  { of: ({ document }) => fewerProjects(document), redraws: false },
];

/** Each of them, without the events of payouts that it has no more. */
function* withTheirEvents(documents: Iterable<ScenarioInput>): Iterable<ScenarioInput> {
  for (const document of documents) yield withOwnEvents(document);
}

/** Each of them, and then the same with early crashes, which it may need to be reached at all. */
function* alsoEarlier(documents: Iterable<ScenarioInput>): Iterable<ScenarioInput> {
  for (const document of documents) {
    yield document;
    const early = withEarlyCrashes(document);
    if (early !== undefined) yield early;
  }
}
