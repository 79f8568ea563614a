import { describe, expect, it, onTestFinished } from "vitest";
import type { CrashPoint } from "../../src/domain/crash-point.ts";
import { msatOf, satsOf } from "../../src/domain/money.ts";
import { seededChance } from "../../src/domain/random.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import type { Store } from "../../src/embedded/ledger/store.ts";
import { PayoutService } from "../../src/embedded/payout-service.ts";
import { watchedStore } from "../../src/embedded/watched-store.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { temporaryStore } from "./ledger/temporary-ledger.ts";
import { type ScriptedRail, scriptedRail } from "./scripted-rail.ts";

/** A node that has called a payment failed is asked about it once more, 200 ms later. A payout costs 1,020 sats. */
const request = {
  ...{ gamertag: "alice", amountMsat: 1_000_000, projectId: "p", idempotencyKey: "key_1" },
  ...{ internalId: null, description: null, callbackUrl: null, expiresInSeconds: null },
};
const failure = { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" } as const;

interface Scene {
  readonly rail: ScriptedRail;
  readonly pay: (key?: string) => Promise<string>;
  /** Lets time pass. Returns what the ledger has then. */
  readonly later: (ms: number) => Promise<{ status: string[]; moves: string[]; balance: number }>;
  readonly again: PayoutServiceMaker;
  readonly alarms: string[];
}

type PayoutServiceMaker = (dies?: CrashPoint) => PayoutService;

async function scene(
  strategy: StrategyName,
  balanceSats = 10_000,
  recheckAfterMs: number | null = 200,
): Promise<Scene> {
  const clock = createVirtualClock();
  const through = async <T>(work: Promise<T>, ms = 1) => {
    await clock.advance(ms);
    return work;
  };
  const alarms: string[] = [];
  const store: Store = watchedStore(temporaryStore(undefined, clock), {
    ...{ changed: () => {}, refunded: () => {} },
    chargedAgain: ({ payoutId }) => alarms.push(payoutId),
  });
  await through(store.openProjects([{ projectId: "p", balanceMsat: msatOf(balanceSats) }]));
  const rail = scriptedRail();
  const again: PayoutServiceMaker = (dies) => {
    // The timers of a dead process are dead as well.
    const stopped = { ...clock, every: () => () => {}, sleep: () => new Promise<never>(() => {}) };
    const service = new PayoutService({
      ...{ store, rail, chance: seededChance(1), strategy, recheckAfterMs },
      clock: dies === undefined ? clock : stopped,
      checkpoint: { at: async (point) => (point === dies ? new Promise<never>(() => {}) : undefined) },
      onBug: (error) => expect.unreachable(String(error)),
    });
    if (dies === undefined) onTestFinished(() => through(service.close(), 50));
    return service;
  };
  const service = again();
  const pay = async (idempotencyKey = "key_1") => {
    const { kind } = await through(service.pay({ ...request, idempotencyKey }), 30);
    return kind;
  };
  const later = async (ms: number) => {
    await clock.advance(ms);
    const payouts = await through(
      store.payouts({ projectId: "p", status: null, idempotencyKey: null, after: 0, limit: 10 }),
    );
    const entries = await through(store.entries({ projectId: "p", after: 1, limit: 20 }));
    const balance = await through(store.balance("p"));
    return {
      status: payouts.rows.map(({ status }) => status),
      moves: entries?.rows.map(({ cause, amountMsat }) => `${cause} ${satsOf(amountMsat)}`) ?? [],
      balance: satsOf(balance?.balanceMsat ?? Number.NaN),
    };
  };
  return { rail, pay, later, again, alarms };
}

const refunded = { "tracked-saga": ["hold -1020", "cancel 1020"], outbox: ["charge -1020", "refund 1020"] } as const;

describe.each(["tracked-saga", "outbox"] as const)("%s", (strategy) => {
  it("refunds at once, and charges again with an alarm when the payment has settled after all", async () => {
    const { rail, pay, later, alarms } = await scene(strategy);
    rail.answer(failure);
    rail.states.push("settled");
    await pay();
    expect(await later(100)).toEqual({ status: ["error"], moves: refunded[strategy], balance: 10_000 });
    expect(alarms).toEqual([]);
    const end = { status: ["completed"], moves: [...refunded[strategy], "charge -1020"], balance: 8_980 };
    expect(await later(200)).toEqual(end);
    expect(alarms.length).toBe(1);
    expect([await pay(), await later(5_000), rail.sent.length]).toEqual(["replayed", end, 1]);
  });

  it("leaves a refund as it is when the payment has failed indeed", async () => {
    const { rail, pay, later, alarms } = await scene(strategy);
    rail.answer(failure);
    rail.states.push("failed", "settled");
    await pay();
    expect(await later(5_000)).toEqual({ status: ["error"], moves: refunded[strategy], balance: 10_000 });
    expect(alarms).toEqual([]);
  });

  it("asks again until the node says how the payment has ended", async () => {
    const { rail, pay, later } = await scene(strategy);
    rail.answer(failure);
    rail.states.push("unknown", "absent", "in-flight", "settled");
    await pay();
    expect(await later(3_000)).toMatchObject({ status: ["completed"], balance: 8_980 });
  });

  it("believes a failure that the node has forgotten, at once where it can never look it up", async () => {
    for (const duplicates of ["reject", "pay-again"] as const) {
      const { rail, pay, later } = await scene(strategy);
      rail.duplicates = duplicates;
      rail.answer(failure);
      rail.states.push("absent");
      await pay();
      await later(duplicates === "reject" ? 20_000 : 400);
      rail.states[0] = "settled";
      expect(await later(5_000)).toMatchObject({ status: ["error"], balance: 10_000 });
    }
  });

  it("charges below zero what the payee has and the balance no longer covers", async () => {
    const { rail, pay, later } = await scene(strategy, 1_020);
    rail.answer(failure);
    rail.states.push("settled");
    await pay();
    await pay("key_2");
    expect(await later(1_000)).toMatchObject({ status: ["completed", "completed"], balance: -1_020 });
  });

  it("never asks again without the option", async () => {
    const { rail, pay, later } = await scene(strategy, 10_000, null);
    rail.answer(failure);
    rail.states.push("settled");
    await pay();
    expect(await later(5_000)).toMatchObject({ status: ["error"], balance: 10_000 });
  });

  it("leaves it to another process when the one that refunded is gone", async () => {
    const { rail, again, later } = await scene(strategy);
    rail.answer(failure);
    rail.states.push("settled");
    void again("after-confirm").pay(request);
    expect(await later(100)).toMatchObject({ status: ["error"], balance: 10_000 });
    expect(await later(1_000)).toMatchObject({ status: ["completed"], balance: 8_980 });
  });
});

describe("the other strategies", () => {
  it.each(["rollback", "saga", "fail-open"] as const)("believe a failure: %s", async (strategy) => {
    const { rail, pay, later } = await scene(strategy);
    rail.answer(failure);
    rail.states.push("settled");
    await pay();
    expect(await later(5_000)).toMatchObject({ status: ["error"], balance: 10_000 });
  });
});
