import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { writeYaml } from "../../src/document/write-yaml.ts";

const scenario = {
  name: "lost",
  description: "One payout: it is lost.",
  projects: { project_test_001: { balance: 100_000 } },
  load: [
    { name: "all", payouts: 2, concurrency: 1, faults: { timeout: 1, "lookup-lag": { rate: 1, for: "30ms" } } },
    { name: "more", payouts: 1, concurrency: 1 },
  ],
  thresholds: { timeout_errors: ["count>0"] },
  simulate: {
    late: { "pay 1#1": "40ms", "committed api1#4": "2s", "look-up 2#1": "1ms", "answer 2#1": "100ms" },
    history: "0000000000000123",
  },
};

describe("writeYaml", () => {
  it("puts what is short on one line, and each map of a list on its own", () => {
    expect(writeYaml(scenario, "What it shows.\n\nHow it was found.")).toBe(`# What it shows.
#
# How it was found.

name: lost
description: "One payout: it is lost."
projects: { project_test_001: { balance: 100000 } }
load:
  - name: all
    payouts: 2
    concurrency: 1
    faults: { timeout: 1, lookup-lag: { rate: 1, for: 30ms } }
  - { name: more, payouts: 1, concurrency: 1 }
thresholds: { timeout_errors: [ count>0 ] }
simulate:
  late: { pay 1#1: 40ms, committed api1#4: 2s, look-up 2#1: 1ms, answer 2#1: 100ms }
  history: "0000000000000123"
`);
  });

  it("writes what is read as the same value", () => {
    expect(parse(writeYaml(scenario, "What: # it is"))).toEqual(scenario);
  });
});
