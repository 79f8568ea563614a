import type { Doubt } from "../domain/doubt.ts";
import { satsOf } from "../domain/money.ts";
import { doubtText, doubtWayOut } from "../explain/doubts.ts";

/** Data for programs: amounts, which the domain keeps in msat, become sats under names that say so. */
export function inSats(data: object): object {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      if (!/msat$/i.test(name)) return [name, nested(value)];
      return [name.replace(/msat$/, "sats").replace(/Msat$/, "Sats"), value === null ? null : satsOf(value)];
    }),
  );
}

function nested(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nested);
  return typeof value === "object" && value !== null ? inSats(value) : value;
}

/** A doubt for programs: its kind and its figures, and the same in words. */
export function doubtJson(doubt: Doubt): object {
  return { ...inSats(doubt), says: doubtText(doubt), wayOut: doubtWayOut(doubt) };
}
