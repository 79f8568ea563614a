import type { WireFaultName } from "../wire/index.ts";
import type { Explanation } from "./explanation.ts";

/** Every wire fault explained: what goes wrong between the caller and the payout API. */
export const wireFaultTexts = {
  "request-lost": {
    summary: "the request never reaches the API, and the caller sees a broken connection",
    cause:
      "A connection is refused or cut, or a proxy drops the request. The caller cannot tell this from a lost answer, where the " +
      "payout was made.",
    remedy:
      "Every strategy: the API was not asked, so nothing was charged. The caller may retry, and must use the same key, because it " +
      "cannot know that nothing happened.",
  },
  "answer-lost": {
    summary: "the API processes the request, but the connection breaks before the caller reads the response",
    cause:
      "A mobile network, a proxy timeout, or a load balancer that restarts: the payout is made, but its caller does not know.",
    remedy:
      "Every strategy, if the caller retries with the same key: a completed payout is stored under its key before it is answered, " +
      "and is answered again. With a fresh key, no API can tell the retry from a new payout (double-paid).",
  },
  "request-duplicated": {
    summary: "the same request is sent twice at once, with one key",
    cause:
      "A double click, or a proxy or client library that retries on its own before the first request has been answered.",
    remedy:
      "saga, tracked-saga and outbox claim the key in the transaction that takes the money, so the second request finds the " +
      "first. naive, snapshot-rollback and rollback look the key up and store it afterwards, so both requests pass: both are " +
      "charged, and on a node that does not deduplicate both are paid (double-paid).",
  },
  "request-delayed": {
    summary: "the request arrives late, possibly after its caller has given up",
    cause:
      "A queue, a retransmission or a paused process: the retry may overtake the request that it was meant to replace.",
    remedy:
      "Every strategy that claims the key before it pays: saga, tracked-saga and outbox. Whichever request arrives second finds the " +
      "first. The naive family looks the key up and stores it afterwards, and fails if the two overlap.",
  },
  "gateway-timeout": {
    summary: "the API processes the request, but a proxy returns 504 in its place",
    cause:
      "A load balancer or an API gateway gives up before the API does. Its 504 looks like an answer from the API, but says nothing about the payout.",
    remedy:
      "Every strategy, as long as the caller treats the 504 as unknown and retries with the same key: the API repeats its answer. A " +
      "caller that treats it as a failure and retries with a fresh key pays twice (double-paid).",
    seenIn: ["peanut-ui #2619"],
  },
  "body-changed": {
    summary: "the request is sent again with the same key but a different amount",
    cause:
      "A caller edits a payout and submits it again, or reuses a key by mistake. The second request is sent once the API has answered " +
      "that the first one is paid.",
    remedy:
      "Every strategy: the key is stored with a hash of the body, and a different body is refused. An API that repeats its first answer " +
      "is correct, too. One that pays or charges the second amount is not (double-paid, wrong-amount, key-breach).",
  },
} as const satisfies Record<WireFaultName, Explanation>;
