import { describe, expect, it } from "vitest";
import { runStarted } from "../../src/engine/run-started.ts";
import type { SystemDescription } from "../../src/engine/system-under-test.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";

const system: SystemDescription = {
  strategy: "naive",
  target: null,
  oracle: "rail",
  injectedTimeouts: "unknown",
  keyPrefix: "k",
  routingFees: "absorbed",
  feeOnRefund: "returned",
  sharedInvoices: false,
  staleReadsMs: 0,
  clientTimeoutMs: 2_000,
  mayHold: { ppm: 0, atLeastMsat: 0 },
  doubts: [],
  notes: [],
};

function faultsOf(...phases: readonly string[]) {
  const load = phases.map((faults, index) => `{ name: p${index}, payouts: 20, concurrency: 1, faults: ${faults} }`);
  const text = `{ name: faults, seed: 1, projects: { p: { balance: 100_000 } }, load: [${load.join(", ")}] }`;
  return runStarted(planScenario(scenarioOf(text)), system, "").faults;
}

describe("the faults of a run that starts", () => {
  it("are told with their place and how often they are to fire, over all phases", () => {
    expect(faultsOf("{ timeout: 2, lookup-lag: 1 }", "{ timeout: 3 }")).toEqual([
      { name: "timeout", where: "payment", planned: 5 },
      { name: "lookup-lag", where: "lookup", planned: 1 },
    ]);
  });

  it("are told with their attempts in a row, and with whom they keep the news from", () => {
    expect(faultsOf("{ timeout: { rate: 2, attempts: 3 }, event-lost: { rate: 2, to: service } }")).toEqual([
      { name: "timeout", where: "payment", planned: 6, inARow: 3 },
      { name: "event-lost", where: "callback", planned: 2, to: "service" },
    ]);
  });

  it("are told without a receiver where both are kept in the dark", () => {
    expect(faultsOf("{ event-lost: 1 }", "{ event-lost: { rate: 1, to: service } }")).toEqual([
      { name: "event-lost", where: "callback", planned: 2 },
    ]);
  });
});
