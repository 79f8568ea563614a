import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import type { CrashPoint } from "../../src/domain/crash-point.ts";
import { satsOf } from "../../src/domain/money.ts";
import { seededChance } from "../../src/domain/random.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import { PayoutService } from "../../src/embedded/payout-service.ts";
import type { RequestedPayout } from "../../src/embedded/requested-payout.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { temporaryStore } from "./ledger/temporary-ledger.ts";
import { scriptedRail } from "./scripted-rail.ts";

/** The strategies that write down what they are about to do: saga, fail-open, tracked-saga and outbox. */
const request: RequestedPayout = {
  gamertag: "alice",
  amountMsat: 1_000_000,
  projectId: "p",
  idempotencyKey: "key_1",
  internalId: null,
  description: null,
  callbackUrl: null,
  expiresInSeconds: null,
};

async function scene(strategy: StrategyName) {
  const store = temporaryStore();
  await store.openProjects([{ projectId: "p", balanceMsat: 10_000_000 }]);
  const rail = scriptedRail();
  const passed: CrashPoint[] = [];
  const bugs: unknown[] = [];
  const checkpoint = {
    at: async (point: CrashPoint) => {
      passed.push(point);
    },
  };
  const service = new PayoutService({
    ...{ store, rail, clock: systemClock, chance: seededChance(1), strategy, checkpoint },
    onBug: (error) => bugs.push(error),
  });
  onTestFinished(async () => {
    await service.close();
    expect(bugs).toEqual([]);
  });
  const moves = async () => {
    const page = await store.entries({ projectId: "p", after: 1, limit: 100 });
    return page?.rows.map((entry) => `${entry.cause} ${satsOf(entry.amountMsat)}`);
  };
  const status = async () => {
    const { rows } = await store.payouts({ projectId: "p", status: null, idempotencyKey: null, after: 0, limit: 10 });
    return rows.map((row) => row.status);
  };
  const decided = async () => {
    while ((await status()).includes("pending")) await new Promise((resolve) => setTimeout(resolve, 2));
    return { status: await status(), moves: await moves(), balance: await store.balance("p") };
  };
  return { store, rail, service, passed, moves, status, decided };
}

const whole = { balanceMsat: 10_000_000, heldMsat: 0 };
const spent = { balanceMsat: 8_980_000, heldMsat: 0 };

describe("saga", () => {
  it("confirms the hold of a payment that settled", async () => {
    const { service, decided } = await scene("saga");
    expect((await service.pay(request)).kind).toBe("completed");
    expect(await decided()).toEqual({ status: ["completed"], moves: ["hold -1020", "confirm 0"], balance: spent });
  });

  it.each(["timeout", "broken", "failed"] as const)("cancels on %s", async (kind) => {
    const { service, rail, decided } = await scene("saga");
    rail.answer({ kind, reason: "r" });
    expect((await service.pay(request)).kind).toBe(kind === "failed" ? "failed" : "timed-out");
    expect(await decided()).toEqual({ status: ["error"], moves: ["hold -1020", "cancel 1020"], balance: whole });
  });

  it("answers a retry with what it answered before, and pays nothing more", async () => {
    const { service, rail } = await scene("saga");
    rail.answer({ kind: "timeout" });
    const first = await service.pay(request);
    const second = await service.pay(request);
    expect(second).toEqual({ ...first, isReplay: true });
    expect(rail.sent.length).toBe(1);
  });
});

describe("fail-open", () => {
  it.each([
    ["settled", "completed", "completed", ["hold -1020", "confirm 0"], spent],
    ["failed", "timed-out", "error", ["hold -1020", "cancel 1020"], whole],
    ["absent", "timed-out", "error", ["hold -1020", "cancel 1020"], whole],
    ["unknown", "timed-out", "error", ["hold -1020", "cancel 1020"], whole],
  ] as const)("believes a look-up that says %s after a timeout", async (state, kind, end, moves, balance) => {
    const { service, rail, decided } = await scene("fail-open");
    rail.answer({ kind: "timeout" });
    rail.states.push(state);
    expect((await service.pay(request)).kind).toBe(kind);
    expect(await decided()).toEqual({ status: [end], moves, balance });
    expect(rail.sent.length).toBe(1);
  });

  it.each(["settled", "absent"] as const)(
    "asks again while the payment is in flight, until it is %s",
    async (state) => {
      const { service, rail, decided } = await scene("fail-open");
      rail.answer({ kind: "broken", reason: "ECONNRESET" });
      rail.states.push("in-flight", "in-flight", state);
      expect((await service.pay(request)).kind).toBe("pending");
      const isPaid = state === "settled";
      expect(await decided()).toMatchObject({
        status: [isPaid ? "completed" : "error"],
        balance: isPaid ? spent : whole,
      });
      expect(rail.sent.length).toBe(1);
    },
  );
});

