import { type CallbackFaultName, callbackFaults } from "../domain/callback-fault.ts";
import type { Explanation } from "./explanation.ts";

/** Every callback fault explained: what becomes of the news of how a payment or a payout ended. */
export const callbackFaultTexts = {
  "event-lost": {
    summary: callbackFaults["event-lost"].summary,
    cause:
      "The receiver was down, or its answer was lost and nobody tried again. Nobody promises that a webhook arrives.",
    remedy: "Whoever also asks: a poller finds what no callback told.",
  },
  "event-duplicated": {
    summary: callbackFaults["event-duplicated"].summary,
    cause: "A callback is sent at least once. Where the answer to it was lost, it is sent again.",
    remedy: "Whoever books an event once: by the id of the payment and the state that it was in.",
    seenIn: ["opencollective/opencollective-api #4641"],
  },
  "event-delayed": {
    summary: callbackFaults["event-delayed"].summary,
    cause: "A queue is behind, or an earlier try failed. Meanwhile a poller has found out, or the payout has moved on.",
    remedy: "Whoever takes an event for a hint to look, and never moves a payout back from an end.",
    seenIn: ["opencollective/opencollective-api #4641"],
  },
  "event-early": {
    summary: callbackFaults["event-early"].summary,
    cause: "The callback overtakes the answer: it names a payment of which the receiver has no id yet.",
    remedy: "Whoever stores the payout before the call, and finds it by an id of its own.",
  },
} as const satisfies Record<CallbackFaultName, Explanation>;
