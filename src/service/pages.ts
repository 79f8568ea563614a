import type { Calls, ReadyCall, Told } from "./http-call.ts";
import { isObject, objectOf, textOf } from "./json-object.ts";
import type { ReadBudget } from "./read-budget.ts";
import type { Redact } from "./secrets.ts";
import type { Select } from "./selector.ts";
import { TargetError } from "./target.ts";
import type { Scope } from "./variables.ts";
import { shortened } from "./words.ts";

/** A row of a list; what is no object is one without anything in it. */
export type Row = Readonly<Record<string, unknown>>;

/** A list of a service, and how to read its rows. */
export interface List<T> {
  readonly name: "entries" | "payouts";
  readonly call: ReadyCall;
  /** How many rows a page is asked for. */
  readonly limit: number;
  /** True where the service is told that limit, so that a page with fewer rows means something. */
  readonly isLimited: boolean;
  readonly rows: Select;
  readonly paging: ReadyPaging;
  /** The id of a row as the service writes it, which is a cursor where it names none. */
  readonly rowId: Select;
  read(row: Row): T;
  /** The id of a row as it is kept; "" for none. */
  idOf(row: T): string;
}

/** How the next page of a list is asked for. */
export type ReadyPaging =
  | { readonly kind: "none" }
  /** `parameter` holds the cursor in the query of the call. */
  | { readonly kind: "cursor"; readonly next: Select | null; readonly parameter: string }
  | { readonly kind: "page"; readonly from: number }
  | { readonly kind: "offset" };

/** One page of a list. */
export interface ListPage<T> {
  /** Without what the page before had as well. */
  readonly rows: readonly T[];
  /** The cursor that this page was asked for with; "" for the beginning of the list. */
  readonly after: string;
  /** Set on the last page. */
  readonly end: ListEnd | undefined;
}

/**
 * How a list ended. `told`: it says that there is no more. `unpageable`: it names no next page, and answers what it has answered already,
 * whatever it is asked for; `isCut` is true where it has more than it lists, as far as can be seen.
 */
export type ListEnd = { readonly kind: "told" } | { readonly kind: "unpageable"; readonly isCut: boolean };

/** What is walked through, and from where. */
export interface Walk<T> {
  readonly calls: Calls;
  readonly list: List<T>;
  readonly account: string;
  /** Where to begin: "" for the beginning. */
  readonly after: string;
  readonly budget: ReadBudget;
  readonly redact: Redact;
  /** True where the whole list is wanted, so that one page can be on its way while the one before is being read. */
  readonly isWhole: boolean;
}

/**
 * A list from a cursor to its end, page by page; each page is dropped when the next one is asked for. `next` names the cursor of the next page, and null
 * says that there is none. A service that names none is asked for what comes after its last row until nothing comes any more, because only
 * then is it known to have listed everything; where the file says where the next cursor stands, a page that leaves it out may be the last one. A list that goes in circles, or brings nothing new for too long, has no end.
 * @throws TargetError
 */
export async function* walk<T>(how: Walk<T>): AsyncGenerator<ListPage<T>, void> {
  const seen = new Seen(how);
  let cursor = how.after === "" ? firstCursor(how.list.paging) : how.after;
  let coming = ask(how, cursor);
  for (;;) {
    const page = await arrived(coming, seen.mayHaveEnded);
    const rows = seen.take(page);
    const end = seen.endOf(page, rows, cursor);
    if (end === undefined && page.isNamed && how.isWhole) coming = ask(how, page.next);
    if (rows.length > 0 || end !== undefined) yield { rows, after: cursor, end };
    if (end !== undefined) return;
    if (!page.isNamed || !how.isWhole) coming = ask(how, page.next);
    cursor = page.next;
  }
}

interface Page {
  readonly value: unknown;
  readonly rows: readonly Row[];
  /** The cursor of the next page; "" where there is none. */
  readonly next: string;
  /** Whether the service itself says what comes next, null included. */
  readonly isNamed: boolean;
}

/** A page that is on its way. A failure is kept until the page is needed, which may be never. */
type Coming = Promise<{ readonly page: Page } | { readonly error: unknown }>;

function firstCursor(paging: ReadyPaging): string {
  return paging.kind === "page" ? String(paging.from) : paging.kind === "offset" ? "0" : "";
}

