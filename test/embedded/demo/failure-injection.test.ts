import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import { declarablePaymentFaults } from "../../../src/domain/payment-fault.ts";
import { seededChance } from "../../../src/domain/random.ts";
import { strategyNames } from "../../../src/domain/strategy.ts";
import { createNode } from "../../../src/rail/core/node.ts";
import { seededFaults } from "../../../src/rail/core/seeded-faults.ts";
import { startNodeServer } from "../../../src/rail/dialects/lnd-rest.ts";
import { createRestRail } from "../../../src/rail/rest-rail.ts";
import { faultSwitch, runningApi } from "../running-api.ts";

const path = "/api/v1/test/failure-injection";

function changed(data: object) {
  return { status: 200, body: { success: true, message: "Failure injection changed", data } };
}

function refused(status: number, code: string, message: string) {
  return { status, body: { success: false, message, data: { error: code }, error: { code, message } } };
}

const off = { enabled: false, timeoutRate: 0, fate: "timeout", rollbackOnTimeout: false, strategy: "naive" };

describe("the failure-injection switch", () => {
  it("reports its state", async () => {
    const { call } = await runningApi({ faults: faultSwitch() });
    expect(await call("GET", path)).toEqual({
      status: 200,
      body: { success: true, message: "Failure injection found", data: off },
    });
  });

  it("changes the given fields and keeps the rest", async () => {
    const { call } = await runningApi({ faults: faultSwitch() });
    expect(await call("POST", path, { enabled: true, timeoutRate: 0.05 })).toEqual(
      changed({ ...off, enabled: true, timeoutRate: 0.05 }),
    );
    expect(await call("POST", path, { fate: "late-settle" })).toEqual(
      changed({ ...off, enabled: true, timeoutRate: 0.05, fate: "late-settle" }),
    );
    expect(await call("POST", path, { rollbackOnTimeout: true, enabled: false })).toEqual(
      changed({
        enabled: false,
        timeoutRate: 0.05,
        fate: "late-settle",
        rollbackOnTimeout: true,
        strategy: "rollback",
      }),
    );
  });

  it.each(strategyNames)(
    "keeps %s when the body does not name a strategy, and accepts it by name",
    async (strategy) => {
      const { call } = await runningApi({ strategy, faults: faultSwitch() });
      const state = { ...off, rollbackOnTimeout: strategy !== "naive", strategy };
      expect(await call("POST", path, { enabled: false })).toEqual(changed(state));
      await call("POST", path, { rollbackOnTimeout: strategy === "naive" });
      expect(await call("POST", path, state)).toEqual(changed(state));
    },
  );

  it("lets rollbackOnTimeout replace any strategy", async () => {
    const { call } = await runningApi({ strategy: "snapshot-rollback", faults: faultSwitch() });
    expect(await call("POST", path, { rollbackOnTimeout: true })).toEqual(
      changed({ ...off, rollbackOnTimeout: true, strategy: "rollback" }),
    );
  });

  it("turns snapshot-rollback to naive, and from there to rollback", async () => {
    const { call } = await runningApi({ strategy: "snapshot-rollback", faults: faultSwitch() });
    expect(await call("POST", path, { rollbackOnTimeout: false })).toEqual(changed(off));
    expect(await call("POST", path, { rollbackOnTimeout: true })).toEqual(
      changed({ ...off, rollbackOnTimeout: true, strategy: "rollback" }),
    );
  });

  const fates = `fate must be one of ${declarablePaymentFaults.join(", ")}`;
  const rate = "timeoutRate must be a number from 0 to 1, for example 0.05 for 5%";
  it.each<[unknown, string]>([
    [{ fate: "explode" }, fates],
    [{ fate: "settle" }, fates],
    [{ timeoutRate: 1.4 }, rate],
    [{ timeoutRate: -0.1 }, rate],
    [{ timeoutRate: "5%" }, rate],
    [{ enabled: "yes" }, "enabled must be true or false"],
    [{ rollbackOnTimeout: 1 }, "rollbackOnTimeout must be true or false"],
    [[], "The body must be a JSON object"],
  ])("refuses %j, and changes nothing", async (body, message) => {
    const { call } = await runningApi({ faults: faultSwitch() });
    const wrong = Array.isArray(body) ? body : { enabled: true, rollbackOnTimeout: true, ...(body as object) };
    expect(await call("POST", path, wrong)).toEqual(refused(400, "VALIDATION_ERROR", message));
    expect(await call("GET", path)).toEqual({
      status: 200,
      body: { success: true, message: "Failure injection found", data: off },
    });
  });
});

