import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { type ClockOf, mergeFacts } from "../../src/engine/merge-facts.ts";

const received = (payout: number, atMs: number): Fact =>
  ({ kind: "payment-received", atMs, payout, payee: "", fault: "settle" }) as unknown as Fact;
const sent = (payout: number, atMs: number, attempt = 1): Fact =>
  ({ kind: "attempt-sent", atMs, payout, attempt, projectId: "p", amountMsat: 1, costMsat: 1 }) as Fact;
const answered = (payout: number, atMs: number, attempt = 1): Fact =>
  ({ kind: "attempt-answered", atMs, payout, attempt, outcome: "paid" }) as Fact;

function merged(ours: readonly Fact[], told: readonly Fact[], clockOf: ClockOf = () => "one") {
  const facts: Fact[] = [];
  const aheadMs = mergeFacts(ours, { facts: told, clockOf, sinceMs: 5 }, (fact) => void facts.push(fact));
  return { aheadMs, facts: facts.map((fact) => [fact.kind, "payout" in fact ? fact.payout : 0, fact.atMs]) };
}

describe("two lists of facts", () => {
  it("are one in the order of time", () => {
    expect(merged([received(1, 20), received(2, 25)], [sent(1, 10), sent(2, 22), answered(1, 30)])).toEqual({
      aheadMs: 0,
      facts: [
        ["attempt-sent", 1, 10],
        ["payment-received", 1, 20],
        ["attempt-sent", 2, 22],
        ["payment-received", 2, 25],
        ["attempt-answered", 1, 30],
      ],
    });
  });

  it("with a clock that is ahead are in order all the same: everything told of that payout is moved, and of no other", () => {
    const told = [sent(2, 22), sent(1, 3010), answered(1, 3030), sent(1, 3040, 2), answered(1, 3060, 2)];
    expect(merged([received(1, 12), received(2, 25)], told)).toEqual({
      aheadMs: 2998,
      facts: [
        ["attempt-sent", 1, 12],
        ["payment-received", 1, 12],
        ["attempt-sent", 2, 22],
        ["payment-received", 2, 25],
        ["attempt-answered", 1, 32],
        ["attempt-sent", 1, 42],
        ["attempt-answered", 1, 62],
      ],
    });
  });

  it("move what was never seen with most of its clock, and what was seen no further than is proved", () => {
    const told = [sent(1, 3010), sent(2, 3020), sent(3, 3030), sent(4, 3040), answered(4, 3050), sent(5, 3060)];
    const ours = [received(1, 11), received(2, 22), received(3, 30)];
    expect(merged(ours, told, (payout) => (payout === 5 ? "other" : "one"))).toEqual({
      aheadMs: 3000,
      facts: [
        ["attempt-sent", 1, 11],
        ["payment-received", 1, 11],
        ["attempt-sent", 2, 22],
        ["payment-received", 2, 22],
        ["attempt-sent", 3, 30],
        ["payment-received", 3, 30],
        ["attempt-sent", 4, 41],
        ["attempt-answered", 4, 51],
        ["attempt-sent", 5, 3060],
      ],
    });
  });

  it("move nothing to a time before the load, and nothing for the sake of a few that are far off", () => {
    const seen = [received(1, 11), received(2, 12), received(3, 13)];
    const allFarOff = [sent(4, 1000), sent(1, 3010), sent(2, 3011), sent(3, 3012)];
    expect(merged(seen, allFarOff).facts[0]).toEqual(["attempt-sent", 4, 5]);
    const oneFarOff = [sent(2, 11), sent(3, 12), sent(4, 1000), sent(1, 3010)];
    expect(merged(seen, oneFarOff).facts.at(-1)).toEqual(["attempt-sent", 4, 1000]);
  });
});
