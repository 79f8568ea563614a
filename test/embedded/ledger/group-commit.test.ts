import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { GroupCommit } from "../../../src/embedded/ledger/group-commit.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";
import { temporaryFolder } from "./temporary-ledger.ts";

/** A table of numbers above 0, written through a group and read by somebody else, who sees only what is committed. */
function scene() {
  const file = join(temporaryFolder(), "numbers.db");
  const writer = new Database(file);
  const reader = new Database(file);
  onTestFinished(() => {
    writer.close();
    reader.close();
  });
  writer.pragma("journal_mode = wal");
  writer.pragma("busy_timeout = 5");
  writer.exec("create table numbers (number integer not null check (number > 0))");
  const clock = createVirtualClock();
  const group = new GroupCommit(writer, clock, 5);
  const insert = writer.prepare("insert into numbers (number) values (?)");
  const count = writer.prepare("select count(*) from numbers").raw();
  return {
    clock,
    group,
    other: reader,
    insert: (number: number) => insert.run([number]),
    numbers: () =>
      (reader.prepare("select number from numbers order by number").raw().all() as [number][]).map(([one]) => one),
    add: (number: number) => group.write(() => insert.run([number]).changes),
    count: () => group.read(() => (count.get() as [number])[0]),
    committed: () => (reader.prepare("select count(*) from numbers").raw().get() as [number])[0],
  };
}

/** How a promise stands. */
function watch(promise: Promise<unknown>) {
  const state = { is: "open" };
  promise.then(
    () => {
      state.is = "resolved";
    },
    (error: Error) => {
      state.is = `rejected: ${error.message}`;
    },
  );
  return state;
}

describe("a write", () => {
  it("is told to nobody before it is committed", async () => {
    const { add, clock, committed } = scene();
    const told = watch(add(1));
    await Promise.resolve();
    expect([told.is, committed()]).toEqual(["open", 0]);
    await clock.advance(0);
    expect([told.is, committed()]).toEqual(["resolved", 1]);
  });

  it("shares its transaction with all others of its turn", async () => {
    const { add, clock, committed } = scene();
    const told = [1, 2, 3].map((number) => watch(add(number)));
    expect(clock.pending()).toBe(1);
    await clock.advance(0);
    expect([told.map(({ is }) => is), committed()]).toEqual([["resolved", "resolved", "resolved"], 3]);
  });

  it("that fails undoes its group, and everyone in it is told", async () => {
    const { add, clock, committed } = scene();
    const told = [1, -1].map((number) => watch(add(number)));
    await clock.advance(0);
    expect(told.map(({ is }) => is.split(":")[0])).toEqual(["rejected", "rejected"]);
    expect(told.map(({ is }) => is.includes("CHECK constraint failed"))).toEqual([true, true]);
    expect(committed()).toBe(0);
  });

  it("that fails alone leaves nothing behind that nobody listens to", async () => {
    const { add, clock, committed } = scene();
    await expect(add(-1)).rejects.toThrow("CHECK constraint failed");
    await clock.advance(0);
    expect(committed()).toBe(0);
  });

  it("that comes after a failure is in a group of its own", async () => {
    const { add, clock, committed } = scene();
    const failed = watch(add(-1));
    const told = watch(add(2));
    await clock.advance(0);
    expect([failed.is.split(":")[0], told.is, committed()]).toEqual(["rejected", "resolved", 1]);
  });

  it("is committed at once by a flush", async () => {
    const { add, group, committed } = scene();
    const written = add(1);
    group.flush();
    await written;
    expect(committed()).toBe(1);
  });
});

describe("what is kept in memory while a transaction is open", () => {
  /** A number that every write adds to, and that becomes a row at the end of the transaction. */
  const kept = (scene_: ReturnType<typeof scene>, insert: (sum: number) => void) => {
    let sum = 0;
    scene_.group.keep({
      write: () => insert(sum),
      forget() {
        sum = 0;
      },
    });
    return {
      add: (number: number) =>
        scene_.group.write(() => {
          sum += number;
        }),
      sum: () => sum,
    };
  };
  const inserted = (scene_: ReturnType<typeof scene>) => (sum: number) => void scene_.insert(sum);

  it("is written with the commit, and forgotten after it", async () => {
    const one = scene();
    const { add, sum } = kept(one, inserted(one));
    const told = [watch(add(2)), watch(add(3))];
    expect([sum(), one.group.isOpen]).toEqual([5, true]);
    await one.clock.advance(0);
    expect([told.map(({ is }) => is), one.numbers(), sum()]).toEqual([["resolved", "resolved"], [5], 0]);
    expect(one.group.isOpen).toBe(false);
  });

  it("undoes the group where it cannot be written, and everyone in it is told", async () => {
    const one = scene();
    const { add, sum } = kept(one, inserted(one));
    const told = [watch(one.add(7)), watch(add(-1))];
    await one.clock.advance(0);
    expect(told.map(({ is }) => is.split(":")[0])).toEqual(["rejected", "rejected"]);
    expect([one.numbers(), sum()]).toEqual([[], 0]);
  });

  it("is forgotten with a write that fails", async () => {
    const one = scene();
    const { add, sum } = kept(one, inserted(one));
    const told = [watch(add(4)), watch(one.add(-1))];
    await one.clock.advance(0);
    expect(told.map(({ is }) => is.split(":")[0])).toEqual(["rejected", "rejected"]);
    expect([one.numbers(), sum()]).toEqual([[], 0]);
  });
});

describe("a read", () => {
  it("is answered at once when everything is committed", async () => {
    const { count } = scene();
    expect(await count()).toBe(0);
  });

  it("sees what is not committed yet, and is answered only once it is", async () => {
    const { add, count, clock } = scene();
    const written = add(1);
    const read = count();
    const told = watch(read);
    await Promise.resolve();
    expect(told.is).toBe("open");
    await clock.advance(0);
    await written;
    expect(await read).toBe(1);
  });

  it("sees what another process commits after a write has met its lock", async () => {
    const { group, add, count, other } = scene();
    other.exec("begin immediate");
    await expect(add(1)).rejects.toThrow("database is locked");
    expect(await count()).toBe(0);
    other.exec("insert into numbers (number) values (2)");
    other.exec("commit");
    expect(await count()).toBe(1);
    group.close();
  });
});
