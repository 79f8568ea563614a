import type { Fact } from "../domain/fact.ts";
import { isWholeSats, type Msat } from "../domain/money.ts";
import { fits } from "./column.ts";
import type { createWordList } from "./word-list.ts";

/**
 * A table for one frequent kind of fact, with a column for each field. Words, which come back in every fact, are kept by
 * number; ids, which do not, as they come. A fact that does not fit is not taken, and the log keeps it as an object instead.
 */
export interface Table<Kind extends Fact["kind"]> {
  /** Adds a row; false, and nothing added, when the fact does not fit. */
  put(fact: Extract<Fact, { readonly kind: Kind }>): boolean;
  get(row: number): Extract<Fact, { readonly kind: Kind }>;
}

/** The words that all tables of a log share. */
export type Words = ReturnType<typeof createWordList>;

/** True for an amount that a column of whole sats in four bytes gives back as it was. */
export function fitsSats(amountMsat: Msat): boolean {
  return isWholeSats(amountMsat) && fits("u32", amountMsat / 1_000);
}
