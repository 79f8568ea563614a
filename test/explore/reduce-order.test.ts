import { describe, expect, it } from "vitest";
import { fewerEvents, withOwnEvents } from "../../src/explore/reduce-order.ts";
import type { ScenarioInput } from "../../src/scenario/define.ts";

const ordered = (payouts: number, ...order: string[]): ScenarioInput => ({
  ...{ name: "s", projects: { p: { balance: 1 } }, order },
  load: [{ name: "all", payouts, concurrency: payouts }],
});

describe("an order at both ends", () => {
  it("is left out, and then one event of it after the other", () => {
    const orders = [...fewerEvents(ordered(2, "send 1", "send 2", "paid 1"))].map(({ order }) => order);
    expect(orders).toEqual([undefined, ["send 2", "paid 1"], ["send 1", "paid 1"], ["send 1", "send 2"]]);
  });

  it("that is not there is not made smaller", () => {
    const { order: _, ...plain } = ordered(1);
    expect([...fewerEvents(plain)]).toEqual([]);
    expect(withOwnEvents(plain)).toBe(plain);
  });

  it("loses the events of payouts that are gone", () => {
    expect(withOwnEvents(ordered(1, "send 2", "send 1", "paid 1#2")).order).toEqual(["send 1", "paid 1#2"]);
    expect(withOwnEvents(ordered(1, "send 2", "paid 3")).order).toBeUndefined();
  });
});
