/** The ways in which a payout can name who is paid. */
export const payeeKinds = ["gamertag", "lightning-address", "bolt11", "lnurl", "keysend"] as const;

/**
 * - `gamertag`: a player's name at the provider.
 * - `lightning-address`: `name@host`, which the service resolves by LNURL-pay (LUD-16).
 * - `bolt11`: an invoice that the payee has made.
 * - `lnurl`: a bech32 LNURL-pay (LUD-01, LUD-06).
 * - `keysend`: the public key of the payee's node.
 */
export type PayeeKind = (typeof payeeKinds)[number];
