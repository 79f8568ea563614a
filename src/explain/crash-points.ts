import type { CrashPoint } from "../domain/crash-point.ts";
import type { Explanation } from "./explanation.ts";

/** Every crash point explained: where the API is killed, as by the OOM killer or a power cut, then restarted on its ledger. */
export const crashPointTexts = {
  "before-charge": {
    summary: "the process is killed before it has written anything about the payout",
    cause:
      "The request has arrived and nothing else has happened. The caller gets no answer and cannot tell how far it got.",
    remedy:
      "Every strategy: nothing was charged, and the node was not asked. A retry with the same key starts from scratch.",
  },
  "after-charge": {
    summary: "the process is killed when the charge or hold is committed and the node has not been asked yet",
    cause: "Ledger and payment are two systems without a common transaction, and the process dies between the two.",
    remedy:
      "tracked-saga and outbox: the intent and its payment hash were committed with the money, so the next process sends the " +
      "payment under that hash. naive, snapshot-rollback and rollback leave charged-not-paid, and saga leaves a hold that nobody " +
      "releases (stuck-pending).",
    seenIn: ["GaloyMoney/blink #2364"],
  },
  "after-send": {
    summary: "the process is killed when the node has the payment and has not answered yet",
    cause:
      "A payout spends most of its time waiting for the node, so this is where most crashes hit it. The payment goes on without the " +
      "process.",
    remedy:
      "tracked-saga and outbox look the payment up by the hash that they stored before. naive, snapshot-rollback and rollback leave " +
      "a charge without a payout: charged-not-paid if the payment fails, and a retry with the same key is charged again. saga leaves " +
      "the payout pending for ever (stuck-pending).",
  },
  "after-answer": {
    summary: "the process is killed when it has the answer of the node and has not stored it yet",
    cause:
      "The answer exists only in memory. An exception between payment and bookkeeping does the same without a crash.",
    remedy:
      "tracked-saga and outbox: the node remembers the payment, and they ask it. For the others it is like after-send: the charge " +
      "stays, whatever the answer was, or the hold does (stuck-pending).",
    seenIn: ["lnbits #168", "Scottcjn/Rustchain #5360"],
  },
  "before-refund": {
    summary: "the process is killed after the payment has failed but before the refund is written",
    cause:
      "The refund is a separate step after the answer of the node, and it is never committed. naive never gets here, because it " +
      "never refunds.",
    remedy:
      "tracked-saga and outbox: after the crash they ask the node again, learn of the failure again, and refund once, with " +
      "compare-and-set. snapshot-rollback and rollback leave charged-not-paid, and saga leaves a hold that nobody releases " +
      "(stuck-pending).",
    seenIn: ["lnbits #138"],
  },
  "after-confirm": {
    summary: "the process is killed after everything is stored but before the caller gets an answer",
    cause: "The payout is paid and recorded; only the answer is missing. To the caller it is a lost answer.",
    remedy:
      "Every strategy, if the caller retries with the same key: the API finds the completed payout and repeats its answer. With a fresh key " +
      "it is paid twice (double-paid).",
  },
} as const satisfies Record<CrashPoint, Explanation>;
