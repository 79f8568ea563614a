import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import type { CrashPoint } from "../../src/domain/crash-point.ts";
import { satsOf } from "../../src/domain/money.ts";
import { seededChance } from "../../src/domain/random.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import type { Store } from "../../src/embedded/ledger/store.ts";
import { PayoutService } from "../../src/embedded/payout-service.ts";
import { temporaryStore } from "./ledger/temporary-ledger.ts";
import { scriptedRail } from "./scripted-rail.ts";

/** What becomes of the money when the code throws in the middle of a payout. The balance was 10,000. */
const thrown = new Error("out of the blue");

const request = {
  ...{ gamertag: "alice", amountMsat: 1_000_000, projectId: "p", idempotencyKey: "key_1" },
  ...{ internalId: null, description: null, callbackUrl: null, expiresInSeconds: null },
};

/** One payout under a strategy, whose code throws at a point, or whose ledger does at a step. */
async function payout(strategy: StrategyName, at: CrashPoint | null, step: keyof Store | null = null) {
  const store = temporaryStore();
  await store.openProjects([{ projectId: "p", balanceMsat: 10_000_000 }]);
  const rail = scriptedRail();
  rail.states.push("settled");
  let isThrown = false;
  const once = (isHere: boolean) => {
    if (!isHere || isThrown) return;
    isThrown = true;
    throw thrown;
  };
  if (step !== null) {
    const real = store[step] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(store, {
      [step]: async (...args: unknown[]) => {
        once(true);
        return real(...args);
      },
    });
  }
  const service = new PayoutService({
    ...{ store, rail, clock: systemClock, chance: seededChance(1), strategy },
    checkpoint: { at: async (point) => once(point === at) },
    onBug: (error) => expect(error).toBe(thrown),
  });
  onTestFinished(() => service.close());
  const answer = await service.pay(request).then(
    ({ kind }) => kind,
    (error: unknown) => (error === thrown ? "thrown" : String(error)),
  );
  const entries = await store.entries({ projectId: "p", after: 1, limit: 10 });
  const moves = entries?.rows.map(({ cause, amountMsat }) => `${cause} ${satsOf(amountMsat)}`) ?? [];
  return { answer, moves, payments: rail.sent.length, store };
}

describe("an exception after the charge", () => {
  it.each([
    ["after-charge", 0],
    ["after-send", 1],
    ["after-answer", 1],
  ] as const)("at %s is taken for a failed payment by the catch blocks, although %i was made", async (at, payments) => {
    const refunded = { answer: "thrown", payments };
    expect(await payout("rollback", at)).toMatchObject({ ...refunded, moves: ["charge -1020", "refund 1020"] });
    expect(await payout("snapshot-rollback", at)).toMatchObject({
      ...refunded,
      moves: ["charge -1020", "restore 1020"],
    });
  });

  it("in the write that completes a paid payout has the same effect", async () => {
    const paid = { answer: "thrown", payments: 1 };
    expect(await payout("naive", null, "record")).toMatchObject({ ...paid, moves: ["charge -1020"] });
    expect(await payout("rollback", null, "record")).toMatchObject({
      ...paid,
      moves: ["charge -1020", "refund 1020"],
    });
  });

  it.each(["after-charge", "after-send", "after-answer"] as const)(
    "at %s leaves the charge of naive and the hold of saga where they are",
    async (at) => {
      expect((await payout("naive", at)).moves).toEqual(["charge -1020"]);
      const saga = await payout("saga", at);
      expect([saga.answer, saga.moves]).toEqual(["thrown", ["hold -1020"]]);
    },
  );

  it("after everything is stored changes nothing", async () => {
    expect(await payout("rollback", "after-confirm")).toMatchObject({ answer: "thrown", moves: ["charge -1020"] });
  });

  it.each(["fail-open", "tracked-saga", "outbox"] as const)("is survived by %s, whose worker goes on", async (name) => {
    const { store } = await payout(name, "after-answer");
    const completed = async () =>
      (await store.payouts({ projectId: "p", status: "completed", idempotencyKey: null, after: 0, limit: 10 })).rows
        .length;
    await expect.poll(completed, { timeout: 20_000 }).toBe(1);
    expect(await store.balance("p")).toEqual({ balanceMsat: 8_980_000, heldMsat: 0 });
  });
});