async function ask<T>({ calls, list, account, budget }: Walk<T>, cursor: string): Coming {
  const scope: Scope = { account, page: { cursor, limit: list.limit } };
  try {
    return { page: pageOf(await calls.read(list.call, scope, budget), list, cursor, budget) };
  } catch (error) {
    return { error };
  }
}

/** The end of a list whose service refuses the cursor that we made of its last row. */
const nothingMore: Page = { value: undefined, rows: [], next: "", isNamed: true };

async function arrived(coming: Coming, mayHaveEnded: boolean): Promise<Page> {
  const outcome = await coming;
  if (!("error" in outcome)) return outcome.page;
  const { error } = outcome;
  const isRefusal = error instanceof TargetError && (error.kind === "nonsense" || error.kind === "absent");
  if (isRefusal && mayHaveEnded) return nothingMore;
  throw error;
}

function pageOf<T>(told: Told, list: List<T>, cursor: string, budget: ReadBudget): Page {
  const found = told.find(list.rows);
  if (!Array.isArray(found)) throw new TargetError("nonsense", `${budget.what} has no list "${list.name}"`);
  budget.listed(found.length);
  const rows = found.map(objectOf);
  const { value } = told;
  return { value, rows, ...nextOf(list, { value, rows, cursor }, budget) };
}

type Asked = Pick<Page, "value" | "rows"> & { readonly cursor: string };

function nextOf<T>({ paging, rowId }: List<T>, { value, rows, cursor }: Asked, budget: ReadBudget) {
  switch (paging.kind) {
    case "none":
      return { next: "", isNamed: false };
    case "page":
      return { next: rows.length === 0 ? "" : String(Number(cursor) + 1), isNamed: false };
    case "offset":
      return { next: rows.length === 0 ? "" : String(Number(cursor) + rows.length), isNamed: false };
    case "cursor": {
      const named = paging.next?.(value);
      if (named === undefined) return { next: textOf(rowId(rows.at(-1))), isNamed: false };
      return { next: cursorIn(named, paging.parameter, budget), isNamed: true };
    }
  }
}

const MAX_CURSOR = 4_096;

