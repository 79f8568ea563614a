import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/service/target.ts";
import { runs } from "../runs.ts";
import { rowsOf, targetOf } from "./api-of.ts";
import { type Habits, ListingApi } from "./listing-api.ts";

const OLD = 1_130;
const NEW = 64;

interface Seen {
  readonly keys: string;
  readonly asked: readonly string[];
  readonly api: ListingApi;
}

/** Three runs on one API, each of them with its mark before and its reads after. The answer is what the last one saw. */
async function lastOfThree(habits: Habits, counts = [OLD, 0, NEW], options = {}): Promise<Seen> {
  const api = new ListingApi(habits);
  const target = await targetOf(api.handler, options);
  let entries: readonly Entry[] = [];
  let asked: readonly string[] = [];
  for (const [run, count] of counts.entries()) {
    api.asked.length = 0;
    const mark = await target.markEntries("p");
    asked = [...api.asked];
    api.append(`run${run}`, count);
    entries = await rowsOf(target.entriesSince(mark));
  }
  return { keys: summed(entries.map(({ key }) => key)), asked, api };
}

/** Keys in few words: how many of each run, and how many of them are different. */
function summed(keys: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key.split("_")[0] ?? "", (counts.get(key.split("_")[0] ?? "") ?? 0) + 1);
  return `${[...counts].map(([run, count]) => `${count} of ${run}`).join(", ")}; ${new Set(keys).size} different`;
}

const keysOf = (run: string, count: number) => `${count} of ${run}; ${count} different`;

const orders = ["oldest-first", "newest-first", "scattered", "by-key"] as const;
const pagings = ["id", "offset", "inclusive", "links"] as const;

describe("the entries of a run on an API that has thousands", () => {
  const cells = orders.flatMap((order) =>
    pagings.flatMap((paging) => [true, false].map((naming) => ({ order, paging, naming }))),
  );

  // Without a name for the next page only the id of the last row is left, which an offset is not.
  const possible = cells.filter(({ paging, naming }) => naming || paging === "id" || paging === "inclusive");
  // Every other one in each run of the tests, and all of them in the long ones.
  it.each(possible.filter((_, index) => index % runs(2, 1) === 0))(
    "are exactly those that are new: $order, paged by $paging, next named: $naming",
    async (habits) => {
      const { keys } = await lastOfThree(habits);
      expect(keys).toBe(keysOf("run2", NEW));
    },
  );

  // Without times and balances only the ids tell the order, and a uuid tells none.
  const nothing = [] as const;
  const neither = ["createdAt", "balanceAfter"] as const;
  const signs = [
    { ids: "name", without: neither },
    { ids: "number", without: neither },
    { ids: "uuid", without: nothing },
    { ids: "uuid", without: ["createdAt"] },
    { ids: "uuid", without: ["balanceAfter"] },
    { ids: "uuid", without: neither },
  ] as const;

  it.each(orders.flatMap((order) => signs.map((sign) => ({ order, ...sign }))))(
    "are exactly those that are new: $order, ids of the kind $ids, without $without",
    async (habits) => {
      const { keys } = await lastOfThree(habits, [1_130, 30]);
      expect(keys).toBe(keysOf("run1", 30));
    },
  );

  it.each(orders)("are exactly those that are new where there are no ids: %s", async (order) => {
    const { keys } = await lastOfThree({ order, paging: "offset", without: ["id"] });
    expect(keys).toBe(keysOf("run2", NEW));
  });

  it.each(orders)("are as many as are new where nothing tells them apart: %s", async (order) => {
    const without = ["id", "idempotencyKey", "balanceAfter", "createdAt"] as const;
    const { keys } = await lastOfThree({ order, paging: "offset", without }, [130, 20]);
    expect(keys).toBe("20 of ; 1 different");
  });

  it.each(orders)("are exactly those that are new where all were made within a moment: %s", async (order) => {
    const { keys } = await lastOfThree({ order, everyMs: 1, ids: "uuid", without: ["balanceAfter"] });
    expect(keys).toBe(keysOf("run2", NEW));
  });

  it.each(orders)(
    "are exactly those that are new where a page has fewer rows than it is asked for: %s",
    async (order) => {
      const { keys } = await lastOfThree({ order, naming: false, most: 100 });
      expect(keys).toBe(keysOf("run2", NEW));
    },
  );

  it.each(orders)(
    "are exactly those that are new where a page has all rows, whatever it is asked for: %s",
    async (order) => {
      for (const naming of [true, false]) {
        const { keys } = await lastOfThree({ order, naming, most: 0, paging: "none" }, [OLD, NEW]);
        expect(keys).toBe(keysOf("run1", NEW));
      }
    },
  );

  it("are none where none is new", async () => {
    for (const order of orders) {
      const { keys } = await lastOfThree({ order }, [OLD, 0]);
      expect(keys, order).toBe("; 0 different");
    }
  });

  it("are all there are where there was none", async () => {
    for (const order of orders) {
      const { keys } = await lastOfThree({ order }, [OLD]);
      expect(keys, order).toBe(keysOf("run0", OLD));
    }
  });

  it("are exactly those that are new at every edge of a page", async () => {
    const edges = [1, 499, 500, 501, 999, 1_000, 1_001, 1_500];
    for (const [turn, order] of orders.entries()) {
      // Every other one in each run of the tests, the others under the next order, and all of them in the long ones.
      for (const old of edges.filter((_, index) => (turn + index) % runs(2, 1) === 0)) {
        const { keys } = await lastOfThree({ order }, [old, 501]);
        expect(keys, `${order} ${old}`).toBe(keysOf("run1", 501));
      }
    }
  });

  it("are read again with the same mark", async () => {
    for (const order of orders) {
      const api = new ListingApi({ order });
      const target = await targetOf(api.handler);
      api.append("old", OLD);
      const mark = await target.markEntries("p");
      api.append("new", NEW);
      await rowsOf(target.entriesSince(mark));
      api.append("newer", 2);
      expect(await rowsOf(target.entriesSince(mark)), order).toHaveLength(NEW + 2);
    }
  });
});