describe("a payment that has settled and names the reason of a failure", () => {
  it.each([
    ["saga", "error", ["hold -1020", "cancel 1020"], whole],
    ["fail-open", "completed", ["hold -1020", "confirm 0"], spent],
    ["tracked-saga", "completed", ["hold -1020", "confirm 0"], spent],
    ["outbox", "completed", ["charge -1020"], spent],
  ] as const)("is %s's: %s", async (strategy, status, moves, balance) => {
    const { service, rail, decided } = await scene(strategy);
    rail.answer({ kind: "settled", failureReason: "FAILURE_REASON_TIMEOUT" });
    await service.pay(request);
    expect(await decided()).toEqual({ status: [status], moves, balance });
  });
});

describe("tracked-saga", () => {
  it.each([
    ["settled", "completed", ["hold -1020", "confirm 0"], spent],
    ["failed", "error", ["hold -1020", "cancel 1020"], whole],
  ] as const)(
    "answers a timeout with pending, and decides when the node says %s",
    async (state, end, moves, balance) => {
      const { service, rail, decided } = await scene("tracked-saga");
      rail.answer({ kind: "timeout" });
      rail.states.push("unknown", "in-flight", state);
      expect((await service.pay(request)).kind).toBe("pending");
      expect(await decided()).toEqual({ status: [end], moves, balance });
      expect(rail.sent.length).toBe(1);
    },
  );

  it("sends a payment that the node has never seen again, under the same hash", async () => {
    const { service, rail, decided } = await scene("tracked-saga");
    rail.answer({ kind: "broken", reason: "ECONNREFUSED" });
    rail.states.push("absent");
    expect((await service.pay(request)).kind).toBe("pending");
    expect(await decided()).toMatchObject({ status: ["completed"], balance: spent });
    expect(rail.sent.map(({ paymentHash }) => paymentHash)).toEqual([
      rail.sent[0]?.paymentHash,
      rail.sent[0]?.paymentHash,
    ]);
  });

  it("parks an unknown outcome on a node that neither dedupes nor tracks", async () => {
    const { service, rail, store, status } = await scene("tracked-saga");
    rail.duplicates = "pay-again";
    rail.answer({ kind: "broken", reason: "ECONNRESET" });
    rail.states.push("absent");
    await service.pay(request);
    while ((await store.parked()) === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect([rail.sent.length, await status(), await store.balance("p")]).toEqual([
      1,
      ["pending"],
      { balanceMsat: 8_980_000, heldMsat: 1_020_000 },
    ]);
  });

  it("always gives the same answer to the same key", async () => {
    const { service, rail, decided } = await scene("tracked-saga");
    rail.answer({ kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" });
    const first = await service.pay(request);
    expect(first.kind).toBe("failed");
    await decided();
    expect(await service.pay(request)).toEqual({ ...first, isReplay: true });
  });

  it("does not send under a lease that is nearly over", async () => {
    const clock = createVirtualClock();
    const store = temporaryStore(undefined, clock);
    const claim = store.claim;
    // The ledger is slow: by the time the claim is written, its lease has hardly any time left.
    Object.assign(store, {
      claim: async (...args: Parameters<typeof claim>) => {
        const claimed = await claim(...args);
        await clock.sleep(800);
        return claimed;
      },
    });
    const rail = scriptedRail();
    rail.states.push("absent");
    const sentAtMs: number[] = [];
    const send: typeof rail.send = (...args) => {
      sentAtMs.push(clock.now());
      return rail.send(...args);
    };
    const opening = store.openProjects([{ projectId: "p", balanceMsat: 10_000_000 }]);
    await clock.advance(1);
    await opening;
    const service = new PayoutService({
      ...{ store, rail: { ...rail, send }, clock, chance: seededChance(1), strategy: "tracked-saga" },
      onBug: (error) => expect.unreachable(String(error)),
    });
    const paying = service.pay(request);
    await clock.advance(801);
    expect([(await paying).kind, sentAtMs]).toEqual(["pending", []]);
    await clock.advance(1_000);
    expect(sentAtMs.length).toBe(1);
    const closing = service.close();
    await clock.advance(100);
    await closing;
  });
});

describe("outbox", () => {
  it("answers pending, and the worker charges nothing more and pays", async () => {
    const { service, rail, decided } = await scene("outbox");
    expect((await service.pay(request)).kind).toBe("pending");
    expect(await decided()).toEqual({ status: ["completed"], moves: ["charge -1020"], balance: spent });
    expect(rail.sent.length).toBe(1);
    expect((await service.pay(request)).kind).toBe("replayed");
  });

  it("refunds only after the payment failed at the node", async () => {
    const { service, rail, decided } = await scene("outbox");
    rail.answer({ kind: "timeout" });
    rail.states.push("in-flight", "in-flight", "failed");
    await service.pay(request);
    expect(await decided()).toEqual({ status: ["error"], moves: ["charge -1020", "refund 1020"], balance: whole });
    expect(rail.sent.length).toBe(1);
  });
});

describe.each(["saga", "fail-open", "tracked-saga", "outbox"] as const)("under %s", (strategy) => {
  it("a payout that exceeds the balance moves nothing and claims no key", async () => {
    const { service, rail, moves, status, store } = await scene(strategy);
    const big = { ...request, amountMsat: 9_900_000 };
    expect(await service.pay(big)).toEqual({
      kind: "insufficient-balance",
      balanceMsat: 10_000_000,
      costMsat: 10_098_000,
      reserveMsat: 0,
    });
    expect([await moves(), await status(), rail.sent]).toEqual([[], [], []]);
    await store.deposit("p", 1_000_000);
    expect(["completed", "pending"]).toContain((await service.pay(big)).kind);
  });

  it("payouts that race for the last sats never overdraw the balance", async () => {
    const { service, store } = await scene(strategy);
    const kinds = await Promise.all(
      Array.from({ length: 20 }, (_, at) => service.pay({ ...request, idempotencyKey: `key_${at}` })),
    );
    expect(kinds.filter(({ kind }) => kind === "insufficient-balance").length).toBe(11);
    expect((await store.balance("p"))?.balanceMsat).toBe(10_000_000 - 9 * 1_020_000);
  });

  it("another body under the same key is refused", async () => {
    const { service } = await scene(strategy);
    await service.pay(request);
    expect((await service.pay({ ...request, amountMsat: 5_000 })).kind).toBe("key-reused");
  });

  it("an unknown project is refused", async () => {
    const { service } = await scene(strategy);
    expect(await service.pay({ ...request, projectId: "x" })).toEqual({ kind: "no-project" });
  });
});

describe("the crash points", () => {
  it.each<[StrategyName, "settled" | "failed", readonly CrashPoint[]]>([
    ["naive", "settled", ["before-charge", "after-charge", "after-send", "after-answer", "after-confirm"]],
    ["naive", "failed", ["before-charge", "after-charge", "after-send", "after-answer", "after-confirm"]],
    ...(["rollback", "saga", "fail-open", "tracked-saga", "outbox"] as const).flatMap((name) => [
      [name, "settled", ["before-charge", "after-charge", "after-send", "after-answer", "after-confirm"]] as [
        StrategyName,
        "settled",
        CrashPoint[],
      ],
      [
        name,
        "failed",
        ["before-charge", "after-charge", "after-send", "after-answer", "before-refund", "after-confirm"],
      ] as [StrategyName, "failed", CrashPoint[]],
    ]),
  ])("are passed in order under %s when the payment %s", async (strategy, end, points) => {
    const { service, rail, passed } = await scene(strategy);
    if (end === "failed") rail.answer({ kind: "failed", reason: "r" });
    await service.pay(request);
    while (!passed.includes("after-confirm")) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(passed).toEqual(points);
  });
});

describe("the payouts of a dead process", () => {
  it.each(["tracked-saga", "outbox"] as const)("is taken over under %s once its lease has ended", async (strategy) => {
    const { store, rail } = await scene(strategy);
    rail.states.push("absent");
    const stopped = new Promise<never>(() => {});
    // The timers of a dead process are dead as well: it renews no lease.
    const clock = { ...systemClock, every: () => () => {}, sleep: () => stopped };
    const dead = new PayoutService({
      ...{ store, rail, clock, chance: seededChance(2), strategy },
      checkpoint: { at: async (point) => (point === "after-charge" ? stopped : undefined) },
      onBug: () => {},
    });
    void dead.pay(request);
    const { rows } = await eventually(async () => {
      const page = await store.payouts({
        projectId: "p",
        status: "completed",
        idempotencyKey: null,
        after: 0,
        limit: 10,
      });
      return page.rows.length === 1 ? page : undefined;
    });
    expect([rows.length, rail.sent.length, await store.balance("p")]).toEqual([1, 1, spent]);
  });
});

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
