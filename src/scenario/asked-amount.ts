import type { Doubt } from "../domain/doubt.ts";
import { type Amount, ORDINARY_SATS } from "./amount.ts";

/** What payouts are asked for, and the doubt where that is not what the scenario says. */
export interface AskedAmount {
  readonly amount: Amount;
  readonly doubts: readonly Doubt[];
}

/** The amounts of a scenario. Whoever is told no amount cannot be asked for one that nobody can pay, and pays ordinary ones. */
export function askedAmount(declared: Amount, isToldAmounts: boolean): AskedAmount {
  if (declared.kind !== "hostile" || isToldAmounts) return { amount: declared, doubts: [] };
  const reason = "no request tells the service an amount (an invoice has its own)";
  return {
    amount: { kind: "fixed", sats: ORDINARY_SATS },
    doubts: [{ kind: "fault-impossible", fault: "a payout of a hostile amount", reason }],
  };
}
