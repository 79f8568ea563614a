import type { EntryEffect } from "../domain/books.ts";
import { epochMsOf } from "../domain/clock.ts";
import type { Msat } from "../domain/money.ts";
import { amountOf } from "../service/amount.ts";
import type { SqlBooks, Unit } from "../service/service-file.ts";
import { type Balance, type Entry, type ListedPayout, TargetError } from "../service/target.ts";
import type { SqlPage, SqlValue } from "./sql-database.ts";

/** What the words and amounts of the books mean. */
export interface Meanings extends Pick<SqlBooks, "effects" | "unsigned" | "states"> {
  readonly unit: Unit;
}

/** One row, by column. */
type Row = ReadonlyMap<string, SqlValue>;

interface Columns {
  readonly what: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const balanceColumns: Columns = { what: "books.balance", required: ["available"], optional: ["held"] };
const entryColumns: Columns = {
  what: "books.entries",
  required: ["id", "amount"],
  optional: ["key", "payout", "type", "balance_after", "at"],
};
const payoutColumns: Columns = {
  what: "books.payouts",
  required: ["state"],
  optional: ["id", "key", "amount", "payee"],
};

/** The rows of a page, by column. @throws TargetError where a column is missing, unknown or there twice. */
function rowsOf({ columns, rows }: SqlPage, { what, required, optional }: Columns): readonly Row[] {
  const known = [...required, ...optional];
  const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(", ");
  const extra = columns.filter((name) => !known.includes(name));
  if (extra.length > 0) throw nonsense(`${what} may have the columns ${known.join(", ")} only (got ${quoted(extra)})`);
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw nonsense(`${what} must have the column ${missing.join(" and the column ")} (got ${quoted(columns)})`);
  }
  if (new Set(columns).size < columns.length) throw nonsense(`${what} has a column twice (got ${quoted(columns)})`);
  return rows.map((values) => new Map(columns.map((name, index) => [name, values[index] ?? null])));
}

/** The balance of an account. @throws TargetError where there is not exactly one row, or it makes no sense. */
export function balanceOf(page: SqlPage, account: string, { unit }: Meanings): Balance {
  const [row, ...others] = rowsOf(page, balanceColumns);
  if (row === undefined) throw nonsense(`books.balance has no row for the account ${account}`);
  if (others.length > 0) throw nonsense(`books.balance has more than one row for the account ${account}`);
  const heldMsat = row.has("held") ? amountIn(row, "held", "books.balance", unit) : 0;
  return { balanceMsat: amountIn(row, "available", "books.balance", unit), heldMsat };
}

/** The entries of a page. @throws TargetError where a row makes no sense. */
export function entriesOf(page: SqlPage, meanings: Meanings): readonly Entry[] {
  return rowsOf(page, entryColumns).map((row) => entryOf(row, meanings));
}

function entryOf(row: Row, meanings: Meanings): Entry {
  const entryId = textIn(row, "id");
  if (entryId === "") throw nonsense("books.entries has an entry without an id");
  const what = `books.entries, entry ${entryId}`;
  const word = textIn(row, "type");
  const effect = effectOf(word, meanings);
  const amountMsat = amountIn(row, "amount", what, meanings.unit);
  const hasBalance = (row.get("balance_after") ?? null) !== null;
  return {
    entryId,
    key: textIn(row, "key"),
    payoutId: textIn(row, "payout"),
    effect,
    word,
    deltaMsat: meanings.unsigned ? signed(amountMsat, effect, word, what) : amountMsat,
    balanceAfterMsat: hasBalance ? amountIn(row, "balance_after", what, meanings.unit) : null,
    enteredEpochMs: dateIn(row, what),
  };
}

/** A word that is not declared says nothing. */
function effectOf(word: string, { effects }: Meanings): EntryEffect {
  return Object.hasOwn(effects, word) ? (effects[word] ?? "other") : "other";
}

/** The change of the available balance, where amounts carry no sign. */
function signed(amountMsat: Msat, effect: EntryEffect, word: string, what: string): Msat {
  if (amountMsat < 0) throw nonsense(`${what}: amount must be 0 or more, because amounts are declared unsigned`);
  if (amountMsat === 0) return 0;
  switch (effect) {
    case "charge":
    case "hold":
      return -amountMsat;
    case "refund":
    case "release":
    case "deposit":
      return amountMsat;
    case "confirm":
      return 0;
    case "other": {
      const type = word === "" ? "no type" : `the type ${JSON.stringify(word)}, which effects does not declare`;
      throw nonsense(`${what} has ${type}: so an amount without a sign tells nothing`);
    }
  }
}

/** The payouts of a page. @throws TargetError where a row makes no sense. */
export function payoutsOf(page: SqlPage, { states, unit }: Meanings): readonly ListedPayout[] {
  return rowsOf(page, payoutColumns).map((row) => {
    const [payoutId, key] = [textIn(row, "id"), textIn(row, "key")];
    if (payoutId === "" && key === "") throw nonsense("books.payouts has a payout with neither an id nor a key");
    const word = textIn(row, "state");
    const what = `books.payouts, payout ${payoutId || key}`;
    return {
      payoutId,
      key,
      gamertag: row.get("payee") ?? undefined,
      state: Object.hasOwn(states, word) ? (states[word] ?? "unknown") : "unknown",
      word,
      amountMsat: row.has("amount") ? amountIn(row, "amount", what, unit) : null,
    };
  });
}

function textIn(row: Row, column: string): string {
  return row.get(column) ?? "";
}

function amountIn(row: Row, column: string, what: string, unit: Unit): Msat {
  const text = row.get(column) ?? null;
  if (text === null) throw nonsense(`${what}: ${column} is not an amount: NULL`);
  return amountOf(text, { unit }, `${what}: ${column}`, (shown) => shown);
}

/** Seconds since 1970 have fewer digits than this for the next thousand years, and milliseconds had more since 1973. */
const LEAST_MS = 100_000_000_000;

/** When an entry was made; a timestamp without a time zone is in UTC. */
function dateIn(row: Row, what: string): number | null {
  const text = row.get("at") ?? null;
  if (text === null) return null;
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return Math.floor(number < LEAST_MS ? number * 1_000 : number);
  }
  const [, day, time, zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text) ?? [];
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone;
  const epochMs = epochMsOf(day === undefined ? text : `${day}T${time}${offset}`);
  if (epochMs === null)
    throw nonsense(`${what}: at must be a date or a number since 1970 (got ${JSON.stringify(text)})`);
  return epochMs;
}

function nonsense(message: string): TargetError {
  return new TargetError("nonsense", message);
}
