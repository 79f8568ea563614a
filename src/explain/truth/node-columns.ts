import { GUESSED, ok, SNAPSHOT, violated } from "./cells.ts";
import type { TruthColumn } from "./column.ts";

const BELIEVED = "believes a failure that is final by all appearances, and the payment settles";
const REASON_FIRST = "reads the reason of the failure before the status";
const BOOKED = "the payment is booked when it shows up, and the caller has been told that it failed";

/** What the record of a payment says and should not. */
export const nodeColumns: readonly TruthColumn[] = [
  {
    scenario: "failed-but-settles",
    place: "payment",
    title: "the node calls the payment failed for good, and it settles a moment later",
    cells: {
      naive: violated(`${BELIEVED}; the charge that it keeps is right by luck`, ["false-refusal"]),
      "snapshot-rollback": violated(
        `${BELIEVED}; and ${SNAPSHOT}`,
        ["paid-not-charged", "false-refusal"],
        ["unexplained-change", "impossible-balance", "overdraft"],
      ),
      rollback: violated(BELIEVED, ["paid-not-charged", "false-refusal"]),
      saga: violated(BELIEVED, ["paid-not-charged", "false-refusal"]),
      "fail-open": violated(BELIEVED, ["paid-not-charged", "false-refusal"]),
      "tracked-saga": violated(BELIEVED, ["paid-not-charged", "false-refusal"]),
      outbox: violated(BELIEVED, ["paid-not-charged"]),
    },
  },
  {
    scenario: "failed-but-rechecked",
    place: "payment",
    title: "the same, and failures are checked again (api.recheckAfter)",
    cells: {
      naive: violated(`${BELIEVED}; it checks nothing again`, ["false-refusal"]),
      "snapshot-rollback": violated(
        `${BELIEVED}; it checks nothing again, and ${SNAPSHOT}`,
        ["paid-not-charged", "false-refusal"],
        ["unexplained-change", "impossible-balance", "overdraft"],
      ),
      rollback: violated(`${BELIEVED}; it checks nothing again`, ["paid-not-charged", "false-refusal"]),
      saga: violated(`${BELIEVED}; it checks nothing again`, ["paid-not-charged", "false-refusal"]),
      "fail-open": violated(`${BELIEVED}; it checks nothing again`, ["paid-not-charged", "false-refusal"]),
      "tracked-saga": violated(BOOKED, ["false-refusal"]),
      outbox: ok,
    },
  },
  {
    scenario: "contradictory",
    place: "payment",
    title: "the payment settles, and the node names the reason of a failure as well",
    cells: {
      naive: violated(`${REASON_FIRST}: the caller is told that a paid payout failed`, ["false-refusal"]),
      "snapshot-rollback": violated(
        `${REASON_FIRST}, ${GUESSED}; and ${SNAPSHOT}`,
        ["paid-not-charged", "false-refusal"],
        ["unexplained-change", "impossible-balance", "overdraft"],
      ),
      rollback: violated(`${REASON_FIRST}, and refunds what was paid`, ["paid-not-charged", "false-refusal"]),
      saga: violated(`${REASON_FIRST}, and releases what was paid`, ["paid-not-charged", "false-refusal"]),
      "fail-open": ok,
      "tracked-saga": ok,
      outbox: ok,
    },
  },
];
