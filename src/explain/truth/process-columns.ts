import { good, ok, SNAPSHOT, stuck, UNGUARDED, violated, withoutHold } from "./cells.ts";
import type { TruthColumn } from "./column.ts";

const CAUGHT = "the catch block refunds, although the payment has settled";

/** What happens to a process of the embedded API, besides the crashes of the first table. */
export const processColumns: readonly TruthColumn[] = [
  {
    place: "process",
    title: "the API throws an exception between the charge and the payment",
    scenario: "throw-after-charge",
    cells: {
      naive: violated("the charge stays, and the retry is charged again", ["double-charged"]),
      "snapshot-rollback": violated(SNAPSHOT, ["unexplained-change"], ["impossible-balance"]),
      rollback: ok,
      saga: stuck("the code that throws leaves the hold, and nothing picks it up again"),
      ...good,
    },
  },
  {
    place: "process",
    title: "the API throws an exception between the payment and its bookkeeping",
    scenario: "throw-after-answer",
    cells: {
      naive: violated(`the charge stays, and the retry is charged again; and ${UNGUARDED}`, [
        "double-charged",
        "false-refusal",
      ]),
      "snapshot-rollback": violated(
        `${CAUGHT}; and ${SNAPSHOT}`,
        ["paid-not-charged", "false-refusal"],
        ["unexplained-change", "impossible-balance"],
      ),
      rollback: violated(CAUGHT, ["paid-not-charged", "false-refusal"]),
      saga: stuck("the code that throws leaves the hold, and nothing picks it up again"),
      ...good,
    },
  },
  {
    place: "process",
    title: "three deploys come in the middle of the load (SIGTERM)",
    scenario: "terminate",
    cells: { ...withoutHold(ok), saga: ok, ...good },
  },
  {
    place: "process",
    title: "one of two instances stands still for longer than a lease",
    scenario: "pause-longer-than-a-lease",
    cells: {
      ...withoutHold(violated(UNGUARDED, [], ["false-refusal", "double-charged", "impossible-balance"])),
      "snapshot-rollback": violated(
        `${UNGUARDED}; or ${SNAPSHOT}`,
        [],
        ["false-refusal", "double-charged", "unexplained-change", "impossible-balance"],
      ),
      saga: ok,
      ...good,
      "fail-open": violated(
        "the other instance looks for a payment that has not been sent yet, and cancels the hold; then it is sent",
        ["paid-not-charged"],
        ["false-refusal"],
      ),
    },
  },
];
