import { describe, expect, it } from "vitest";
import { planScenario } from "../../src/scenario/plan.ts";
import { complaintLines, scenarioOf } from "./text.ts";

const SMALL = `name: small
seed: 1
projects: { p: { balance: 300_000 } }
load: [{ name: all, payouts: 2, concurrency: 2 }]
`;

const wrong = (text: string) => complaintLines(`${SMALL}simulate: ${text}\n`).map((line) => line.split("\n").at(-1));

describe("simulate of a scenario", () => {
  it("says which events are held back, and for how long", () => {
    const { simulate } = planScenario(
      scenarioOf(`${SMALL}simulate: { late: { pay 1#1: 40ms, "committed api1#4": 0.125ms, send 2#1: 1.5s } }\n`),
    );
    expect(simulate).toEqual({
      late: new Map([
        ["pay 1#1", 40],
        ["committed api1#4", 0.125],
        ["send 2#1", 1_500],
      ]),
    });
  });

  it("may hold back nothing, and without it the order is drawn", () => {
    expect(planScenario(scenarioOf(`${SMALL}simulate: {}\n`)).simulate).toEqual({ late: new Map() });
    expect(planScenario(scenarioOf(SMALL)).simulate).toBeNull();
  });

  it.each([
    ["{ late: { paye 1#1: 40ms } }", 'there is no event "paye": did you mean "pay"? (got "paye 1#1")'],
    ["{ late: { tell 1#1: 40ms } }", 'there is no event "tell": choose one of LINKS (got "tell 1#1")'],
    ["{ late: { pay 1: 40ms } }", 'the name of an event must be TAKES (got "pay 1")'],
    [
      "{ late: { pay 3#1: 40ms } }",
      "an event must be about a payout of the scenario (got payout 3): the scenario has 2 payouts",
    ],
    ["{ late: { pay 1#1: 40 } }", "pay 1#1 must be a duration from 0.001ms to 10m (got 40: write 40s or 40ms)"],
    ["{ late: { pay 1#1: 0ms } }", 'pay 1#1 must be a duration from 0.001ms to 10m (got "0ms")'],
    ["{ late: [pay 1#1] }", "late must be a map from event to duration such as { pay 2#1: 40ms } (got a list)"],
    ["{ history: abc }", 'history must be 16 digits and letters from a to f, as explore writes it (got "abc")'],
    ["true", "simulate must be a map with late, history (got true)"],
  ])("is refused as %s in one line", (text, line) => {
    const takes = "an event, the payout or process it is about, and which one of these it is, such as pay 2#1";
    const links = "send, answer, pay, paid, look-up, looked-up, webhook, callback, commit, committed, wake";
    expect(wrong(text)).toEqual([expect.stringContaining(line.replace("TAKES", takes).replace("LINKS", links))]);
  });

  it("is refused beside what only real processes have", () => {
    expect(complaintLines(`${SMALL}simulate: {}\nservice: ./wallet.service.yaml\n`)).toEqual([
      expect.stringContaining(
        "simulate cannot be combined with service: only the embedded API can be simulated; leave one of them out",
      ),
    ]);
    expect(complaintLines(`${SMALL}simulate: {}\ncrashes: [{ when: payment-received }]\n`)).toEqual([
      expect.stringContaining("a crash with when needs a real process: write at in its place, or leave simulate out"),
    ]);
  });
});
