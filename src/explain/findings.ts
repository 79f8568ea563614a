import type { FindingKind } from "../domain/finding.ts";
import type { Explanation } from "./explanation.ts";

/** Every finding explained. */
export const findingTexts = {
  "charged-not-paid": {
    summary: "charged, and never paid: the bug",
    cause:
      "The API charges the balance and then asks the node to pay. The payment fails, or times out and fails later, or the " +
      "process dies in between; the caller is told of an error, and nobody gives the charge back.",
    remedy:
      "Hold the money instead of charging it, and give it back when, and only when, the node says that the payment has failed " +
      "for good. Write the intent and the payment hash down before the payment is sent, so that a sweeper can do the same after " +
      "a crash.",
    seenIn: ["lnbits #138", "cashubtc/nutshell #614"],
  },
  "paid-not-charged": {
    summary: "paid, and not charged: the fix that loses money in the other direction",
    cause:
      "The API takes a timeout, a broken connection or an exception for a failure and gives the charge back, and the payment " +
      "settles after all. The payee has the money, and so has the project. Nobody complains about that, so nobody notices.",
    remedy:
      "A timeout is not a failure: refund only on a terminal failure that the node itself reports. Until then the payout is " +
      "pending: keep the hold, answer 202, and ask the node by a payment hash that was written down before the payment was sent.",
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
    summary: "one payout, paid twice",
    cause:
      "A retry becomes a payment of its own although the first one is still on its way, or has settled: under a fresh key after " +
      "a 504, under the same key on a node that does not deduplicate, or because two workers, or a worker and a person, both pay.",
    remedy:
      "Derive the payment hash from the payout and send again only under that hash. Let one owner at a time pay, under a lease. " +
      "Answer an unknown result with 202 and an id rather than with an error, so that no honest caller has a reason to start " +
      "over. Where the node can neither deduplicate nor be asked, park the payout for a human.",
    seenIn: ["btcpayserver #6365", "btcpayserver #5913", "btcpayserver #6314", "ZeusLN/zeus #3165"],
  },
  "double-charged": {
    summary: "paid once, charged more than once: a retry that was charged again",
    cause:
      "An attempt times out and keeps its charge. The retry under the same key finds no record, or one that says error, is " +
      "charged again, and is paid. Two attempts that run at once end in the same way.",
    remedy:
      "Claim the key and take the money in one transaction, before the node is asked, so that every retry finds the first " +
      "attempt: 409 or 202 while it runs, and its result ever after. One payout has one charge.",
    seenIn: ["lnbits #583"],
  },
  "wrong-amount": {
    summary: "the charge is not the amount plus 2 %, or another amount was paid",
    cause:
      "The fee is computed in fractions, or rounded the other way (it is 2 % of the amount, rounded up to a whole sat). Or the " +
      "body of one request is mixed up with that of another, as when one key arrives with two amounts.",
    remedy:
      "Count in whole sats and compute the fee in one place. Store a fingerprint of the body under its key, and answer another " +
      "body with 422.",
  },
  "partly-refunded": {
    summary: "a refund smaller than its charge: the fee, or a part of the money, was kept",
    cause:
      "The refund is computed anew instead of being read from its charge: it gives back the amount and forgets the fee, or rounds " +
      "the fee the other way. The payout was not paid, and the project is short of the difference.",
    remedy:
      "Let a refund reverse its charge: take the amount from the entry of the charge, and write the refund in the transaction that " +
      "ends the payout.",
  },
  "false-refusal": {
    summary: "the caller was told a definite failure, and the payout was paid",
    cause:
      'An unknown result is reported as a failure: a timeout, a cancelled request, or an answer such as "invoice is already ' +
      'paid", which says the opposite. No sat is missing yet, but a caller who believes the answer pays again.',
    remedy:
      "Report a failure only when the node has reported a terminal one. Everything else is 202 pending, with an id under which " +
      "the result can be read.",
    seenIn: ["getAlby/hub #1723", "ZeusLN/zeus #3165"],
  },
  "false-success": {
    summary: "the caller was told that the payout is paid, and the node settled nothing",
    cause:
      "The API answers before, or without, asking its node, or takes a payment that was accepted for one that has settled. The " +
      "balance may be right; the payee has nothing.",
    remedy:
      "Answer that a payout is completed only when the node has said that it settled. Until then the answer is 202 pending.",
    seenIn: ["cashubtc/nutshell #614"],
  },
  "accepted-and-lost": {
    summary: "answered as accepted, and at the end there is no payout, no charge and no payment",
    cause:
      "The API answers 202 before it has written anything down, or hands the payout to a queue in memory, and a deploy, a crash or a " +
      "full queue drops it. No sat is missing, so no balance shows it; but the caller waits for ever for a payout that nobody makes.",
    remedy:
      "Write the payout down in the transaction that takes or holds the money, and answer after the commit. Let workers begin with " +
      "what is written down, so that a restart loses nothing.",
    seenIn: ["antiwork/gumroad #5797"],
  },
  overdraft: {
    summary: "a balance went below zero: many payouts raced for the last sats",
    cause:
      "The balance is read, found sufficient and charged in separate steps, so payouts that run at once all pass the check on " +
      "the same sats.",
    remedy:
      "Check and take the money in one statement: subtract only where the balance suffices, and look whether it did. A " +
      "constraint that keeps the balance from going below zero is the second line of defence.",
    seenIn: ["getAlby/hub #1222"],
  },
  "unexplained-change": {
    summary: "a balance moved by something that no payout explains, such as a restored snapshot",
    cause:
      "An error is undone by setting the balance back to what was read before the charge. Alone that is right; in company it " +
      "also undoes what others were charged, or were given back, in the meantime. Or a balance is written without an entry, or " +
      "somebody else moves money in the project during the run. Or money is still held at the end, and no open payout explains it.",
    remedy:
      "Never set a balance: add to it and subtract from it, each time with an append-only entry that names its payout and its " +
      "cause. A refund gives back its own charge, no more and no less.",
  },
  "impossible-balance": {
    summary: "a balance read during the chaos lies outside what the answers known by then allow",
    cause:
      "The answers so far bound the balance: what was called paid has been charged, what was refused has not, and what is " +
      "unknown widens the interval. A balance outside of it was wrong for a moment, even if it comes right in the end: a restored " +
      "snapshot, a charge that is written after its answer, or a read from a cache that lags behind.",
    remedy:
      "Commit the charge, or the hold, before the payout is answered, change the balance together with its entry in one " +
      "transaction, and read it from what is committed.",
  },
  "key-breach": {
    summary: "one idempotency key stands for two payouts, or for another body",
    cause:
      "The key is looked up and written in two steps, so two requests at once both find nothing. Or the body is not compared " +
      "with the one that the key was first used for.",
    remedy:
      "Claim the key with a unique index, scoped to the project and with a fingerprint of the body, in the transaction that " +
      "takes the money. Answer 409 while the first request runs, 422 to another body, and the same result ever after.",
  },
  "stuck-pending": {
    summary:
      "still pending after the faults were healed and everything had time to come to rest, although the node is done",
    cause:
      "The process dies, or stops waiting, after it has taken the money and before it has written the result down, and nothing " +
      "comes back to it: there is no sweeper, or it does not know the payment hash. The verdict is stuck. On a node that can " +
      "neither deduplicate nor be asked, a payout that is parked like this is the right answer.",
    remedy:
      "Write the intent and the payment hash down before the payment is sent, and let an owned sweeper ask the node about " +
      "everything that is pending, from the start of the process on, until each payout is paid or refunded.",
    seenIn: ["lnd #4788", "lnd #5396", "lnd #7697"],
  },
} as const satisfies Record<FindingKind, Explanation>;
