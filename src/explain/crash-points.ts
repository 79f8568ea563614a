import type { CrashPoint } from "../domain/crash-point.ts";
import type { Explanation } from "./explanation.ts";

/**
 * Every crash point explained: where the API process is killed, with SIGKILL, and started again on the same ledger file. In life it
 * is a lack of memory, a deployment, or a power cut.
 */
export const crashPointTexts = {
  "before-charge": {
    summary: "the process is killed before anything of the payout has been written",
    cause:
      "The request has arrived and nothing else has happened. The caller hears nothing and cannot tell how far it came.",
    remedy:
      "Every strategy: nothing was charged, and the node was not asked. A retry under the same key is the first attempt.",
  },
  "after-charge": {
    summary: "the process is killed when the charge, or the hold, is committed and the node has not been asked",
    cause:
      "The money and the payment are two systems, and no transaction spans both: the process dies between the one and the other.",
    remedy:
      "tracked-saga and outbox: the intent, with its payment hash, was committed together with the money, so whoever comes after " +
      "the crash sends the payment under that hash. naive, snapshot-rollback and rollback leave charged-not-paid behind, and " +
      "saga leaves a hold that nobody releases (stuck-pending).",
  },
  "after-send": {
    summary: "the process is killed when the node has the payment and has not answered yet",
    cause:
      "The longest part of a payout is waiting for the node, so this is where most crashes meet it. The payment goes on without " +
      "the process.",
    remedy:
      "tracked-saga and outbox ask the node by the hash that they wrote down before. naive, snapshot-rollback and rollback leave " +
      "a charge without a payout: charged-not-paid if the payment fails, and a retry under the same key is charged again. saga " +
      "leaves the payout pending for ever (stuck-pending).",
  },
  "after-answer": {
    summary: "the process is killed when it knows the answer of the node and has not recorded it",
    cause:
      "The answer exists in memory alone. An exception between the payment and the bookkeeping comes to the same, without a crash.",
    remedy:
      "tracked-saga and outbox: the node remembers, and they ask it. For the others it is like after-send: the charge stays " +
      "whatever the answer was, or the hold does (stuck-pending).",
    seenIn: ["lnbits #168"],
  },
  "before-refund": {
    summary: "the process is killed when the payment has failed and its charge is about to be given back",
    cause:
      "The refund is a step of its own after the answer of the node, and it is never committed. naive does not pass here: it gives " +
      "nothing back.",
    remedy:
      "tracked-saga and outbox: after the crash they ask the node again, hear of the failure again, and refund once, with " +
      "compare-and-set. snapshot-rollback and rollback leave charged-not-paid behind, and saga a hold that nobody releases " +
      "(stuck-pending).",
    seenIn: ["lnbits #138"],
  },
  "after-confirm": {
    summary: "the process is killed when everything is recorded and the caller has not been told",
    cause: "The payout is made and written down; only its answer is missing. To the caller it is a lost answer.",
    remedy:
      "Every strategy, as long as the caller tries again under the same key: a payout that is completed is found, and " +
      "answered again. Under a fresh key it is paid twice (double-paid).",
  },
} as const satisfies Record<CrashPoint, Explanation>;