/** The cursor in `next`, which some services write as the address of the next page; "" for null and false, which say that there is none. */
function cursorIn(next: unknown, parameter: string, { what }: ReadBudget): string {
  if (next === null || next === false) return "";
  const text = textOf(next);
  if (text === "" && next !== "") throw new TargetError("nonsense", `${what} names a next page that is no cursor`);
  if (text.length > MAX_CURSOR)
    throw new TargetError("nonsense", `${what} names a next page of ${text.length} characters`);
  if (!/^(?:https?:\/)?\//.test(text)) return text;
  const after = URL.canParse(text, "http://api") ? new URL(text, "http://api").searchParams.get(parameter) : null;
  if (after !== null) return after;
  throw new TargetError("nonsense", `${what} pages by something else than "${parameter}"`);
}

/** What of a list has been seen, as far as it has to be known to notice that it goes in circles. */
class Seen<T> {
  readonly #list: List<T>;
  readonly #how: Walk<T>;
  readonly #cursors: Set<string>;
  readonly #beginnings = new Set<string>();
  /** The page before, by id: a page that begins with the row it was to come after, or that has slipped by one, repeats some of it. */
  #before: ReadonlyMap<string, T> = new Map();
  #isAgain = false;
  #isFull = false;
  #pages = 0;
  #pagesWithoutNew = 0;
  #listed = 0;
  #hasNamedNext = false;
  #mayHaveEnded = false;

  constructor(how: Walk<T>) {
    this.#list = how.list;
    this.#how = how;
    this.#cursors = new Set([how.after]);
  }

  /**
   * True where the last page names no next one although the file says where that stands, and either the pages before did, or it is not full: then the
   * list has probably ended, and a service may refuse to be asked for more.
   */
  get mayHaveEnded(): boolean {
    return this.#mayHaveEnded;
  }

  /** The rows of a page that have not been seen; none where it begins like a page before. */
  take(page: Page): readonly T[] {
    const all = page.rows.map((row) => this.#list.read(row));
    const fresh = all.filter((row) => !this.#isRepeated(row));
    const beginning = fresh[0] === undefined ? "" : this.#list.idOf(fresh[0]) || JSON.stringify(fresh[0]);
    this.#isAgain = this.#beginnings.has(beginning);
    if (beginning !== "") this.#beginnings.add(beginning);
    this.#before = new Map(all.map((row) => [this.#list.idOf(row), row]));
    this.#isFull ||= all.length === this.#list.limit;
    const rows = this.#isAgain ? [] : fresh;
    this.#listed += rows.length;
    this.#pages += rows.length > 0 ? 1 : 0;
    this.#pagesWithoutNew = rows.length > 0 ? 0 : this.#pagesWithoutNew + 1;
    return rows;
  }

  #isRepeated(row: T): boolean {
    const id = this.#list.idOf(row);
    const other = id === "" ? undefined : this.#before.get(id);
    return other !== undefined && JSON.stringify(other) === JSON.stringify(row);
  }

  /** How the list ends with this page, of which `rows` are new; undefined where it goes on. @throws TargetError where it has no end. */
  endOf(page: Page, rows: readonly T[], cursor: string): ListEnd | undefined {
    const isKnown = this.#cursors.has(page.next);
    this.#cursors.add(page.next);
    const { paging, limit, isLimited } = this.#list;
    const isShort = isLimited && page.rows.length < limit;
    const isLeftOut = paging.kind === "cursor" && paging.next !== null && !page.isNamed;
    this.#mayHaveEnded = isLeftOut && (isShort || this.#hasNamedNext) && !saysMore(page.value, this.#listed);
    // The selector of the next cursor has found one before, so it would have found another one.
    if (this.#mayHaveEnded && isShort && this.#hasNamedNext) return { kind: "told" };
    this.#hasNamedNext ||= page.isNamed && page.next !== "";
    return page.isNamed
      ? this.#endWhereNamed(page, rows, cursor, isKnown)
      : this.#endOtherwise(page, rows, cursor, isKnown);
  }

  #endWhereNamed({ value, next }: Page, rows: readonly T[], cursor: string, isKnown: boolean): ListEnd | undefined {
    // What it says of a next page contradicts what it says of all rows.
    if (next === "" && this.#isOneFullPage && saysMore(value, this.#listed)) return { kind: "unpageable", isCut: true };
    if (next === "" || (next === cursor && rows.length === 0 && !this.#isAgain)) return { kind: "told" };
    if (this.#isAgain) throw this.#endless("it lists the same page again");
    if (isKnown) throw this.#endless(`it pages in a circle, at ${shortened(this.#how.redact(next), 60)}`);
    const { pagesWithoutNew } = this.#how.budget.limits;
    if (this.#pagesWithoutNew >= pagesWithoutNew)
      throw this.#endless(`it has brought nothing new on ${pagesWithoutNew} pages in a row`);
    return undefined;
  }

  #endOtherwise(
    { value, rows, next }: Page,
    fresh: readonly T[],
    cursor: string,
    isKnown: boolean,
  ): ListEnd | undefined {
    const [first] = rows;
    const isMore = saysMore(value, this.#listed);
    const isCursor = this.#list.paging.kind === "cursor" && cursor !== "" && textOf(this.#list.rowId(first)) === cursor;
    const isOnlyCursor = rows.length === 1 && isCursor && !isMore;
    if (first === undefined || isOnlyCursor) return { kind: "told" };
    if (fresh.length > 0 && next !== "" && !isKnown) return undefined;
    // Where there was a second page, paging works, and it begins anew after the end.
    return { kind: "unpageable", isCut: this.#isOneFullPage || isMore };
  }

  get #isOneFullPage(): boolean {
    return this.#isFull && this.#pages === 1;
  }

  #endless(how: string): TargetError {
    return new TargetError("limit", `${this.#how.budget.what} has no end: ${how}`);
  }
}

/** Whether a page says of itself, in one of the usual ways, that the list has more rows than those. */
function saysMore(value: unknown, listed: number): boolean {
  const root = objectOf(value);
  const data = isObject(root["data"]) ? root["data"] : root;
  const total = data["total"] ?? data["totalCount"];
  return data["hasMore"] === true || data["has_more"] === true || (typeof total === "number" && total > listed);
}
