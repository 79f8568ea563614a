import { type DuplicateHandlingName, duplicateHandlings } from "../domain/duplicate-handling.ts";
import type { Explanation } from "./explanation.ts";

/** Every node profile explained: how a node treats a payment that it has seen before. What each one is, its own table says. */
export const profileTexts = {
  lnd: {
    summary: duplicateHandlings.lnd.says,
    cause:
      'LND: a payment hash in flight is rejected with "payment is in transition" and a paid one with "invoice is already paid"; ' +
      "one that failed may be initiated again. A hash that LND does not find was not yet initiated, which is not the same as failed.",
    remedy:
      "Sending again under the same hash, by one owner at a time and never after a refund: a failed payment that is tried again " +
      "may pay, and then it is paid without a charge. Fence the senders: none sends when its lease has run out.",
  },
  sticky: {
    summary: duplicateHandlings.sticky.says,
    cause:
      "A node, or a gateway in front of one, that keeps the first terminal answer of a payment as Stripe keeps the first result of " +
      "an idempotency key.",
    remedy:
      "Sending again under the same hash, at any time: it pays at most once, and a failure stays a failure, so a refund after it " +
      "is safe. To pay after all takes another payout.",
  },
  "no-dedupe": {
    summary: duplicateHandlings["no-dedupe"].says,
    cause:
      "A custodial send to a gamertag that takes no idempotency key, and that can be looked up only by an id which arrives in the " +
      "answer: a lost answer cannot be resolved through its API at all.",
    remedy:
      "One sending, and no second one. What is unknown is parked for a human, with an alert: sending again may pay twice, and a " +
      "refund may give away what was paid. Reconcile against the node's own statement.",
  },
} as const satisfies Record<DuplicateHandlingName, Explanation>;
