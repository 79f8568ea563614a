import type { WireFaultName } from "../wire/index.ts";
import type { Explanation } from "./explanation.ts";

/** Every wire fault explained: trouble between the caller and the payout API. */
export const wireFaultTexts = {
  "request-lost": {
    summary: "the request never reaches the API, and its caller sees a broken connection",
    cause:
      "A connection is refused or cut, or a proxy drops what it was given. The caller cannot tell this from a lost answer, behind " +
      "which the payout was made.",
    remedy:
      "Every strategy: nothing was asked, so nothing was charged. The caller may try again, and has to do so under the same key, " +
      "because it cannot know that nothing happened.",
  },
  "answer-lost": {
    summary: "the API does its work, and the connection breaks before its answer is read",
    cause:
      "A mobile network, the time limit of a proxy, or a load balancer that restarts: the payout is made, and its caller does not " +
      "know.",
    remedy:
      "Every strategy, as long as the caller tries again under the same key: a completed payout is written down under its key " +
      "before it is answered, and is answered again. Under a fresh key no API can tell the retry from another payout " +
      "(double-paid).",
  },
  "request-duplicated": {
    summary: "the same request is sent twice at once, under one key",
    cause:
      "A second click, or a proxy or a client library that tries again on its own, before the first request is through.",
    remedy:
      "saga, tracked-saga and outbox claim the key in the transaction that takes the money, so the second request finds the " +
      "first. naive, snapshot-rollback and rollback look the key up and write it afterwards, so both requests pass: both are " +
      "charged, and on a node that does not deduplicate both are paid (double-paid).",
  },
  "request-delayed": {
    summary: "the request arrives late, perhaps when its caller has given up already",
    cause:
      "A queue, a retransmission or a process that was paused: the retry may overtake the request that it was to replace.",
    remedy:
      "Every strategy that claims the key before it pays, saga, tracked-saga and outbox: whichever arrives second finds the " +
      "first. The naive family looks the key up and writes it afterwards, and goes wrong where the two overlap.",
  },
  "gateway-timeout": {
    summary: "the API does its work, and a proxy answers 504 in its place",
    cause:
      "A load balancer or an API gateway gives up before the API does. Its 504 looks like an answer of the API and says nothing about the payout.",
    remedy:
      "Every strategy, as long as the caller treats the 504 as unknown and retries with the same key: the API repeats its answer. A " +
      "caller that takes it for a failure, or retries with a fresh key, pays twice (double-paid).",
  },
  "body-changed": {
    summary: "the request is sent again under the same key, with another amount",
    cause:
      "A caller edits a payout and submits it again, or reuses a key by mistake. The second request follows the answer to the first, and " +
      "only where the API took the first one on.",
    remedy:
      "Every strategy: the key is stored with a hash of the body, and another body is refused. An API that repeats its first answer is " +
      "right as well. One that pays or charges the second amount is not (double-paid, wrong-amount, key-breach).",
  },
} as const satisfies Record<WireFaultName, Explanation>;
