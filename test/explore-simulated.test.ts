import { expect, it } from "vitest";
import type { Candidate, Tried } from "../src/explore/port.ts";
import { repeatedTry, simulatedTry, UnrepeatableError } from "../src/explore-simulated.ts";

const order = { kind: "random", seed: 5, shortMs: 2, longMs: 300 } as const;
const candidate: Candidate = {
  document: {
    name: "small",
    projects: { p: { balance: 10_000 } },
    load: [{ name: "all", payouts: 2, concurrency: 2, faults: { timeout: 1 } }],
  },
  seed: 3,
  order,
};

it("shows the same history for the same seed, to the last event", async () => {
  const first = await simulatedTry({ strategy: "outbox" })(candidate, { traced: true });
  const again = await simulatedTry({ strategy: "outbox" })(candidate, { traced: true });
  expect(again).toEqual(first);
  const other = await simulatedTry({ strategy: "outbox" })(
    { ...candidate, order: { ...order, seed: 6 } },
    { traced: true },
  );
  expect(other.history).not.toBe(first.history);
});

it("shows the same history for the schedule that came about", async () => {
  const first = await simulatedTry({ strategy: "rollback" })(candidate, { traced: true });
  const late = { kind: "late", ...first.ordered.schedule } as const;
  const again = await simulatedTry({ strategy: "rollback" })({ ...candidate, order: late }, { traced: true });
  expect(again.history).toBe(first.history);
});

it("is an error where the same seed shows another history", async () => {
  let runs = 0;
  const drifting = async (): Promise<Tried> => {
    runs += 1;
    const ordered = { events: [], schedule: { late: new Map() } };
    return { verdict: "balanced", findings: [], ordered, history: String(runs), reached: [], trace: [] };
  };
  await expect(repeatedTry(drifting)(candidate)).rejects.toThrow(UnrepeatableError);
});
