import { CANCELLED, GUESSED, good, ok, SNAPSHOT, unasked, violated } from "./cells.ts";
import type { TruthColumn } from "./column.ts";

const NOT_FOUND = "takes not found for not paid, and cancels the hold of a payment that has settled";
const FAILED_LOOKUP = "takes an error of the look-up for not paid, and cancels the hold of a payment that has settled";

/** The strategies that never look a payment up: what they do about a payment that settles without their knowing. */
const unaware = {
  naive: unasked(ok),
  "snapshot-rollback": unasked(
    violated(
      `${GUESSED}; and ${SNAPSHOT}`,
      ["paid-not-charged"],
      ["unexplained-change", "impossible-balance", "overdraft"],
    ),
  ),
  rollback: unasked(violated(GUESSED, ["paid-not-charged"])),
  saga: unasked(violated(CANCELLED, ["paid-not-charged"])),
};

/** What somebody hears who asks about a payment whose answer was lost. */
export const lookupColumns: readonly TruthColumn[] = [
  {
    scenario: "lookup-lag",
    place: "lookup",
    title: "the answer is lost, and for a while the payment cannot be found",
    cells: { ...unaware, ...good, "fail-open": violated(NOT_FOUND, ["paid-not-charged"]) },
  },
  {
    scenario: "lookup-error",
    place: "lookup",
    title: "the answer is lost, and the first look-up ends in an error",
    cells: { ...unaware, ...good, "fail-open": violated(FAILED_LOOKUP, ["paid-not-charged"]) },
  },
  {
    scenario: "lookup-stale",
    place: "lookup",
    title: "the payment settles late, and for a while look-ups still call it in flight",
    cells: { ...unaware, ...good },
  },
];
