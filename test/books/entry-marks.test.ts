import { expect, it } from "vitest";
import { type EntryReads, entriesSince, markEntries } from "../../src/books/entry-marks.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { defaultReadLimits, ReadBudget } from "../../src/service/read-budget.ts";
import type { Entry } from "../../src/service/target.ts";

const like = { key: "", payoutId: "", effect: "charge", word: "", deltaMsat: -1, balanceAfterMsat: null } as const;

/** A query with `id > :after`, `order by id` and a limit, over ids that are texts. */
function readsOf(ids: readonly string[]): EntryReads {
  const how = { clock: systemClock, limits: defaultReadLimits, signal: undefined, isOfList: true };
  return {
    usesAfter: true,
    budget: new ReadBudget("books.entries", how),
    async *read(after) {
      const rows = ids.filter((id) => id > after).sort();
      yield rows.slice(0, 100).map((entryId): Entry => ({ ...like, entryId, enteredEpochMs: null }));
    },
  };
}

it("an entry whose random id sorts before all the others of a long list is new all the same", async () => {
  const ids = Array.from({ length: 1_500 }, (_, index) => `e${10_000 + index}`);
  const mark = await markEntries("a", readsOf(ids));
  const fresh: string[] = [];
  for await (const page of entriesSince(mark, readsOf([...ids, "a-new-one"]))) {
    fresh.push(...page.map(({ entryId }) => entryId));
  }
  expect(fresh).toEqual(["a-new-one"]);
});
