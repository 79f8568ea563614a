import { expect, it } from "vitest";
import type { Store } from "../../src/embedded/ledger/store.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "./simulation.ts";

/** What fails in the background, where no caller waits for it. */
const planOf = (crashes: string) =>
  planScenario(
    scenarioOf(
      `name: small\nseed: 1\nprojects: { p: { balance: 1_000_000 } }\nload: [{ name: load, payouts: 10, concurrency: 2 }]\n${crashes}`,
    ),
  );

const broken = Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" });

/** A ledger whose first `take` fails, which only the worker does. */
function failingOnce(store: Store): Store {
  let hasFailed = false;
  return {
    ...store,
    async take(request) {
      if (hasFailed) return store.take(request);
      hasFailed = true;
      throw broken;
    },
  };
}

const run = (crashes: string) =>
  simulate(planOf(crashes), { strategy: "outbox", seed: 1, maxDelayMs: 2, withStore: failingOnce });

it("a failure of the ledger that nobody has planned ends a simulation as a bug", async () => {
  await expect(run("")).rejects.toBe(broken);
  await expect(run("crashes: [{ at: after-answer, how: ledger-read-only }]")).rejects.toBe(broken);
});

it("one of a planned storage fault does not", async () => {
  const { findings } = await run("crashes: [{ at: after-answer, how: ledger-locked }]");
  expect(findings).toEqual([]);
});
