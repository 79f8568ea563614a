import type { FindingKind } from "../domain/finding.ts";
import type { Check, Checks } from "./checks/check.ts";
import type { Statement } from "./statement.ts";

/**
 * True where a service of somebody else's was to pay through our rail, and the rail was asked for no payout of the run. It may pay nobody;
 * but it may as well pay elsewhere, or under names of its own, and then our rail knows nothing. So whatever rests on what was paid is left
 * unsaid, and a doubt says why.
 */
export function isRailUnasked({ run, course }: Statement): boolean {
  return run.oracle === "rail" && run.target !== null && course.received === course.strayReceived;
}

/** What the books and the answers show by themselves, whatever was paid. */
const withoutRail: readonly FindingKind[] = ["partly-refunded", "overdraft", "impossible-balance", "key-breach"];

/** The checks that do not rest on what was paid; every other one finds nothing. */
export function checksWithoutRail(checks: Checks): Checks {
  const nothing: Check = () => [];
  const kept = Object.entries(checks).map(([kind, check]) => {
    return [kind, withoutRail.some((one) => one === kind) ? check : nothing];
  });
  return Object.fromEntries(kept) as Checks;
}
