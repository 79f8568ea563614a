import type { FindingKind } from "../../domain/finding.ts";
import { good, stuck, violated } from "./cells.ts";
import type { TruthColumn } from "./column.ts";

const NOT_STORED = "the payment is made and cannot be stored, so the retry is charged again";
const NOT_GIVEN_BACK =
  "the payment is made and cannot be stored; the retry is rejected by the node, and reported as failed";
const NOT_DECIDED = "the payment is made and cannot be stored, and nothing picks the hold up again";
/** Where the fault ends between the bookkeeping that fails and the refund in the catch block. */
const IN_BETWEEN: readonly FindingKind[] = ["paid-not-charged"];
const TAKEN_FOR_UNDONE = "the error is taken for a rollback, so the retry is charged again";

/** What becomes of payments that were made and cannot be stored, whatever keeps the ledger from being written. */
const unwritable: TruthColumn["cells"] = {
  naive: violated(NOT_STORED, ["double-charged", "false-refusal"]),
  "snapshot-rollback": violated(
    NOT_GIVEN_BACK,
    ["false-refusal"],
    ["unexplained-change", "impossible-balance", ...IN_BETWEEN],
  ),
  rollback: violated(NOT_GIVEN_BACK, ["false-refusal"], IN_BETWEEN),
  saga: stuck(NOT_DECIDED),
  ...good,
};

/** What goes wrong with the ledger of the embedded API. */
export const storageColumns: readonly TruthColumn[] = [
  {
    place: "storage",
    title: "the ledger is locked for 300 ms while payments are made",
    scenario: "ledger-locked",
    cells: unwritable,
  },
  {
    place: "storage",
    title: "the ledger cannot be written for 300 ms after payments were made",
    scenario: "ledger-read-only",
    cells: unwritable,
  },
  {
    place: "storage",
    title: "one commit is made, and its callers get an error",
    scenario: "commit-unknown",
    cells: {
      naive: violated(TAKEN_FOR_UNDONE, ["double-charged"]),
      "snapshot-rollback": violated(
        TAKEN_FOR_UNDONE,
        ["double-charged"],
        ["paid-not-charged", "unexplained-change", "impossible-balance"],
      ),
      rollback: violated(TAKEN_FOR_UNDONE, ["double-charged"], ["paid-not-charged"]),
      saga: stuck("the hold is committed, its caller gets an error, and nothing picks it up again"),
      ...good,
    },
  },
];
