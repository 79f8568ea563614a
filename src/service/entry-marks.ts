import { formatInteger } from "../domain/format.ts";
import { RememberedEntries } from "./entry-memory.ts";
import { contradicts, type EntryOrder, orderOf } from "./entry-order.ts";
import type { ListEnd, ListPage } from "./pages.ts";
import type { ReadBudget } from "./read-budget.ts";
import { type Entry, type EntryMark, TargetError } from "./target.ts";

/**
 * Which entries a project had when a run began. How much has to be remembered for that, and how much to be read, depends on how the list is made:
 *
 *     it has one page or two          ─▶ all of them are remembered
 *     newest first                    ─▶ its first page is remembered; the rest is not read
 *     oldest first, newest on request ─▶ the same
 *     oldest first                    ─▶ read through once, and its last page is remembered, where it goes on later
 *     no order that can be made out   ─▶ read through once, and all of them are remembered
 *
 * The order is found out (see entry-order) and never assumed: an order that is taken for another one would show no entry of the run, and an honest
 * service would be accused of having charged nothing.
 */
export class HttpEntryMark implements EntryMark {
  readonly projectId: string;
  readonly how: Marked;

  constructor(projectId: string, how: Marked) {
    this.projectId = projectId;
    this.how = how;
  }
}

type Marked =
  | { readonly kind: "all"; readonly entries: RememberedEntries }
  | { readonly kind: "head"; readonly entries: RememberedEntries; readonly isNewest: boolean }
  | {
      readonly kind: "tail";
      readonly entries: RememberedEntries;
      /** The cursor of the last page. */
      readonly after: string;
      /** Every entry; undefined where there were too many. */
      readonly all: RememberedEntries | undefined;
    };

/** The entries of a project from a cursor on, a page at a time; by the call that lists the newest first, where that is wanted and there is one. */
export type WalkEntries = (from: { after?: string; isNewest?: boolean; isWhole: boolean }) => EntryPages;

type EntryPages = AsyncGenerator<ListPage<Entry>, void>;

/** Remembers which entries there are now. @throws TargetError */
export async function markEntries(
  projectId: string,
  walk: WalkEntries,
  budget: ReadBudget,
  hasNewest: boolean,
): Promise<HttpEntryMark> {
  return new HttpEntryMark(projectId, await marked(walk, budget, hasNewest));
}

async function marked(walk: WalkEntries, budget: ReadBudget, hasNewest: boolean): Promise<Marked> {
  const pages = walk({ isWhole: false });
  const start = await startOf(pages);
  const order = orderOf(start.entries);
  if (start.end !== undefined) return markOfWhole(start, order, start.end, budget);
  if (order === "newest-first") {
    await pages.return();
    return { kind: "head", entries: new RememberedEntries(start.first), isNewest: false };
  }
  const newest = hasNewest && order === "oldest-first" ? await headOnRequest(walk, start) : undefined;
  if (newest === undefined) return remember(pages, start, order, budget);
  await pages.return();
  return newest;
}

interface Start {
  readonly first: readonly Entry[];
  readonly pages: readonly ListPage<Entry>[];
  readonly entries: readonly Entry[];
  readonly end: ListEnd | undefined;
}

/** Two pages, because the order from one page to the next may be another than that within a page. */
async function startOf(pages: EntryPages): Promise<Start> {
  const read: ListPage<Entry>[] = [];
  while (read.length < 2 && read.at(-1)?.end === undefined) {
    const { value } = await pages.next();
    if (value !== undefined) read.push(value);
  }
  const entries = read.flatMap(({ rows }) => rows);
  return { first: read[0]?.rows ?? [], pages: read, entries, end: read.at(-1)?.end };
}

function markOfWhole(start: Start, order: EntryOrder, end: ListEnd, { what }: ReadBudget): Marked {
  const entries = new RememberedEntries(start.entries);
  if (end.kind === "told" || !end.isCut) return { kind: "all", entries };
  if (order === "newest-first") return { kind: "head", entries, isNewest: false };
  throw new TargetError("nonsense", `${what} ${notPaged(start.entries.length)}`);
}

function notPaged(entries: number): string {
  return `lists ${formatInteger(entries)} entries and cannot be paged, so newer ones would not be seen`;
}

/**
 * The newest entries of a list that is oldest first, where the service lists them first when it is asked to. A service that does not know that call
 * refuses it, or lists them as it always does, and that is noticed.
 */
async function headOnRequest(walk: WalkEntries, { first }: Start): Promise<Marked | undefined> {
  const pages = walk({ isNewest: true, isWhole: false });
  try {
    const newest = await startOf(pages);
    const isOther = newest.first[0]?.entryId !== first[0]?.entryId;
    const isNewest = isOther && newest.end === undefined && orderOf(newest.entries) === "newest-first";
    return isNewest ? { kind: "head", entries: new RememberedEntries(newest.first), isNewest } : undefined;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  } finally {
    await pages.return();
  }
}

