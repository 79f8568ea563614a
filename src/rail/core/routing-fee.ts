import type { Msat } from "../../domain/money.ts";

/** What a route costs: a share of the amount and a base, as the channels of Lightning charge it. */
export interface RoutingFee {
  /** Millionths of the amount. */
  readonly ppm: number;
  readonly baseMsat: Msat;
}

/** No fee: the payee is next door. */
export const noRoutingFee: RoutingFee = { ppm: 0, baseMsat: 0 };

const PPM = 1_000_000;

/** The fee for an amount; fractions of a msat are dropped (BOLT 7, "HTLC Fees"). */
export function routingFeeMsat({ ppm, baseMsat }: RoutingFee, amountMsat: Msat): Msat {
  const millions = Math.floor(amountMsat / PPM);
  // In two parts, because amount × ppm exceeds what a number holds exactly.
  return baseMsat + millions * ppm + Math.floor(((amountMsat % PPM) * ppm) / PPM);
}