describe("the opening of a run on an API that has thousands", () => {
  it("reads two pages where the newest are listed first, and the end reads no more than that", async () => {
    const { asked, api } = await lastOfThree({ order: "newest-first" });
    expect(asked).toHaveLength(2);
    expect(api.asked).toHaveLength(2 + 2);
  });

  it("asks for the newest first where they are listed last, and reads two pages where it gets them", async () => {
    const { asked, keys } = await lastOfThree({ newest: "yes" });
    expect(asked).toEqual([
      "limit=500",
      "limit=500&after=500",
      "order=newest&limit=500",
      `order=newest&limit=500&after=${OLD - 499}`,
    ]);
    expect(keys).toBe(keysOf("run2", NEW));
  });

  it("reads on to the end where they are listed last and cannot be asked for, and the end reads its last page", async () => {
    for (const newest of ["refused", undefined] as const) {
      const { asked, api, keys } = await lastOfThree(newest === undefined ? {} : { newest });
      expect(asked.filter((query) => !query.includes("newest"))).toHaveLength(3);
      expect(api.asked.at(-1)).toBe("limit=500&after=1000");
      expect(keys).toBe(keysOf("run2", NEW));
    }
  });
});

describe("a doubt, and no entries, is what comes of an API", () => {
  const failure = (habits: Habits, counts: number[], options = {}) =>
    lastOfThree(habits, counts, options).then(({ keys }) => keys, String);

  it("that shows no more than its oldest entries", async () => {
    for (const naming of [true, false]) {
      expect(await failure({ paging: "none", naming: false }, [1_200, NEW])).toContain(
        "lists 500 entries and cannot be paged",
      );
      expect(await failure({ paging: "none", most: 100, naming }, [120, NEW]), String(naming)).toMatch(
        naming ? /^; 0/ : "lists 100 entries and cannot be paged",
      );
    }
  });

  it("that shows no more than so many in no order", async () => {
    expect(await failure({ paging: "none", order: "scattered", naming: false }, [1_200, NEW])).toContain(
      "cannot be paged",
    );
  });

  it("that does not list any more what it has listed", async () => {
    for (const order of ["oldest-first", "newest-first"] as const) {
      expect(await failure({ order, keeps: 50 }, [1_200, NEW])).toContain("does not list any of the");
    }
  });

  it("that lists several entries under one id", async () => {
    const api = new ListingApi({ order: "newest-first" });
    const target = await targetOf(api.handler);
    api.append("old", 20);
    const mark = await target.markEntries("p");
    const [first] = api.rows;
    if (first !== undefined) api.rows.push({ ...first, cause: "refund", amount: 510, balanceAfter: 0 });
    await expect(rowsOf(target.entriesSince(mark))).rejects.toThrow("lists several entries under one id");
  });

  it("that has more old entries, in no order, than can be remembered", async () => {
    const options = { reads: { rememberedEntries: 1_000 } };
    expect(await failure({ order: "scattered" }, [OLD, NEW], options)).toContain(
      "has more than 1,000 entries from before the run, in no order that can be made out",
    );
    expect(await failure({ order: "oldest-first" }, [OLD, NEW], options)).toBe(keysOf("run1", NEW));
  });
});

describe("an API that shows only its newest entries", () => {
  it("is read exactly as long as one of the old ones is among them", async () => {
    for (const habits of [
      { keeps: 300 },
      { paging: "none", naming: false },
      { paging: "since", naming: false },
    ] as const) {
      const { keys } = await lastOfThree({ order: "newest-first", ...habits }, [1_200, 0, 120]);
      expect(keys).toBe(keysOf("run2", 120));
    }
  });
});
