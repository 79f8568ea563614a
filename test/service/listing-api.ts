import { createHash } from "node:crypto";
import type { Handler } from "./api-of.ts";
import { json, queryOf } from "./api-of.ts";

/** One entry, as an API keeps it. */
export interface Row {
  readonly id: string | number;
  readonly idempotencyKey: string;
  readonly cause: string;
  readonly amount: number;
  readonly balanceAfter: number;
  readonly createdAt: string;
}

/** How an API lists its entries. */
export interface Habits {
  /** `scattered`: by an id that says nothing of when it was made. */
  readonly order?: "oldest-first" | "newest-first" | "scattered" | "by-key";
  /** How the next page is asked for. `offset`: the cursor is a number of rows. `since`: `after` means newer than that. */
  readonly paging?: "id" | "offset" | "none" | "inclusive" | "since" | "links";
  /** Whether it names the next page; where it does not, the caller has to ask on until nothing comes. */
  readonly naming?: boolean;
  /** The most rows of a page, whatever is asked for; 0 where it gives everything, whatever is asked for. */
  readonly most?: number;
  /** What it does not tell. */
  readonly without?: readonly (keyof Row)[];
  readonly ids?: "number" | "name" | "uuid";
  /** How long after one another entries are made, in milliseconds. */
  readonly everyMs?: number;
  /** Whether it can be asked for the newest first, or refuses whatever it does not know. */
  readonly newest?: "yes" | "refused";
  /** How many of the newest entries it keeps. */
  readonly keeps?: number;
}

const names = ["id", "idempotencyKey", "cause", "amount", "balanceAfter", "createdAt"] as const;

/** An append-only list of entries, with its habits. */
export class ListingApi {
  readonly rows: Row[] = [];
  readonly asked: string[] = [];
  readonly #habits: Habits;
  #ordered: { readonly name: string; readonly rows: readonly Row[] } = { name: "", rows: [] };
  #balance = 0;
  #epochMs = Date.parse("2026-01-01T00:00:00Z");

  constructor(habits: Habits) {
    this.#habits = habits;
  }

  /** Makes entries whose keys begin with `run`. */
  append(run: string, count: number): void {
    const { ids = "number", everyMs = 40_000 } = this.#habits;
    for (let number = 1; number <= count; number += 1) {
      const at = this.rows.length + 1;
      const amount = number % 7 === 0 ? 510 : -510;
      this.#balance += amount;
      this.#epochMs += everyMs;
      this.rows.push({
        id: ids === "number" ? at : ids === "name" ? `entry-${at}` : uuidOf(at),
        idempotencyKey: `${run}_${number}`,
        cause: amount > 0 ? "refund" : "charge",
        amount,
        balanceAfter: this.#balance,
        createdAt: new Date(this.#epochMs).toISOString(),
      });
    }
  }

  readonly handler: Handler = (request, response) => {
    const query = (request.url ?? "").split("?")[1] ?? "";
    this.asked.push(query);
    const { order = "oldest-first", newest, without = [], naming = true } = this.#habits;
    const isForNewest = queryOf(request, "order") === "newest";
    if (isForNewest && newest === "refused") return json(response, 400, { success: false });
    const listed = this.#inOrder(isForNewest && newest === "yes" ? "newest-first" : order);
    const { page, next } = this.#page(listed, queryOf(request, "after"), Number(queryOf(request, "limit")));
    const told = names.filter((name) => !without.includes(name));
    const hidden =
      without.length === 0 ? page : page.map((row) => Object.fromEntries(told.map((name) => [name, row[name]])));
    json(response, 200, { success: true, data: { entries: hidden, ...(naming ? { next } : {}) } });
  };

  /** Rows are only ever added, so as long as they are as many they are in the same order. */
  #inOrder(order: Habits["order"]): readonly Row[] {
    const name = `${order} ${this.rows.length}`;
    if (this.#ordered.name !== name) this.#ordered = { name, rows: this.#orderedAnew(order) };
    return this.#ordered.rows;
  }

  #orderedAnew(order: Habits["order"]): readonly Row[] {
    const rows = this.rows.slice(-(this.#habits.keeps ?? this.rows.length));
    const by = (textOf: (row: Row) => string) => {
      const texts = new Map(rows.map((row) => [row, textOf(row)]));
      const text = (row: Row) => texts.get(row) ?? "";
      return rows.toSorted((one, other) => (text(one) < text(other) ? -1 : 1));
    };
    switch (order) {
      case "newest-first":
        return rows.toReversed();
      case "scattered":
        return by(({ createdAt }) => uuidOf(Date.parse(createdAt)));
      case "by-key":
        return by(({ idempotencyKey }) => idempotencyKey);
      default:
        return rows;
    }
  }

  #page(rows: readonly Row[], after: string, limit: number): { page: readonly Row[]; next: unknown } {
    const { paging = "id", most = Number.POSITIVE_INFINITY } = this.#habits;
    const size = most === 0 ? rows.length : Math.min(limit, most);
    const at = rows.findIndex(({ id }) => String(id) === after);
    if (paging === "none") return { page: rows.slice(0, size), next: null };
    if (paging === "since" && after !== "") return { page: rows.slice(0, Math.min(at, size)), next: null };
    const from =
      paging === "offset" || paging === "links" ? Number(after) : paging === "inclusive" ? Math.max(at, 0) : at + 1;
    const page = rows.slice(from, from + size);
    const isEnd = from + size >= rows.length;
    const cursor = paging === "offset" || paging === "links" ? from + size : page.at(-1)?.id;
    const next = paging === "links" ? `http://behind-a-proxy/entries?limit=${size}&after=${cursor}` : cursor;
    return { page, next: isEnd ? null : next };
  }
}

function uuidOf(number: number): string {
  return createHash("sha256").update(String(number)).digest("hex").slice(0, 32);
}
