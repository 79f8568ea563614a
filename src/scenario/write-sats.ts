import { formatInteger } from "../domain/format.ts";
import type { Range } from "./limits.ts";

/** The hint for an amount that is written with its unit: the same in sats, where that is a whole number in the range. */
export function writeSats(text: string, { from, to }: Range): string | undefined {
  const [, number = "", unit = ""] = /^([\d_,]{1,20}(?:\.\d{1,8})?) ?(btc|sats?)$/i.exec(text) ?? [];
  const exact = Number(number.replaceAll(/[_,]/g, "")) * (unit.toLowerCase() === "btc" ? 1e8 : 1);
  const sats = Math.round(exact);
  // A product of two decimals may be off by a hair; a part of a sat is more than that.
  const isWhole = Math.abs(exact - sats) < 1e-3;
  return unit !== "" && isWhole && sats >= from && sats <= to
    ? `write ${formatInteger(sats).replaceAll(",", "_")}`
    : undefined;
}
