import type { Moment } from "../domain/moment.ts";
import type { Explanation } from "./explanation.ts";

/** Every moment explained: what has happened by then, whatever the service looks like inside. */
export const momentTexts = {
  "payout-received": {
    summary: "the request of a payout has been written to the service; no answer has arrived",
    cause:
      "How far the service got is not known: it may have read nothing, or have charged already. The caller gets no answer and cannot tell.",
    remedy:
      "A payout that is recorded together with its key and its charge, in one transaction, before anything else. A retry with the same key " +
      "then finds it or starts from scratch.",
  },
  "payment-received": {
    summary: "the service has asked the node to pay, and the node has not answered",
    cause:
      "A payout spends most of its time here, so this is where most deploys and crashes hit it. The payment goes on without the service.",
    remedy:
      "A payment hash or a reference of its own that is stored before the node is asked, so that the node can be asked about it afterwards. A " +
      "service that pays again instead pays twice (double-paid), and one that refunds gives the money away (paid-not-charged).",
  },
  "payment-settled": {
    summary: "the node has paid, and its answer has not left yet",
    cause:
      "The money is gone, and only the node knows. To a service that was killed, this looks like a payment that it never made.",
    remedy:
      "Asking the node before anything is paid again or refunded. What is paid again is double-paid, and what is refunded is " +
      "paid-not-charged.",
  },
  "payment-failed": {
    summary: "the payment has failed, and the node's answer has not left yet",
    cause:
      "The refund is due, and nothing in the service knows it. It needs a payment fault that fails, such as failure or timeout.",
    remedy:
      "Asking the node afterwards, and one refund, made in the same transaction as the new state of the payout. A service that forgets the " +
      "payout leaves charged-not-paid or stuck-pending.",
  },
  "answer-sent": {
    summary: "the service's answer to a payout has begun to arrive at the caller",
    cause:
      "The caller may already act on the answer. What the service has not stored by now, or still holds in memory to do later, is lost.",
    remedy:
      "A service that stores what it answers before it answers. One that answers first loses what it has accepted (accepted-and-lost), or contradicts " +
      "itself when it is asked again (key-breach).",
  },
} as const satisfies Record<Moment, Explanation>;
