import { z } from "zod";
import { inWords } from "../../document/field-types.ts";
import { mustBe } from "../../document/messages.ts";
import type { Msat } from "../../domain/money.ts";

const AMOUNT = /^(\d{1,3}(?:[_,]\d{3})*|\d{1,16})(?:\.(\d{1,11}))? ?(msat|sats?|btc)$/i;

/** How many decimal places a unit is above a millisatoshi. */
const places: Readonly<Record<string, number>> = { msat: 0, sat: 3, btc: 11 };

const TAKES = "an amount with its unit such as 5 sat or 1 msat";

/** An amount with its unit, read to msat: `5 sat`, `1 msat`, `0.0001 btc`. Only nothing needs no unit. */
export function moneyAmount() {
  const error = mustBe(TAKES, {
    hint(input) {
      if (typeof input === "number" && input > 0) return `write ${input} sat or ${input} msat`;
      if (typeof input !== "string" || !AMOUNT.test(input)) return undefined;
      return readMsat(input) === undefined ? "it must be a whole number of msat, below 90,000 btc" : undefined;
    },
  });
  const text = z.string({ error }).regex(AMOUNT, { error }).meta(inWords(TAKES));
  const nothing = z.int({ error }).min(0, { error }).max(0, { error }).meta(inWords(TAKES));
  return z
    .union([text, nothing], { error })
    .refine((written) => written === 0 || readMsat(String(written)) !== undefined, { error })
    .transform((written): Msat => (typeof written === "string" ? (readMsat(written) ?? 0) : 0));
}

/** Exact: the decimal point is moved in the text. Undefined for a fraction of a msat, and for more than a number holds. */
function readMsat(text: string): Msat | undefined {
  const [, whole = "", fraction = "", unit = ""] = AMOUNT.exec(text) ?? [];
  const shift = places[unit.toLowerCase().replace(/^sats$/, "sat")] ?? 0;
  if (/[1-9]/.test(fraction.slice(shift))) return undefined;
  const msat = Number(`${whole.replaceAll(/[_,]/g, "")}${fraction.slice(0, shift).padEnd(shift, "0")}`);
  return Number.isSafeInteger(msat) ? msat : undefined;
}
