import type { PayoutNumber } from "./payout.ts";

/** Amounts that nobody can pay, whatever the unit of a service: it has to refuse each of them. */
const table = {
  negative: "1,000 sats below zero",
  zero: "nothing at all",
  fraction: "half a millisatoshi, less than Lightning can pay",
  overflow: "1e309, which most languages read as infinity",
  text: 'the word "much" in place of a number',
  "beyond-supply": "21,000,001 BTC, more than there will ever be",
} as const satisfies Record<string, string>;

/** The name of an amount that nobody can pay. */
export type HostileAmountName = keyof typeof table;

/** Every such amount by name, as a phrase. */
export const hostileAmounts: Readonly<Record<HostileAmountName, string>> = table;

/** Their names, in the order in which payouts take turns. */
export const hostileAmountNames = Object.keys(table) as HostileAmountName[];

/**
 * The hostile amount of a payout, where payouts take turns; undefined for the ordinary payout that ends each round. Without that one, a service
 * that refuses everything would look careful.
 */
export function hostileAmountOf<Name extends string>(names: readonly Name[], payout: PayoutNumber): Name | undefined {
  return names.length === 0 ? undefined : names[(payout - 1) % (names.length + 1)];
}
