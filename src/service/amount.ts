import { formatInteger } from "../domain/format.ts";
import type { Msat } from "../domain/money.ts";
import type { Redact } from "./secrets.ts";
import type { Unit } from "./service-file.ts";
import { TargetError } from "./target.ts";
import { decimalText } from "./template.ts";

/** By how many decimal places a unit is larger than a millisatoshi. */
const places = { msat: 0, sat: 3, btc: 11 } as const satisfies Record<Unit, number>;

const plural = { msat: "msat", sat: "sats", btc: "BTC" } as const satisfies Record<Unit, string>;

/** How an amount is written. */
export interface AmountForm {
  readonly unit: Unit;
  /** True where only a JSON number without a fraction is an amount: no text, and no part of the unit. */
  readonly integer?: boolean | undefined;
  /** True where only a JSON number is an amount, and text is none. */
  readonly number?: boolean | undefined;
}

/**
 * An amount of an answer in msat: a number, or a text of digits with decimals. Anything else, a fraction of a msat, and more than a number holds
 * exactly are nonsense, and never a guess. `what` names it in messages. @throws TargetError
 */
export function amountOf(value: unknown, form: AmountForm, what: string, redact: Redact): Msat {
  const { unit } = form;
  const read = mayBeAmount(value, form) ? msatOf(value, places[unit]) : "none";
  if (typeof read === "number") return read;
  if (read === "too-much") {
    throw new TargetError(
      "nonsense",
      `${what} is more than can be counted exactly: ${shownValue(value)} ${plural[unit]}`,
    );
  }
  const wanted = `${wantedOf(form)} ${plural[unit]}`;
  const reason = read === "fraction" ? " (less than a millisatoshi)" : "";
  throw new TargetError("nonsense", `${what} is not ${wanted}: ${redact(shownValue(value))}${reason}`);
}

function mayBeAmount(value: unknown, { integer = false, number = false }: AmountForm): boolean {
  return integer ? Number.isSafeInteger(value) : !number || typeof value === "number";
}

function wantedOf({ integer = false, number = false }: AmountForm): string {
  if (integer) return "a whole number of";
  return number ? "a number of" : "an amount in";
}

/** The amount as a number of msat; or why it is none. */
function msatOf(value: unknown, shift: number): Msat | "none" | "fraction" | "too-much" {
  if (typeof value !== "number" && typeof value !== "string") return "none";
  if (typeof value === "number" && Number.isSafeInteger(value) && shift === 0) return value;
  const text = typeof value === "number" ? decimalText(value) : value;
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text) ?? [];
  if (whole === "") return "none";
  // A larger number has been rounded before we could see it.
  if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) return "too-much";
  if (/[1-9]/.test(fraction.slice(shift))) return "fraction";
  const msat = Number(`${whole}${fraction.slice(0, shift).padEnd(shift, "0")}`);
  if (msat > Number.MAX_SAFE_INTEGER) return "too-much";
  return sign === "-" && msat !== 0 ? -msat : msat;
}

/** An amount in a unit as a number: `1500` msat are `1.5` sats. */
export function numberIn(unit: Unit, msat: Msat): number {
  return msat / 10 ** places[unit];
}

/** A value as it stands in a message. Of a long one only its length is told: its beginning may be that of a secret. */
function shownValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length <= 60 ? text : `a value of ${formatInteger(text.length)} characters`;
}
