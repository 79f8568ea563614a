import { type DuplicateHandlingName, duplicateHandlings } from "../domain/duplicate-handling.ts";
import type { Explanation } from "./explanation.ts";

/** How a Lightning node treats a payment that it has seen before: every handling explained. */
export const duplicateHandlingTexts = {
  reject: {
    summary: duplicateHandlings.reject.summary,
    cause:
      'LND: a payment hash in flight is rejected with "payment is in transition", a paid one with "invoice is already paid"; ' +
      "one that failed may be sent again. A hash that LND does not find was never sent, which is not the same as failed.",
    remedy:
      "Sending again under the same hash, from one owner at a time and never after a refund: a failed payment that is retried may " +
      "succeed, and is then paid without a charge. Fence the senders: nobody sends once their lease has expired.",
  },
  replay: {
    summary: duplicateHandlings.replay.summary,
    cause:
      "A node, or a gateway in front of one, that stores the first final result of a payment, as Stripe does for an idempotency key.",
    remedy:
      "Sending again under the same hash, at any time: it pays at most once, and a failure stays a failure, so a refund after it " +
      "is safe. Paying after all takes a new payout.",
  },
  "pay-again": {
    summary: duplicateHandlings["pay-again"].summary,
    cause:
      "A custodial send to a gamertag that takes no idempotency key and can only be looked up by an id from its answer: if that " +
      "answer is lost, its API cannot say what happened.",
    remedy:
      "Sending once and never again. Park unknown results for a human and raise an alert: sending again may pay twice, and a refund " +
      "may return money that was paid. Reconcile against the node's own statement.",
  },
} as const satisfies Record<DuplicateHandlingName, Explanation>;
