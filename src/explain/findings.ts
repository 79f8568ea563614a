import type { FindingKind } from "../domain/finding.ts";
import type { Explanation } from "./explanation.ts";

/** Every finding explained. */
export const findingTexts = {
  "charged-not-paid": {
    summary: "charged but never paid: the bug",
    cause:
      "The API charges the balance, then asks the node to pay. The payment fails, or times out and fails later, or the process " +
      "crashes in between. The caller gets an error, and the charge is never reversed.",
    remedy:
      "Hold the money instead of charging it, and release the hold only when the node reports a final failure. Store the intent " +
      "and the payment hash before you send the payment, so that a sweeper can finish the job after a crash.",
    seenIn: ["lnbits #138", "cashubtc/nutshell #614"],
  },
  "paid-not-charged": {
    summary: "paid but not charged: the fix that loses money the other way",
    cause:
      "The API treats a timeout, a broken connection or an exception as a failure and refunds the charge, but the payment settles " +
      "after all. The payee has the money and the project has it back. Nobody complains, so nobody notices.",
    remedy:
      "A timeout is not a failure: refund only when the node itself reports a final failure. Until then the payout is pending: " +
      "keep the hold, answer 202, and look the payment up by a hash that was stored before the payment was sent.",
    seenIn: [
      "lnbits #168",
      "getAlby/lndhub.go #97",
      "getAlby/hub #1723",
      "btcpayserver #6365",
      "BlueWallet/LndHub 53361d2",
      "cashubtc/nutshell #988",
      "elizaOS/eliza #11022",
      "zapread #342",
    ],
  },
  "double-paid": {
    summary: "one payout was paid twice",
    cause:
      "A retry becomes a second payment while the first one is still in flight or already settled. It happens with a fresh key " +
      "after a 504, with the same key on a node that does not deduplicate, or when two workers, or a worker and a person, both pay.",
    remedy:
      "Derive the payment hash from the payout, and resend only under that hash. Let one owner pay at a time, under a lease. Answer " +
      "an unknown result with 202 and an id instead of an error, so that an honest caller has no reason to start over. If the node " +
      "neither deduplicates nor can be asked, park the payout for a human.",
    seenIn: ["btcpayserver #6365", "btcpayserver #5913", "btcpayserver #6314", "ZeusLN/zeus #3165"],
  },
  "double-charged": {
    summary: "paid once but charged more than once, because a retry was charged again",
    cause:
      "An attempt times out and keeps its charge. The retry with the same key finds no record, or one that says error, so it is " +
      "charged again and then paid. Two concurrent attempts end the same way.",
    remedy:
      "Claim the key and take the money in one transaction before you ask the node. Every retry then finds the first attempt: 409 " +
      "or 202 while it runs, and its result from then on. One payout has one charge.",
    seenIn: ["lnbits #583"],
  },
  "wrong-amount": {
    summary: "the charge is not what the payout costs by the fee rule, or the payee got another amount",
    cause:
      "The fee is computed in fractions or rounded the other way (the embedded API takes 2% of the amount, rounded up to a whole sat). A " +
      "part of what was set aside for the route is kept, or the fee of the route is never charged although the account is to pay it. Or " +
      "the bodies of two requests are mixed up, for example when one key arrives with two amounts.",
    remedy:
      "Count in whole units and compute the fee in one place. Charge the fee of the route from what the node reports, and give back the " +
      "rest of the reserve in the same transaction. Store a hash of the body with its key, and answer a different body with 422.",
  },
  "partly-refunded": {
    summary: "the refund is smaller than its charge: the fee, or a part of the money, was kept",
    cause:
      "The refund is recomputed instead of being read from its charge: it returns the amount but forgets the fee, or rounds the fee " +
      "the other way. The payout was not paid, and the project loses the difference.",
    remedy:
      "Let a refund reverse its charge: take the amount from the ledger entry of the charge, and write the refund in the transaction " +
      "that ends the payout.",
  },
  "false-refusal": {
    summary: "the caller was told that the payout had failed, but it was paid",
    cause:
      'An unknown result is reported as a failure: a timeout, a cancelled request, or an answer such as "invoice is already paid", ' +
      "which says the opposite. No sat is missing yet, but a caller who believes the answer pays again.",
    remedy:
      "Report a failure only when the node has reported a final one. Everything else is 202 pending, with an id to look the result " +
      "up by.",
    seenIn: ["getAlby/hub #1723", "ZeusLN/zeus #3165"],
  },
  "false-success": {
    summary: "the caller was told that the payout was paid, but the node settled nothing",
    cause:
      "The API answers before it has heard from the node, or treats an accepted payment as a settled one. The balance may be right, " +
      "but the payee has nothing.",
    remedy: "Report a payout as completed only when the node has said that it settled. Until then, answer 202 pending.",
    seenIn: ["cashubtc/nutshell #614"],
  },
  "false-callback": {
    summary: "a callback told the caller that a payout was paid, or had failed, and the node says the opposite",
    cause:
      "The callback is sent when the node is asked, or after a timeout, instead of when the payment has ended. Or two workers write " +
      "the result, and each sends its own. The caller acts on what it is told: it ships for a payout that was never paid, or pays " +
      "again one that was.",
    remedy:
      "Send a callback only for a final result that the node has reported, and store it in the transaction that ends the payout. Send " +
      "it as often as it takes: a late or repeated callback does no harm, a wrong one does.",
  },
  "accepted-and-lost": {
    summary: "accepted and then lost: at the end there is no payout, no charge and no payment",
    cause:
      "The API answers 202 before it has stored anything, or puts the payout into a queue in memory that a deploy, a crash or a " +
      "full queue empties. No sat is missing, so no balance shows it, but the caller waits for ever.",
    remedy:
      "Store the payout in the transaction that takes or holds the money, and answer after the commit. Let workers start from what " +
      "is stored, so that a restart loses nothing.",
    seenIn: ["antiwork/gumroad #5797"],
  },
  "invalid-accepted": {
    summary:
      "a payout that nobody can make was accepted: a negative amount, zero, a fraction, text, or more than there is",
    cause:
      "The amount is converted before it is checked, or not checked at all. A negative amount is subtracted, which credits the account; a " +
      "fraction is rounded down to nothing and called paid; a text becomes NaN, which no comparison with a balance ever refuses.",
    remedy:
      "Check the amount where it comes in, as it was written: a whole number of the smallest unit, from 1 to a limit. Answer anything else " +
      "with 400 or 422 before a payout is recorded. A constraint on the ledger that charges are positive is the second line of defence.",
  },
  overdraft: {
    summary: "a balance went below zero because payouts raced for the last sats",
    cause:
      "The balance is read, checked and charged in separate steps, so concurrent payouts all pass the check on the same sats.",
    remedy:
      "Check and charge in one statement: subtract only if the balance is sufficient, and look at the number of changed rows. A " +
      "constraint that the balance is at least zero is the second line of defence.",
    seenIn: ["getAlby/hub #1222"],
  },
  "unexplained-change": {
    summary: "a balance changed without a payout that explains it, for example when a snapshot was restored",
    cause:
      "An error is undone by setting the balance back to the value from before the charge. Under concurrency this also undoes the " +
      "charges and refunds of other payouts. Or a balance is changed without a ledger entry, or somebody else moves money in the " +
      "project during the run. Or money is still held at the end, and no open payout explains it.",
    remedy:
      "Never set a balance: add to it and subtract from it, each time with an append-only entry that names its payout and its " +
      "cause. A refund returns its own charge, no more and no less.",
  },
  "impossible-balance": {
    summary: "a balance that was read during the run lies outside the range that the answers so far allow",
    cause:
      "The answers so far bound the balance: a paid payout has been charged, a refused one has not, and an unknown one widens the " +
      "range. A balance outside the range was wrong at that moment, even if it is right at the end: a restored snapshot, a charge " +
      "written after its answer, or a read from a stale cache.",
    remedy:
      "Commit the charge, or the hold, before you answer. Change the balance and write its entry in one transaction, and read the " +
      "balance from committed data.",
  },
  "key-breach": {
    summary: "one idempotency key was used for two payouts, or for two different bodies",
    cause:
      "The key is looked up and stored in two steps, so two concurrent requests both find nothing. Or the body is not compared with " +
      "the one that the key was first used with.",
    remedy:
      "Claim the key with a unique index, scoped to the project and with a hash of the body, in the transaction that takes the " +
      "money. Answer 409 while the first request runs, 422 to a different body, and the same result from then on.",
  },
  "stuck-pending": {
    summary: "still pending after the faults were cleared and the drain was over, although the node is done",
    cause:
      "The process crashes, or stops waiting, after it has taken the money and before it has stored the result, and nothing picks " +
      "the payout up again: there is no sweeper, or the sweeper does not know the payment hash. The verdict is stuck. On a node " +
      "that neither deduplicates nor can be asked, a payout parked like this is the right answer.",
    remedy:
      "Store the intent and the payment hash before you send the payment. Let one sweeper, from the start of the process on, ask " +
      "the node about every pending payout until it is paid or refunded.",
    seenIn: ["lnd #4788", "lnd #5396", "lnd #7697"],
  },
} as const satisfies Record<FindingKind, Explanation>;
