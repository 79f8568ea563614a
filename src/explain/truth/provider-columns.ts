import { CANCELLED, GUESSED, good, NEVER_REFUNDED, ok, SNAPSHOT, stuck, violated } from "./cells.ts";
import type { TruthColumn } from "./column.ts";

const RESTORED = [["unexplained-change"], ["impossible-balance", "overdraft", "paid-not-charged"]] as const;
const CHARGED_EACH_TIME = "charges each attempt, and refunds none that was turned away";

/** What the provider in front of the node answers, or does not. */
export const providerColumns: readonly TruthColumn[] = [
  {
    scenario: "provider-busy",
    place: "provider",
    title: "the provider turns the payment away before anything has happened",
    cells: {
      naive: violated(NEVER_REFUNDED, ["charged-not-paid"]),
      "snapshot-rollback": violated(SNAPSHOT, ...RESTORED),
      rollback: ok,
      saga: ok,
      ...good,
    },
  },
  {
    scenario: "provider-error",
    place: "provider",
    title: "the payment settles, and the provider answers with an error",
    cells: {
      naive: ok,
      "snapshot-rollback": violated(
        `${GUESSED}; and ${SNAPSHOT}`,
        ["paid-not-charged"],
        ["unexplained-change", "impossible-balance", "overdraft"],
      ),
      rollback: violated(GUESSED, ["paid-not-charged"]),
      saga: violated(CANCELLED, ["paid-not-charged"]),
      ...good,
    },
  },
  {
    scenario: "busy-twice-then-settles",
    place: "provider",
    title: "the provider turns the payment away twice, and takes the third attempt",
    cells: {
      naive: violated(CHARGED_EACH_TIME, ["double-charged"]),
      "snapshot-rollback": violated(SNAPSHOT, ...RESTORED),
      rollback: ok,
      saga: ok,
      ...good,
    },
  },
  {
    scenario: "lost-answer-pay-again",
    place: "provider",
    title: "the answer is lost, and the provider neither deduplicates nor ever finds a payment",
    cells: {
      naive: ok,
      "snapshot-rollback": violated(
        `${GUESSED}; and ${SNAPSHOT}`,
        ["paid-not-charged"],
        ["unexplained-change", "impossible-balance", "overdraft"],
      ),
      rollback: violated(GUESSED, ["paid-not-charged"]),
      saga: violated(CANCELLED, ["paid-not-charged"]),
      "fail-open": violated("takes not found for not paid", ["paid-not-charged"]),
      "tracked-saga": stuck("nobody can say what became of the payment, so it is parked for a person, which is right"),
      outbox: violated("sends what it does not find again, and each sending is a payment", ["double-paid"]),
    },
  },
];