describe("the switch of an API on an external node", () => {
  const notOurs =
    "This API pays through an external Lightning node and cannot inject faults into it; only rollbackOnTimeout and strategy can be changed";

  it.each([{ enabled: true }, { timeoutRate: 0.5 }, { fate: "stuck" }])("refuses %j", async (body) => {
    const { call } = await runningApi();
    expect(await call("POST", path, { ...body, rollbackOnTimeout: true })).toEqual(
      refused(409, "NOT_AVAILABLE", notOurs),
    );
    expect(await call("POST", path, {})).toEqual(changed(off));
  });

  it("still chooses the strategy", async () => {
    const { call, pay, rail, balance } = await runningApi();
    expect(await call("POST", path, { enabled: false, timeoutRate: 0, rollbackOnTimeout: true })).toEqual(
      changed({ ...off, rollbackOnTimeout: true, strategy: "rollback" }),
    );
    rail.answer({ kind: "timeout" });
    expect((await pay()).status).toBe(504);
    expect(await balance()).toBe(100_000);
  });
});

describe("DELETE /api/v1/test/reset", () => {
  it("restores the state at the start", async () => {
    const projects = [
      { projectId: "project_test_001", balanceMsat: 100_000_000 },
      { projectId: "second", balanceMsat: 7_000 },
    ];
    const { call, pay } = await runningApi({ strategy: "snapshot-rollback", faults: faultSwitch(), projects });
    await pay();
    await call("POST", "/api/v1/projects/third/fund", { amount: 5 });
    await call("POST", path, { enabled: true, timeoutRate: 1, rollbackOnTimeout: false, fate: "stuck" });
    expect(await call("DELETE", "/api/v1/test/reset")).toEqual({
      status: 200,
      body: {
        success: true,
        message: "Reset",
        data: {
          projects: [
            { projectId: "project_test_001", balance: 100_000 },
            { projectId: "second", balance: 7 },
          ],
        },
      },
    });
    expect((await call("POST", path, {})).body).toEqual(
      changed({ ...off, rollbackOnTimeout: true, strategy: "snapshot-rollback" }).body,
    );
    expect((await call("GET", "/api/v1/payouts")).body).toMatchObject({ data: { payouts: [] } });
    expect((await call("GET", "/api/v1/projects/third/balance")).status).toBe(404);
    expect((await call("GET", "/api/v1/projects/second/balance")).body).toMatchObject({ data: { balance: 7 } });
    expect((await call("GET", "/api/v1/projects/project_test_001/entries")).body).toMatchObject({
      data: { entries: [{ id: 1, cause: "opening", amount: 100_000, balanceAfter: 100_000 }] },
    });
  });

  it("accepts an empty body with the content type JSON, as many clients send it", async () => {
    const { raw } = await runningApi();
    const answer = await raw("/api/v1/test/reset", {
      method: "DELETE",
      headers: { "content-type": "application/json" },
    });
    expect(answer.status).toBe(200);
  });
});

/** The API in front of a node of its own, whose faults it may choose. */
async function withOwnNode() {
  const faults = seededFaults(seededChance(42));
  const node = createNode({ clock: systemClock, faultOf: faults.faultOf });
  const server = await startNodeServer(node);
  const rail = createRestRail({ url: server.url, railTimeoutMs: 20, clock: systemClock });
  onTestFinished(async () => {
    await rail.close();
    await server.close();
    node.close();
  });
  return { ...(await runningApi({ faults, rail })), node };
}

describe("twenty payouts of 1,000 sats through a node that times out for 5%", () => {
  it.each([
    [false, 100_000 - 20 * 1_020],
    [true, 100_000 - 19 * 1_020],
  ])("with rollbackOnTimeout %s leave %i sats", async (rollbackOnTimeout, left) => {
    const { call, pay, balance, node } = await withOwnNode();
    await call("POST", path, { enabled: true, timeoutRate: 0.05, rollbackOnTimeout });
    const statuses: number[] = [];
    for (let number = 1; number <= 20; number += 1) {
      statuses.push((await pay({ gamertag: `player_${number}`, idempotencyKey: `timeout_test_${number}` })).status);
    }
    expect(statuses.toSorted()).toEqual([...Array.from({ length: 19 }, () => 201), 504]);
    expect([await balance(), node.settlements]).toEqual([left, 19]);
  });

  it("can be repeated after a reset, with the same keys", async () => {
    const { call, pay, balance } = await withOwnNode();
    for (const _ of ["first walk", "second walk"]) {
      expect((await pay()).status).toBe(201);
      expect(await balance()).toBe(98_980);
      await call("DELETE", "/api/v1/test/reset");
    }
  });
});
