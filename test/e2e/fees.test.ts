import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runJson, serve, temporaryFolder, theOnly } from "./program.ts";

/** 20 payouts of 1,000.5 sats, of which 4 fail: a fee of 12.505 sats, which is kept, and 10.005 sats that are reserved. */
const text = (strategy: string) => `name: ${strategy}
projects: { shop: { balance: 30_000.25 } }
payouts: { amount: 1000.5 }
load: [{ name: all, payouts: 20, concurrency: 4, faults: { failure: 4 } }]
api:
  strategy: ${strategy}
  fee: { percent: 1, flat: 2.5, round: up to 1 msat, reserve: { percent: 1, atLeast: 2 }, onRefund: kept }
`;

describe("a fee rule of a scenario, and amounts in millisatoshis", () => {
  it("reach the API: what keeps everything is violated by every reserve and each amount of what failed", async () => {
    const file = join(temporaryFolder(), "naive.yaml");
    writeFileSync(file, text("naive"));
    const { verdict, projects } = theOnly(await runJson([file]));
    expect([verdict, projects[0]?.expectedSats, projects[0]?.driftSats]).toEqual([
      ...["violated", 30_000.25 - 16 * 1_013.005 - 4 * 12.505, -(20 * 10.005 + 4 * 1_000.5)],
    ]);
  });

  it("are what serve answers", async () => {
    const { url } = await serve(["--fee", "{ percent: 1, flat: 2.5, round: up to 1 msat }"]);
    const body = JSON.stringify({ gamertag: "alice", amount: 1000.5, projectId: "project_test_001" });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/api/v1/payouts`, { method: "POST", headers, body });
    expect(await answer.json()).toMatchObject({ data: { amount: 1000.5, fee: 12.505, totalCost: 1013.005 } });
  });
});
