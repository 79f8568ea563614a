import type { EntryEffect, PayoutState } from "../../src/domain/books.ts";
import { payoutApi } from "../../src/service/payout-api.ts";

/** What the status of a payout means by the embedded contract. */
export function stateOf(word: string): PayoutState {
  return payoutApi.payouts?.row.states[word] ?? "unknown";
}

/** What the cause of an entry means by the embedded contract. */
export function effectOf(word: string): EntryEffect {
  return payoutApi.entries?.row.effects[word] ?? "other";
}
