import type { StrategyName } from "../domain/strategy.ts";
import type { Explanation } from "./explanation.ts";

/** Every strategy explained: how the embedded API moves money. */
export const strategyTexts = {
  naive: {
    summary: "charges, pays, and never refunds: the bug",
    cause:
      "Reads the balance, charges it, asks the node to pay, and stores the payout afterwards. If anything goes wrong after the " +
      "charge, the user has paid for it. The key is checked first and stored last, so nothing stops it from running twice.",
    remedy:
      "Runs without faults only. A failure, a timeout or a crash after the charge leaves charged-not-paid, a retry is charged again, " +
      "and a race for the last sats is an overdraft. Payments that settle late or whose answer is lost happen to balance, but a " +
      "caller who retries with a fresh key pays twice.",
    seenIn: ["lnbits #138", "lnbits #583", "getAlby/hub #1222"],
  },
  "snapshot-rollback": {
    summary: "restores the balance from before the charge: correct when serial, wrong under concurrency",
    cause:
      "Like naive, but on anything other than success it sets the balance back to the value it had read. That also undoes every " +
      "charge and refund of other payouts in between: money out of nothing, or lost again.",
    remedy:
      "Timeouts that fail, one payout at a time: a test with a single caller passes (try --concurrency 1). Payments that settle late " +
      "or whose answer is lost are paid-not-charged, and a crash after the charge leaves charged-not-paid.",
  },
  rollback: {
    summary:
      "refunds its own charge on anything but success: right if the payment then fails, wrong if it settles late",
    cause:
      "Like naive, but on anything other than success it refunds its own charge, so it does not disturb other payouts. It treats a " +
      "timeout, a broken connection and a rejected duplicate as failures, and each of them is a guess.",
    remedy:
      "Failures, and timeouts that fail, also under concurrency. Payments that settle late or whose answer is lost are " +
      "paid-not-charged, a crash after the charge leaves charged-not-paid, and the balance check can be raced, as with naive.",
    seenIn: ["getAlby/lndhub.go #97", "getAlby/hub #1723", "cashubtc/nutshell #988"],
  },
  saga: {
    summary: "holds the money, pays, then confirms or cancels; it also cancels on a timeout, which is a guess",
    cause:
      "Holds the money and claims the key in one transaction, asks the node to pay, then confirms or cancels the hold. If the process " +
      "dies, nothing picks the payout up again.",
    remedy:
      "Failures, timeouts that fail, concurrent requests with one key, races for the balance, and concurrency in general. Payments " +
      "that settle late or whose answer is lost are paid-not-charged, and a crash between hold and confirmation leaves stuck-pending.",
    seenIn: ["btcpayserver #6365"],
  },
  "fail-open": {
    summary: "looks the payment up before it cancels the hold, and takes not found and an error for not paid",
    cause:
      "Like saga, but when a payment did not visibly end it asks the node. In flight stays pending, and a worker asks again. If the node " +
      "does not find the payment, or the look-up ends in an error, it cancels the hold: both are taken for not paid.",
    remedy:
      "Every payment fault but failed-but-settles, and every crash, as long as each look-up tells the truth. lookup-lag and lookup-error make it cancel what has " +
      "been paid (paid-not-charged), and a caller who then pays again under a fresh key pays twice (double-paid).",
    seenIn: ["lnp2pBot/bot #844", "btcpayserver #6365", "getAlby/cli #55"],
  },
  "tracked-saga": {
    summary:
      "stores intent and payment hash first, returns 202 while the outcome is unknown, and refunds only on a final failure",
    cause:
      "Claims the key, holds the money and stores the intent with its payment hash in one transaction, then asks the node to pay. A " +
      "timeout is pending, not failed: a sweeper asks the node, resends only under the same hash, and refunds only after the node " +
      "has failed the payment for good.",
    remedy:
      "Every other payment fault, every look-up fault, crash point and wire fault, on a node that deduplicates and with a caller that keeps " +
      "its key. failed-but-settles is paid-not-charged and false-refusal; with recheckAfter the charge is booked when the payment shows up, " +
      "but the caller was told of a failure. On pay-again it parks unknown payouts for a human, and stuck-pending is then right.",
  },
  outbox: {
    summary:
      "writes payout, charge and outbox row in one transaction; a worker with a lease pays and tracks the payment to a final state",
    cause:
      "The request only writes, and is answered with 202. The worker that holds the lease of the row sends the payment, under a hash " +
      "derived from the payout, and tracks it until the node has decided. If a worker dies, its lease expires and the next one " +
      "continues.",
    remedy:
      "Every other payment fault, every look-up fault, crash point and wire fault, with several workers too, on a node that deduplicates and " +
      "with a caller that keeps its key. failed-but-settles is paid-not-charged, and survived with recheckAfter. On pay-again, a worker that " +
      "resends an unknown payment may pay twice (double-paid).",
  },
} as const satisfies Record<StrategyName, Explanation>;
