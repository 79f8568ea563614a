import { links, type Order } from "../domain/schedule.ts";
import type { ScenarioInput } from "../scenario/define.ts";
import { numberOf } from "./document-parts.ts";
import type { Candidate, Failure, Try } from "./port.ts";
import { type Reduction, reductions } from "./reductions.ts";
import { asItCameAbout, shrinkOrder } from "./shrink-order.ts";
import { createShrinkSearch, type ShrinkOptions, type ShrinkSearch } from "./shrink-search.ts";

/** The smallest failure that was found. */
export interface Shrunk extends Failure {
  /** Candidates that were tried. */
  readonly tries: number;
  /** True if none of the reductions makes it smaller; false if the budget was spent before that was known. */
  readonly isSmallest: boolean;
}

/**
 * Makes a failure smaller for as long as the same finding is found: a smaller document first, then a plainer order, and once more from the
 * beginning until nothing helps. Greedy, as in QuickCheck, and the same every time. Rejects only if a candidate cannot be run at all.
 */
export async function shrink(failure: Failure, tryIt: Try, options: ShrinkOptions): Promise<Shrunk> {
  const search = createShrinkSearch(failure, tryIt, options);
  const others = { seeds: options.others ?? 100, longMs: longestOf(failure.candidate.order) };
  // The names of events stay the same in a smaller document; the draws of a search may not.
  await asItCameAbout(search);
  let before: Candidate;
  do {
    before = search.best.candidate;
    for (const reduction of reductions) await reduce(search, reduction, others);
    await shrinkOrder(search);
    await smallerSeed(search);
  } while (search.best.candidate !== before && !search.isSpent);
  return { ...search.best, tries: search.tries, isSmallest: !search.isSpent };
}

/** What else is tried with a smaller document. */
interface Others {
  /** How many other seeds, each with the same order and with a drawn one. */
  readonly seeds: number;
  /** The longest that an event is held back in a drawn order, in milliseconds. */
  readonly longMs: number;
}

/** The longest that most events take in a drawn order. */
const SHORT_MS = 2;

/** As long as in the order that failed. */
function longestOf(order: Order): number {
  return order.kind === "late" ? Math.max(SHORT_MS, ...order.late.values()) : order.longMs;
}

/** Enough where the seed draws nothing anew. */
function fewOf({ seeds, longMs }: Others): Others {
  return { seeds: Math.min(2, seeds), longMs };
}

/** Applies a reduction again and again, until it does not help any more. */
async function reduce(search: ShrinkSearch, reduction: Reduction, others: Others): Promise<void> {
  for (let isSmaller = true; isSmaller && !search.isSpent; ) {
    isSmaller = await reduceOnce(search, reduction, others);
  }
}

async function reduceOnce(search: ShrinkSearch, { of, redraws }: Reduction, others: Others): Promise<boolean> {
  const { candidate } = search.best;
  const same = JSON.stringify(candidate.document);
  for (const document of of(candidate)) {
    if (JSON.stringify(document) === same) continue;
    for (const variant of variantsOf(document, candidate, redraws ? others : fewOf(others))) {
      if (await search.accepts(variant)) return true;
      if (search.isSpent) return false;
    }
  }
  return false;
}

/** A document with the seed and the order of a candidate, then with other seeds, and with other orders. */
function* variantsOf(
  document: ScenarioInput,
  { seed, order }: Candidate,
  { seeds, longMs }: Others,
): Iterable<Candidate> {
  const orders = [order, ...renumbered(order, document)];
  for (const each of orders) yield { document, seed, order: each };
  for (let other = 1; other <= seeds; other += 1) {
    for (const each of orders) yield { document, seed: other, order: each };
    yield { document, seed: other, order: { kind: "random", seed: other, shortMs: SHORT_MS, longMs } };
  }
}

const ofPayout = new RegExp(`^(${links.join("|")}) ([1-9]\\d*)#`);

/** The order for the first payouts in place of later ones, if the document has too few of them. */
function renumbered(order: Order, { load }: ScenarioInput): readonly Order[] {
  if (order.kind !== "late") return [];
  const payouts = load.reduce((sum, phase) => sum + (phase.rate === undefined ? numberOf(phase.payouts) : 0), 0);
  const named = [...order.late.keys()].map((event) => Number(ofPayout.exec(event)?.[2] ?? 0));
  const numbers = [...new Set(named)].filter((number) => number > 0).sort((left, right) => left - right);
  if (payouts === 0 || (numbers.at(-1) ?? 0) <= payouts) return [];
  const late = [...order.late].map(([event, ms]) => {
    return [
      event.replace(ofPayout, (_, link, number) => `${link} ${1 + numbers.indexOf(Number(number))}#`),
      ms,
    ] as const;
  });
  return [{ kind: "late", late: new Map(late) }];
}

/** A seed that is easier to read. */
async function smallerSeed(search: ShrinkSearch): Promise<void> {
  for (let seed = 1; seed < Math.min(4, search.best.candidate.seed); seed += 1) {
    if (await search.accepts({ ...search.best.candidate, seed })) return;
  }
}