/** Reads the rest of a list, to remember where it ends, and everything else where that may not be enough. */
async function remember(pages: EntryPages, start: Start, found: EntryOrder, budget: ReadBudget): Promise<Marked> {
  let order = found;
  let last = start.pages.at(-1);
  let all: RememberedEntries | undefined = new RememberedEntries(start.entries);
  for await (const page of pages) {
    const before = last?.rows.at(-1);
    if (contradicts(order, before === undefined ? page.rows : [before, ...page.rows])) order = "unknown";
    all?.add(page.rows);
    if (all !== undefined && all.size > budget.limits.rememberedEntries) all = undefined;
    if (all === undefined && order !== "oldest-first") throw tooMany(budget);
    if (page.rows.length > 0) last = page;
  }
  if (order === "oldest-first" && last !== undefined) {
    return { kind: "tail", entries: new RememberedEntries(last.rows), after: last.after, all };
  }
  if (all === undefined) throw tooMany(budget);
  return { kind: "all", entries: all };
}

function tooMany({ what, limits }: ReadBudget): TargetError {
  const most = formatInteger(limits.rememberedEntries);
  return new TargetError(
    "limit",
    `${what} has more than ${most} entries from before the run, in no order that can be made out`,
  );
}

/** The entries that were not there when the mark was made. @throws TargetError */
export async function* entriesSince(
  { how }: HttpEntryMark,
  walk: WalkEntries,
  budget: ReadBudget,
): AsyncGenerator<readonly Entry[], void> {
  switch (how.kind) {
    case "all":
      return yield* sinceAll(how.entries, walk, budget);
    case "head":
      return yield* sinceHead(how.entries, walk({ isNewest: how.isNewest, isWhole: false }), budget);
    case "tail":
      return yield* sinceTail(how, walk, budget);
  }
}

/** So many entries of before the run, and no other, in a list that cannot be paged: newer ones may well be missing. */
const SUSPICIOUS = 10;

async function* sinceAll(entries: RememberedEntries, walk: WalkEntries, budget: ReadBudget) {
  const old = entries.recall(budget.what);
  let last: ListPage<Entry> | undefined;
  let isAnyNew = false;
  for await (const page of walk({ isWhole: true })) {
    const rows = page.rows.filter((entry) => !old.has(entry));
    isAnyNew ||= rows.length > 0;
    if (rows.length > 0) yield rows;
    if (page.rows.length > 0 || last === undefined) last = page;
    if (page.end?.kind !== "unpageable") continue;
    const mayLack = page.end.isCut && orderOf(last.rows) !== "newest-first";
    if (mayLack || (!isAnyNew && old.found >= SUSPICIOUS)) {
      throw new TargetError("nonsense", `${budget.what} ${notPaged(last.rows.length)}`);
    }
  }
  old.check();
}

/**
 * What stands above the newest of the old entries is new, and so is what stands between two of them, where several were made at one moment; what
 * stands below the last of them was there before.
 */
async function* sinceHead(entries: RememberedEntries, pages: EntryPages, budget: ReadBudget) {
  const old = entries.recall(budget.what);
  let between: Entry[] = [];
  for await (const { rows } of pages) {
    const fresh: Entry[] = [];
    const foundBefore = old.found;
    for (const entry of rows) {
      if (old.isAllFound) break;
      if (old.has(entry)) {
        fresh.push(...between);
        between = [];
      } else (old.found === 0 ? fresh : between).push(entry);
    }
    if (fresh.length > 0) yield fresh;
    if (old.isAllFound || (foundBefore > 0 && old.found === foundBefore)) return;
  }
  old.check();
}

async function* sinceTail(tail: Extract<Marked, { readonly kind: "tail" }>, walk: WalkEntries, budget: ReadBudget) {
  const pages = walk({ after: tail.after, isWhole: true });
  const first = await firstOf(pages, tail.all !== undefined);
  const marks = tail.entries.recall(budget.what);
  for (const entry of first?.rows ?? []) marks.has(entry);
  let isAnyNew = false;
  if (first !== undefined && marks.isAllFound) {
    const old = (tail.all ?? tail.entries).recall(budget.what);
    const freshOf = (rows: readonly Entry[]) => rows.filter((entry) => !old.has(entry));
    for (let page: ListPage<Entry> | undefined = first; page !== undefined; page = await nextOf(pages)) {
      const fresh = freshOf(page.rows);
      isAnyNew ||= fresh.length > 0;
      if (fresh.length > 0) yield fresh;
    }
  } else if (tail.all === undefined) {
    throw new TargetError("nonsense", `${budget.what} does not go on where it ended before the run`);
  }
  await pages.return();
  // The new entry is not where we expected it, or the page has changed: read the whole list to be sure.
  if (!isAnyNew && tail.all !== undefined) yield* sinceAll(tail.all, walk, budget);
}

async function nextOf(pages: EntryPages): Promise<ListPage<Entry> | undefined> {
  const { value } = await pages.next();
  return value ?? undefined;
}

/** The first page; undefined where the service does not know its cursor any more, and the list can be read from its beginning instead. */
async function firstOf(pages: EntryPages, hasOther: boolean): Promise<ListPage<Entry> | undefined> {
  try {
    return await nextOf(pages);
  } catch (error) {
    if (hasOther && isRefusal(error)) return undefined;
    throw error;
  }
}

/** A service may refuse what it does not know: a parameter of ours, or a cursor that it has forgotten. */
function isRefusal(error: unknown): boolean {
  return error instanceof TargetError && (error.kind === "nonsense" || error.kind === "absent");
}
