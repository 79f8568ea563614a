import { type LookupFaultName, lookupFaults } from "../domain/lookup-fault.ts";
import type { Explanation } from "./explanation.ts";

/** Every look-up fault explained: what the node says when it is asked about a payment. */
export const lookupFaultTexts = {
  "lookup-lag": {
    summary: lookupFaults["lookup-lag"].summary,
    cause:
      "The record of a payment is written after it was sent, or read from a replica that lags behind. For a while a look-up answers " +
      "that there is no such payment.",
    remedy:
      "Whoever takes not found for not yet sent, and never for failed: tracked-saga and outbox send again under the same hash, which " +
      "a node that deduplicates pays once. On pay-again, a second send is a second payment (double-paid).",
    seenIn: ["getAlby/cli #55"],
  },
  "lookup-error": {
    summary: lookupFaults["lookup-error"].summary,
    cause: "The look-up ends in an error of the node, a reset or a timeout. It says nothing about the payment.",
    remedy:
      "tracked-saga and outbox: they keep the payout pending and ask again. Whoever reads the error as not paid refunds or pays again.",
    seenIn: ["lnp2pBot/bot #844", "btcpayserver #6365"],
  },
  "lookup-stale": {
    summary: lookupFaults["lookup-stale"].summary,
    cause:
      "The look-up reads a cache, or a replica that lags behind: a payment that has ended still looks as if it were under way.",
    remedy:
      "Every strategy that waits for an end. Whoever gives up after a time of its own takes in flight for failed.",
  },
} as const satisfies Record<LookupFaultName, Explanation>;
