import type { Chance } from "../domain/random.ts";
import type { Amount } from "./amount.ts";
import { drawAmounts } from "./draw.ts";
import type { Scenario } from "./schema.ts";

/** The amount of each payout in msat; in four bytes each where they fit. */
export function amountsOf(
  scenario: Scenario,
  amount: Amount,
  payouts: number,
  chance: Chance,
): Float64Array | Uint32Array {
  const drawn = drawAmounts(amount, payouts, chance);
  const areSmall = drawn.every((amountMsat) => amountMsat >>> 0 === amountMsat);
  const amounts = areSmall ? new Uint32Array(payouts) : new Float64Array(payouts);
  for (let index = 0; index < payouts; index += 1) amounts[index] = drawn[invoiceOf(scenario, index)] ?? 0;
  return amounts;
}

/** The project of each payout, of so many: they take turns. */
export function projectsOf(scenario: Scenario, projects: number, payouts: number): Uint16Array | Uint8Array {
  const projectOf = projects <= 256 ? new Uint8Array(payouts) : new Uint16Array(payouts);
  for (let index = 0; index < payouts; index += 1) projectOf[index] = invoiceOf(scenario, index) % projects;
  return projectOf;
}

/** Counts invoices from 0, of which two payouts in a row may share one. */
function invoiceOf({ payouts }: Scenario, index: number): number {
  return payouts.invoice === "shared" ? Math.floor(index / 2) : index;
}
