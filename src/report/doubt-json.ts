import type { Doubt } from "../domain/doubt.ts";
import { type Msat, satsOf } from "../domain/money.ts";
import { doubtText, doubtWayOut } from "../explain/doubts.ts";

/** A doubt for programs: its kind and its figures, amounts in sats, and beside them the same in words. */
export function doubtJson(doubt: Doubt): object {
  return { ...inSats(doubt), says: doubtText(doubt), wayOut: doubtWayOut(doubt) };
}

/** Amounts are in msat in the domain, and in sats in every report. */
function inSats(doubt: Doubt): object {
  const fields = Object.entries(doubt).map(([name, value]) =>
    name.endsWith("Msat") ? [name.replace(/Msat$/, "Sats"), satsOf(value as Msat)] : [name, value],
  );
  return Object.fromEntries(fields);
}
