import type { CrashPoint } from "../domain/crash-point.ts";
import { interruptionKinds } from "../domain/interruption.ts";
import { type Moment, moments } from "../domain/moment.ts";
import type { Chance } from "../domain/random.ts";
import { type Crash, comesAtMoments, type RandomCrashes } from "./crashes.ts";

/** What decides how often a point is certain to be passed. */
export interface CrashScope {
  readonly payouts: number;
  /** The most payouts that are under way at once, all of which a crash may hit. */
  readonly concurrency: number;
  readonly instances: number;
  /** True for a service that we start, whose code has no crash points. */
  readonly isSeenFromOutside: boolean;
}

/** The points and moments that every payout passes, whatever becomes of its payment. */
const everyPoint: readonly CrashPoint[] = ["before-charge", "after-charge", "after-send", "after-answer"];
const everyMoment: readonly Moment[] = moments.filter(
  (moment) => !["payment-settled", "payment-failed"].includes(moment),
);

/** The crashes of a scenario: those that it lists, or those that are drawn. */
export function drawCrashes(
  declared: readonly Crash[] | RandomCrashes,
  scope: CrashScope,
  chance: Chance,
): readonly Crash[] {
  if (!("random" in declared)) return declared;
  const upTo = (size: number) => Math.floor(chance() * size);
  const pick = <Item>(items: readonly Item[], otherwise: Item): Item => items[upTo(items.length)] ?? otherwise;
  const most = mostOccurrences(declared.random, scope);
  return Array.from({ length: declared.random }, (): Crash => {
    const how = pick(declared.how, "kill");
    const occurrence = 1 + upTo(most);
    const instance = 1 + upTo(scope.instances);
    const rest = { occurrence, forMs: interruptionKinds[how].lengthMs, instance };
    // Other interruptions need a point in our code; on a service, that is a doubt.
    return scope.isSeenFromOutside && comesAtMoments(how)
      ? { when: pick(everyMoment, "payout-received"), how, ...rest }
      : { at: pick(everyPoint, "after-charge"), how, ...rest };
  });
}

/** So early that the load reaches all of them, although each crash may cost as many payouts as are under way at once. */
function mostOccurrences(crashes: number, { payouts, concurrency, instances }: CrashScope): number {
  const certain = Math.floor((payouts / instances - crashes * concurrency) / (2 * crashes));
  // Several instances share the work as it comes.
  return Math.max(1, instances === 1 ? certain : Math.min(2, certain));
}
