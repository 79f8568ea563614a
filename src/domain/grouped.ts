import type { Msat } from "./money.ts";

const MINUS = "\u2212";

/**
 * A whole number with commas between the thousands and a true minus, the same on every machine: `10,200`, `−1,020`. By hand, because it is
 * wanted at every start, and the first use of Intl costs 15 ms.
 */
export function grouped(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return value < 0 ? `${MINUS}${digits}` : digits;
}

/** An amount in sats, with as many decimals as it takes, three at the most: `1,020`, `0.5`, `−10,200.125`. There is no float arithmetic in it. */
export function groupedSats(msat: Msat): string {
  const whole = grouped(Math.trunc(Math.abs(msat) / 1000));
  const rest = Math.abs(msat) % 1000;
  const decimals = rest === 0 ? "" : `.${String(rest).padStart(3, "0").replace(/0+$/, "")}`;
  return `${msat < 0 ? MINUS : ""}${whole}${decimals}`;
}
