import type { Msat } from "../../domain/money.ts";

/** What one unit of each multiplier is worth in msat (BOLT 11, "Human-Readable Part"); "" is a whole bitcoin. */
const multipliers = [
  ["", 100_000_000_000],
  ["m", 100_000_000],
  ["u", 100_000],
  ["n", 100],
] as const;

/** The amount of an invoice in its shortest form: `2500u`, and `10p` for one msat. */
export function amountText(amountMsat: Msat): string {
  for (const [multiplier, msat] of multipliers) {
    if (amountMsat % msat === 0) return `${amountMsat / msat}${multiplier}`;
  }
  // Ten pico-bitcoin are one msat.
  return `${amountMsat}0p`;
}

/** Reads digits and a multiplier. @throws Error when it is not a whole number of msat, or too large for a number. */
export function readAmount(digits: string, multiplier: string): Msat {
  const unitMsat = multipliers.find(([name]) => name === multiplier)?.[1];
  if (unitMsat === undefined && !digits.endsWith("0")) {
    throw new Error(`its amount must be whole millisatoshis: the last digit of ${digits}p must be 0`);
  }
  const amountMsat = unitMsat === undefined ? Number(digits.slice(0, -1)) : Number(digits) * unitMsat;
  if (amountMsat > MAX_MSAT) throw new Error(`its amount of ${digits}${multiplier} is too large`);
  return amountMsat;
}

/** 90,000 bitcoins: what a number holds exactly. */
const MAX_MSAT = Number.MAX_SAFE_INTEGER;
