import type { StrategyName } from "../domain/strategy.ts";
import type { Explanation } from "./explanation.ts";

/** Every strategy explained: how the embedded API moves money. */
export const strategyTexts = {
  naive: {
    summary: "charges, pays, and never gives back: the bug",
    cause:
      "It reads the balance, charges it, asks the node to pay, and writes the payout down afterwards. Whatever goes wrong after " +
      "the charge, the user has paid for it. The key is looked up first and written last, so nothing keeps it from running twice.",
    remedy:
      "The quiet day. A failure, a timeout or a crash after the charge leaves charged-not-paid, a retry is charged again, and a " +
      "race for the last sats is an overdraft. Payments that settle late or whose answer is lost come out right by luck; a " +
      "caller who tries again under a fresh key pays twice.",
    seenIn: ["lnbits #138", "lnbits #583", "getAlby/hub #1222"],
  },
  "snapshot-rollback": {
    summary: "restores the balance it read before the charge: right alone, wrong in company",
    cause:
      "Like naive, but on anything other than success it sets the balance to what it had read. Whatever others were charged or " +
      "given back in the meantime is undone with it: money out of nothing, or lost again.",
    remedy:
      "Timeouts that fail, one payout at a time: a test with a single caller calls it verified (try --concurrency 1). Payments " +
      "that settle late or whose answer is lost are paid-not-charged, and a crash after the charge leaves charged-not-paid.",
  },
  rollback: {
    summary:
      "adds its own charge back on anything but success: right for timeouts that fail, wrong for those that settle late",
    cause:
      "Like naive, but on anything other than success it adds its own charge back, so it disturbs no other payout. It takes a " +
      "timeout, a broken connection and a rejected repetition for a failure, and each of them is a guess.",
    remedy:
      "Failures, and timeouts that fail, in company too. Payments that settle late or whose answer is lost are paid-not-charged, " +
      "a crash after the charge leaves charged-not-paid, and the balance check is raced as with naive.",
    seenIn: ["getAlby/lndhub.go #97", "getAlby/hub #1723", "cashubtc/nutshell #988"],
  },
  saga: {
    summary: "holds the money, pays, and confirms or cancels; it cancels on a timeout too, which is a guess",
    cause:
      "It holds the money and claims the key in one transaction, asks the node to pay, and then confirms the hold or cancels it. " +
      "Nothing comes back to a payout whose process has died.",
    remedy:
      "Failures, timeouts that fail, the same key twice at once, races for the balance, and company. Payments that settle late or " +
      "whose answer is lost are paid-not-charged, and a crash between the hold and its end leaves stuck-pending.",
    seenIn: ["btcpayserver #6365"],
  },
  "tracked-saga": {
    summary:
      "writes the intent and the payment hash first, answers 202 while unknown, and refunds only on a terminal failure",
    cause:
      "It claims the key, holds the money and writes the intent with its payment hash in one transaction, and then asks the node " +
      "to pay. A timeout is pending, not failed: an owned sweeper asks the node, sends again only under the same hash, and " +
      "refunds only when the node has failed the payment for good.",
    remedy:
      "Every fate, crash point and wire fault, on a node that deduplicates and with a caller that keeps its key. On pay-again it " +
      "parks what is unknown for a human, and stuck-pending is then the right answer.",
  },
  outbox: {
    summary:
      "writes payout, charge and outbox row in one transaction; a leased worker pays with a stable hash and tracks to the end",
    cause:
      "The request only writes, and is answered with 202. A worker that holds the lease of the row sends the payment under the " +
      "hash that follows from the payout and tracks it until the node has decided. When a worker dies its lease runs out, and " +
      "the next one goes on.",
    remedy:
      "Every fate, crash point and wire fault, with several workers too, on a node that deduplicates and with a caller that keeps " +
      "its key. On pay-again a worker that sends again what is unknown may pay twice (double-paid).",
  },
} as const satisfies Record<StrategyName, Explanation>;
