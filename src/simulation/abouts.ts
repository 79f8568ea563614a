import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import { payoutIdOf } from "../embedded/payout-id.ts";

/** What an event is about, by whatever names its payout: the number of the payout, as text. */
export interface Abouts {
  /** By its key or its payee; for any other text the text. */
  ofName(name: string): string;
  /** The number of a payout by its key or its payee; undefined for any other text. */
  payoutOf(name: string): PayoutNumber | undefined;
  /** By its id, once the payout was asked for; undefined for any other. */
  ofId(payoutId: string): string | undefined;
  /** The number of a payout by its id. */
  numberOf(payoutId: string): PayoutNumber | undefined;
  /** A payout with this key is asked for. */
  asked(generation: number, projectId: string, key: string): void;
}

/** The abouts of a run whose keys have this prefix. */
export function createAbouts(keyPrefix: string): Abouts {
  const byId = new Map<string, PayoutNumber>();
  return {
    ofName: (name) => String(payoutNumberOf(keyPrefix, name) ?? name),
    payoutOf: (name) => payoutNumberOf(keyPrefix, name),
    ofId: (payoutId) => byId.get(payoutId)?.toString(),
    numberOf: (payoutId) => byId.get(payoutId),
    asked(generation, projectId, key) {
      const payout = payoutNumberOf(keyPrefix, key);
      if (payout !== undefined) byId.set(payoutIdOf(generation, projectId, key), payout);
    },
  };
}
