import { describe, expect, it } from "vitest";
import { planScenario } from "../../src/scenario/plan.ts";
import { complaintLines, scenarioOf } from "./text.ts";

const withOrder = (order: string, more = "") =>
  `{ name: s, projects: { p: { balance: 1 } }, load: [{ name: all, payouts: 2, concurrency: 2 }], order: ${order}${more} }`;

describe("the order of a scenario", () => {
  it("lists events at both ends of the service", () => {
    expect(scenarioOf(withOrder("[send 1, send 2, pay 2, paid 2, settle 1#2]")).order).toEqual([
      { edge: "send", payout: 1, number: 1 },
      { edge: "send", payout: 2, number: 1 },
      { edge: "pay", payout: 2, number: 1 },
      { edge: "paid", payout: 2, number: 1 },
      { edge: "settle", payout: 1, number: 2 },
    ]);
  });

  it.each([
    ["[send 1, send 3]", '"send 3" is about no payout: the scenario has 2 payouts, numbered from 1'],
    ["[send 1, send 1#1]", 'an event must be listed once (got "send 1" twice): remove one'],
    ["[paid 1, send 1]", "paid 1 cannot happen before send 1: list send 1 first"],
    ["[settle 2, pay 2]", "settle 2 cannot happen before pay 2: list pay 2 first"],
    ["[answer 2, send 2]", "answer 2 cannot happen before send 2: list send 2 first"],
    ["[send 1#2]", '"send 1#2" never happens: callers send a payout 1 time: set client.retry.attempts: 2'],
    ["[answer 1#2]", '"answer 1#2" never happens: callers send a payout 1 time: set client.retry.attempts: 2'],
    [
      "[paid-1]",
      'an event of order must be send, answer, pay, settle or paid and the number of a payout, such as paid 2, or paid 2#2 for its second payment (got "paid-1": write paid 1)',
    ],
    ["[]", "order must be a list of 1 to 64 events (got 0)"],
  ])("%s is refused with one line", (order, says) => {
    expect(complaintLines(withOrder(order)).map((line) => line.replace(/^x\.yaml:\d+:\d+ {2}/, ""))).toEqual([says]);
  });

  it("may name a second attempt where there is one", () => {
    expect(complaintLines(withOrder("[send 2, send 1#2]", ", client: { retry: { attempts: 2 } }"))).toEqual([]);
  });

  it("cannot name payouts that an override leaves out", () => {
    const scenario = scenarioOf(withOrder("[send 2, send 1]", ", seed: 1"));
    expect(() => planScenario(scenario, { payouts: 1 })).toThrow("order lists send 2, but there is only 1 payout");
  });
});
