import { type PaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import type { Explanation } from "./explanation.ts";

/** Every fate explained: what the node does with one payment. What each one is, its own table says. */
export const paymentFaultTexts = {
  settle: {
    summary: paymentFaults.settle.summary,
    cause:
      "The ordinary case: a route is found, the payee takes the payment, and the answer arrives in time. Every payment meets it " +
      "that no fault was drawn for.",
    remedy:
      "Every strategy. Only where many payouts share a balance that does not suffice for all does the naive family go wrong even " +
      "now, because it reads the balance and charges it in two steps (overdraft).",
  },
  failure: {
    summary: paymentFaults.failure.summary,
    cause:
      "There is no route, or not enough liquidity on it: the node gives the payment up and says so. This answer is definite: no " +
      "money has moved, and none will.",
    remedy:
      "rollback, saga, tracked-saga and outbox give back what they took. naive keeps it (charged-not-paid), and snapshot-rollback " +
      "is right alone and wrong in company.",
    seenIn: ["lnbits #138", "cashubtc/nutshell #614"],
  },
  timeout: {
    summary: paymentFaults.timeout.summary,
    cause:
      "The payment hangs on a slow route, the API stops waiting and hangs up, and the payment fails afterwards. At the moment of " +
      "the timeout nobody can know that: it looks just like late-settle.",
    remedy:
      "tracked-saga and outbox wait for the failure and then give the money back. rollback and saga give it back at once, which " +
      "is a guess that comes out right here. naive keeps it (charged-not-paid), and snapshot-rollback is right alone and wrong in " +
      "company.",
  },
  "late-settle": {
    summary: paymentFaults["late-settle"].summary,
    cause:
      "A timeout bounds how long the API waits, and not the payment: LND does not abort a payment whose HTLCs are in flight. The " +
      "API has given up, and the payee is paid.",
    remedy:
      "tracked-saga and outbox: to them a timeout is pending until the node has decided. snapshot-rollback, rollback and saga " +
      "have given the money back by then (paid-not-charged). naive comes out right by luck, but its caller holds a 504, and a " +
      "retry under a fresh key pays twice.",
    seenIn: ["getAlby/lndhub.go #97", "getAlby/hub #1723", "ZeusLN/zeus #3165", "cashubtc/nutshell #988"],
  },
  "lost-answer": {
    summary: paymentFaults["lost-answer"].summary,
    cause:
      "The node pays, and a restart, a proxy or a stream that is cut keeps its answer from the API. To the API this looks like a " +
      "payment that never was.",
    remedy:
      "tracked-saga and outbox: they ask the node by the payment hash that they wrote down first. snapshot-rollback, rollback and " +
      "saga give the money back (paid-not-charged). naive comes out right by luck, but a retry under a fresh key pays twice.",
    seenIn: ["lnbits #168", "zapread #342"],
  },
  stuck: {
    summary: paymentFaults.stuck.summary,
    cause:
      "Somebody on the route neither settles nor fails the HTLC, and a payment with an HTLC in flight is itself in flight, as " +
      "long as it takes. It is not safe to return the funds before the node has decided.",
    remedy:
      "tracked-saga and outbox: they answer 202, keep the hold, and go on asking. snapshot-rollback, rollback and saga give the " +
      "money back on the timeout and have lost it when the payment settles (paid-not-charged).",
    seenIn: ["lnd #4788", "lnd #5396", "lnd #7697"],
  },
  slow: {
    summary: paymentFaults.slow.summary,
    cause: "A longer route or a busy node: the answer comes late, but the API is still waiting for it.",
    remedy:
      "Every strategy, because nobody has to guess. An API that waits less long than the node takes meets late-settle instead.",
  },
} as const satisfies Record<PaymentFaultName, Explanation>;
