import { formatSats } from "../domain/format.ts";
import type { Range } from "./limits.ts";

/** The hint for an amount with a unit: the same in sats, if that has at most three decimals and is in the range. */
export function writeSats(text: string, { from, to }: Range): string | undefined {
  const [, number = "", unit = ""] = /^([\d_,]{1,20}(?:\.\d{1,11})?) ?(btc|sats?)$/i.exec(text) ?? [];
  const exact = Number(number.replaceAll(/[_,]/g, "")) * (unit.toLowerCase() === "btc" ? 1e11 : 1e3);
  const msat = Math.round(exact);
  // A product of decimals is inexact, but by less than any part of a msat that can be written.
  if (unit === "" || Math.abs(exact - msat) >= 1e-3 || msat < from * 1_000 || msat > to * 1_000) return undefined;
  return `write ${formatSats(msat).replaceAll(",", "_")}`;
}

/** The hint for a number that was written as text: its digits. */
export function writeDigits(text: string): string | undefined {
  const digits = text.replaceAll(/[_,]/g, "");
  return /^-?\d{1,16}$/.test(digits) ? `write ${Number(digits)}` : undefined;
}
