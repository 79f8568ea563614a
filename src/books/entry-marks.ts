import { formatInteger } from "../domain/format.ts";
import { RememberedEntries } from "../service/entry-memory.ts";
import type { ReadBudget } from "../service/read-budget.ts";
import { type Entry, type EntryMark, TargetError } from "../service/target.ts";

/**
 * Which entries an account had when a run began. A query with `:after` goes on where it ended then; of its last entries the ids are remembered, because
 * a transaction may commit an id that was drawn before others that were already there. Of a query without `:after` every id is remembered, and where ids are
 * no numbers, which may be drawn in no order at all (a random uuid), as well.
 */
export class BooksEntryMark implements EntryMark {
  readonly projectId: string;
  /** Where later reads begin. */
  readonly after: string;
  readonly entries: RememberedEntries;

  constructor(projectId: string, after: string, entries: RememberedEntries) {
    this.projectId = projectId;
    this.after = after;
    this.entries = entries;
  }
}

/** Below every id that a sequence gives, and before every letter. */
const BEFORE_ALL = "0";

/** How many of the last ids are remembered where `:after` is used. */
const TAIL = 1_000;

/** Runs the query of the entries once, from an id on. */
export type ReadEntries = (after: string) => AsyncIterable<readonly Entry[]>;

/** How the entries of an account are read. */
export interface EntryReads {
  readonly read: ReadEntries;
  readonly usesAfter: boolean;
  readonly budget: ReadBudget;
}

/** Remembers which entries there are now. @throws TargetError */
export async function markEntries(account: string, reads: EntryReads): Promise<BooksEntryMark> {
  if (!reads.usesAfter) return new BooksEntryMark(account, BEFORE_ALL, await allOf(reads.read(BEFORE_ALL), reads));
  let tail: readonly Entry[] = [];
  let after = BEFORE_ALL;
  for await (const page of goingOn(reads, BEFORE_ALL)) {
    if (page.some(({ entryId }) => !isNumber(entryId))) {
      return new BooksEntryMark(account, BEFORE_ALL, await allOf(goingOn(reads, BEFORE_ALL), reads));
    }
    const last = [...tail, ...page];
    tail = last.slice(-TAIL);
    after = last.at(-TAIL - 1)?.entryId ?? after;
  }
  return new BooksEntryMark(account, after, new RememberedEntries(tail));
}

async function allOf(
  pages: AsyncIterable<readonly Entry[]>,
  { budget }: Pick<EntryReads, "budget">,
): Promise<RememberedEntries> {
  const entries = new RememberedEntries([]);
  for await (const page of pages) {
    entries.add(page);
    if (entries.size <= budget.limits.rememberedEntries) continue;
    const most = formatInteger(budget.limits.rememberedEntries);
    const wayOut = "with numbers for ids, `id > :after` and `order by id` it need not be read again";
    throw new TargetError("limit", `${budget.what} has more than ${most} entries from before the run: ${wayOut}`);
  }
  return entries;
}

/** The entries that were not there when the mark was made. @throws TargetError */
export async function* entriesSince(mark: BooksEntryMark, reads: EntryReads): AsyncGenerator<readonly Entry[], void> {
  const old = mark.entries.recall(reads.budget.what);
  for await (const page of reads.usesAfter ? goingOn(reads, mark.after) : reads.read(BEFORE_ALL)) {
    const fresh = page.filter((entry) => !old.has(entry));
    if (fresh.length > 0) yield fresh;
  }
  old.check();
}

/** Runs the query again from the last id on, because it may limit its rows, until there are none. */
async function* goingOn({ read, budget }: EntryReads, from: string): AsyncGenerator<readonly Entry[], void> {
  let last = from;
  for (let isMore = true; isMore; ) {
    isMore = false;
    for await (const page of read(last)) {
      for (const { entryId } of page) {
        checkOrder(entryId, last, budget.what);
        last = entryId;
      }
      isMore ||= page.length > 0;
      yield page;
    }
  }
}

/** Ids that are no numbers are ordered by rules of the database; only that none comes twice can be seen from here. */
function checkOrder(entryId: string, last: string, what: string): void {
  if (isNumber(entryId) && isNumber(last) ? BigInt(entryId) > BigInt(last) : entryId !== last) return;
  const wayOut = "a query with `:after` needs `id > :after` and `order by id`";
  throw new TargetError("nonsense", `${what} lists the entry ${entryId} after the entry ${last}: ${wayOut}`);
}

function isNumber(entryId: string): boolean {
  return /^\d+$/.test(entryId);
}
