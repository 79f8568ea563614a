import { type PaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import type { Explanation } from "./explanation.ts";

/** Every payment fault explained: what the node does with one payment. */
export const paymentFaultTexts = {
  settle: {
    summary: paymentFaults.settle.summary,
    cause:
      "The normal case: a route is found, the payee accepts the payment, and the answer arrives in time. Every payment without a " +
      "fault settles like this.",
    remedy:
      "Every strategy, with one exception: if a balance does not cover all of its payouts, the naive family overdraws it even now, " +
      "because it reads the balance and charges it in two steps (overdraft).",
  },
  failure: {
    summary: paymentFaults.failure.summary,
    cause:
      "There is no route, or none with enough liquidity, so the node gives up and says so. This answer is final: no money has " +
      "moved, and none will.",
    remedy:
      "rollback, saga, tracked-saga and outbox return the money. naive keeps it (charged-not-paid). snapshot-rollback is correct " +
      "only while payouts run one at a time.",
    seenIn: ["lnbits #138", "cashubtc/nutshell #614"],
  },
  timeout: {
    summary: paymentFaults.timeout.summary,
    cause:
      "The payment hangs on a slow route. The API stops waiting and disconnects, and the payment fails afterwards. At the moment of " +
      "the timeout nobody can know that: it looks exactly like late-settle.",
    remedy:
      "tracked-saga and outbox wait for the failure, then return the money. rollback and saga return it at once, a guess that is " +
      "right here. naive keeps it (charged-not-paid). snapshot-rollback is correct only while payouts run one at a time.",
  },
  "late-settle": {
    summary: paymentFaults["late-settle"].summary,
    cause:
      "A timeout limits how long the API waits, not the payment: LND does not abort a payment whose HTLCs are in flight. The API " +
      "has given up, and the payee is paid.",
    remedy:
      "tracked-saga and outbox: they treat a timeout as pending until the node has decided. snapshot-rollback, rollback and saga " +
      "have returned the money by then (paid-not-charged). naive happens to balance, but its caller has received a 504, and a " +
      "retry with a fresh key pays twice.",
    seenIn: [
      "getAlby/lndhub.go #97",
      "getAlby/hub #1723",
      "ZeusLN/zeus #3165",
      "cashubtc/nutshell #988",
      "lnstxbridge #10",
    ],
  },
  "lost-answer": {
    summary: paymentFaults["lost-answer"].summary,
    cause:
      "The node pays, but a restart, a proxy or a broken stream keeps its answer from the API. To the API it looks as if the " +
      "payment had never been made.",
    remedy:
      "tracked-saga and outbox: they look the payment up by the hash that they stored before sending it. snapshot-rollback, " +
      "rollback and saga return the money (paid-not-charged). naive happens to balance, but a retry with a fresh key pays twice.",
    seenIn: ["lnbits #168", "zapread #342"],
  },
  stuck: {
    summary: paymentFaults.stuck.summary,
    cause:
      "A node on the route neither settles nor fails the HTLC. The payment stays in flight for as long as its HTLC does, and it is " +
      "not safe to return the money before the node has decided.",
    remedy:
      "tracked-saga and outbox: they answer 202, keep the hold, and keep asking. snapshot-rollback, rollback and saga return the " +
      "money on the timeout, and lose it when the payment settles (paid-not-charged).",
    seenIn: ["lnd #4788", "lnd #5396", "lnd #7697"],
  },
  slow: {
    summary: paymentFaults.slow.summary,
    cause: "A longer route or a busy node: the answer is late, but the API is still waiting for it.",
    remedy:
      "Every strategy, because nobody has to guess. If the API's timeout is shorter than that, you get late-settle instead.",
  },
  "failed-but-settles": {
    summary: paymentFaults["failed-but-settles"].summary,
    cause:
      "The provider takes an attempt that has not ended for one that has failed, and says so as if it were final. The attempt is " +
      "still under way, and a moment later it settles.",
    remedy:
      "No strategy can know better at that moment: all that refund lose the money (paid-not-charged). With recheckAfter, tracked-saga and " +
      "outbox ask once more after a final failure, charge the payout again when the payment shows up, and raise an alarm. outbox is then " +
      "balanced; tracked-saga has told its caller of a failure (false-refusal).",
    seenIn: ["getAlby/hub #1723", "miningcore #239"],
  },
  contradictory: {
    summary: paymentFaults.contradictory.summary,
    cause:
      "The record of a payment says SUCCEEDED, has its preimage, and names a failure reason as well, because an attempt failed after " +
      "another one had settled.",
    remedy:
      "Whoever reads the status first: a preimage is a proof of payment. Whoever reads the reason first refunds a paid payment.",
    seenIn: ["lnd #8884"],
  },
  "provider-busy": {
    summary: paymentFaults["provider-busy"].summary,
    cause: "The provider limits its callers, or is being restarted. Nothing has happened to the payment.",
    remedy:
      "tracked-saga and outbox look the payment up, do not find it, and send it again. rollback and saga refund it, which is right " +
      "here. naive keeps the money (charged-not-paid).",
  },
  "provider-error": {
    summary: paymentFaults["provider-error"].summary,
    cause:
      "The provider pays, and an error on its way back becomes a status 5xx. An error of the server says nothing about the payment.",
    remedy:
      "tracked-saga and outbox: they look the payment up. snapshot-rollback, rollback and saga return the money (paid-not-charged).",
    seenIn: ["alphagov/pay-connector #3962"],
  },
} as const satisfies Record<PaymentFaultName, Explanation>;
