import { describe, expect, it } from "vitest";
import type { EventName, Order } from "../../src/domain/schedule.ts";
import type { Tried } from "../../src/explore/port.ts";
import { createSearch, HELD_MS, type Search } from "../../src/explore/search.ts";

const tried = (events: readonly EventName[]): Tried => ({
  ...{ verdict: "balanced", findings: [], reached: [], trace: [], history: "" },
  ordered: { events, schedule: { late: new Map() } },
});

/** Every order of a search, where whoever is held back comes last. */
function ordersOf(search: Search, events: readonly EventName[]): readonly Order[] {
  const all: Order[] = [];
  let previous: Tried | undefined;
  for (let order = search.next(previous); order !== undefined; order = search.next(previous)) {
    all.push(order);
    const late = order.kind === "late" ? order.late : new Map<EventName, number>();
    previous = tried([...events.filter((event) => !late.has(event)), ...late.keys()]);
  }
  return all;
}

const setsOf = (orders: readonly Order[]) =>
  orders.map((order) => (order.kind === "late" ? [...order.late.keys()].sort().join("+") : ""));

describe("an exhaustive search", () => {
  const search = () => createSearch("exhaustive", { seed: 1, depth: 2, longMs: 0 });

  it("holds back no event, each event and each two of them, for each of the times, and each once", () => {
    const orders = ordersOf(search(), ["a", "b", "c"]);
    const times = HELD_MS.length;
    expect(orders).toHaveLength(1 + 3 * times + 3 * times ** 2);
    expect(
      new Set(orders.map((order) => (order.kind === "late" ? JSON.stringify([...order.late].sort()) : ""))).size,
    ).toBe(orders.length);
    expect([...new Set(setsOf(orders))].sort()).toEqual(["", "a", "a+b", "a+c", "b", "b+c", "c"]);
  });

  it("says that it is complete once there is nothing left, and before that how far it came", () => {
    const complete = search();
    ordersOf(complete, ["a", "b"]);
    expect([complete.isComplete(), complete.state()]).toEqual([
      true,
      "complete: every order with at most 2 of 2 events held back, for 5 ms, 150 ms, 1500 ms (payments: at most 250 ms)",
    ]);
    const begun = search();
    begun.next(undefined);
    expect([begun.isComplete(), begun.state().slice(0, 34)]).toEqual([false, "not complete: 1 of the orders with"]);
  });

  it("holds back no payment for longer than a lease allows for", () => {
    const orders = ordersOf(search(), ["pay 1#1"]);
    expect(orders.map((order) => (order.kind === "late" ? [...order.late.values()] : []))).toEqual([
      [],
      [5],
      [150],
      [250],
    ]);
  });

  it("leaves timers alone", () => {
    expect(setsOf(ordersOf(search(), ["a", "wake api1#1"]))).not.toContain("wake api1#1");
  });
});

describe.each(["random", "pct"] as const)("a %s search", (name) => {
  it("draws other orders each time, and the same from the same seed", () => {
    const first = (seed: number) => {
      const search = createSearch(name, { seed, depth: 3, longMs: 1_500 });
      return Array.from({ length: 50 }, () => JSON.stringify(search.next(tried(["a", "b"]))));
    };
    expect(new Set(first(1)).size).toBe(50);
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });
});
