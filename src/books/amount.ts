import type { Msat } from "../domain/money.ts";
import type { Unit } from "../service/service-file.ts";
import { TargetError } from "../service/target.ts";

/** How many decimal places lie between a unit and the msat. */
const places: Readonly<Record<Unit, number>> = { msat: 0, sat: 3, btc: 11 };

/**
 * An amount, as a database writes it, in msat: `exactMsat("0.5", "sat")` is 500. Nothing is rounded.
 * @throws TargetError where it is no decimal number, or not a whole number of msat. `what` names it.
 */
export function exactMsat(text: string, unit: Unit, what: string): Msat {
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === "") throw new TargetError("nonsense", `${what} must be a number (got ${JSON.stringify(text)})`);
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > places[unit]) {
    throw new TargetError("nonsense", `${what} must be a whole number of msat (got ${text} ${unit})`);
  }
  const msat = Number(`${sign}${whole}${digits.padEnd(places[unit], "0")}`);
  if (!Number.isSafeInteger(msat)) throw new TargetError("nonsense", `${what} is too large (got ${text} ${unit})`);
  // Not -0, which is another zero to whoever compares.
  return msat === 0 ? 0 : msat;
}
