import type { EntryEffect, PayoutState } from "../domain/books.ts";
import { formatInteger } from "../domain/format.ts";
import { type Msat, msatOf } from "../domain/money.ts";
import type { Redact } from "./secrets.ts";
import { TargetError } from "./target.ts";

/**
 * The words of the embedded contract, and what they mean. They are decoded here and nowhere else; a word that is not in a table is never
 * guessed, whatever it looks like.
 */
const states: ReadonlyMap<string, PayoutState> = new Map([
  ["completed", "paid"],
  ["pending", "pending"],
  ["expired", "refused"],
  ["error", "failed"],
]);

const effects: ReadonlyMap<string, EntryEffect> = new Map([
  ["charge", "charge"],
  ["refund", "refund"],
  ["restore", "refund"],
  ["hold", "hold"],
  ["cancel", "release"],
  ["confirm", "confirm"],
  ["deposit", "deposit"],
]);

/** The status that a list of payouts is asked for where only the pending ones are wanted. */
export const PENDING_WORD = "pending";

/** What the status of a payout means; `unknown` for a word that the contract does not have. */
export function stateOf(word: string): PayoutState {
  return states.get(word) ?? "unknown";
}

/** What the cause of an entry means; `other` for a word that the contract does not have. */
export function effectOf(word: string): EntryEffect {
  return effects.get(word) ?? "other";
}

/** The error code by which the service itself says that its payment timed out. */
export const PAYMENT_TIMEOUT = "PAYMENT_TIMEOUT";

/** More sats than that are more millisatoshis than a number holds exactly. */
const MAX_SATS = Math.floor(Number.MAX_SAFE_INTEGER / 1_000);

/** An amount of the contract, which is a whole number of sats, in msat. @throws TargetError for anything else. */
export function amountOf(value: unknown, what: string, redact: Redact): Msat {
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    if (Math.abs(value) <= MAX_SATS) return msatOf(value);
    throw new TargetError("nonsense", `${what} is more than can be counted exactly: ${value} sats`);
  }
  throw new TargetError("nonsense", `${what} is not a whole number of sats: ${redact(shownValue(value))}`);
}

/** A value as it stands in a message. Of a long one only its length is told: its beginning may be that of a secret. */
function shownValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length <= 60 ? text : `a value of ${formatInteger(text.length)} characters`;
}

/** The beginning of a text that is longer than anybody wants to keep or read. */
export function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
