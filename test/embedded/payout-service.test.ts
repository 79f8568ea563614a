import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { satsOf } from "../../src/domain/money.ts";
import { seededChance } from "../../src/domain/random.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import { PayoutService } from "../../src/embedded/payout-service.ts";
import type { RequestedPayout } from "../../src/embedded/requested-payout.ts";
import { temporaryStore } from "./ledger/temporary-ledger.ts";
import { scriptedRail } from "./scripted-rail.ts";

function request(different: Partial<RequestedPayout> = {}): RequestedPayout {
  return {
    gamertag: "alice",
    amountMsat: 1_000_000,
    projectId: "p",
    idempotencyKey: "key_1",
    internalId: null,
    description: null,
    callbackUrl: null,
    expiresInSeconds: null,
    ...different,
  };
}

async function scene(strategy: StrategyName = "naive") {
  const store = temporaryStore();
  const projects = ["p", "q"].map((projectId) => ({ projectId, balanceMsat: 10_000_000 }));
  await store.openProjects(projects);
  const rail = scriptedRail();
  const onBug = (error: unknown) => {
    throw error;
  };
  const service = new PayoutService({ store, rail, clock: systemClock, chance: seededChance(1), strategy, onBug });
  onTestFinished(() => service.close());
  const balance = async (projectId = "p") => satsOf((await store.balance(projectId))?.balanceMsat ?? Number.NaN);
  return { store, rail, service, balance, projects };
}

async function until(look: () => boolean): Promise<void> {
  while (!look()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe("a key", () => {
  it("that was paid is answered with the payout it paid, and moves no money", async () => {
    const { service, rail, balance } = await scene();
    const first = await service.pay(request());
    const again = await service.pay(request());
    expect(first.kind).toBe("completed");
    expect(again).toEqual({ ...first, kind: "replayed" });
    expect([rail.sent.length, await balance()]).toEqual([1, 8_980]);
  });

  it.each<Partial<RequestedPayout>>([
    { gamertag: "bob" },
    { amountMsat: 1_001_000 },
    { internalId: "i" },
    { description: "d" },
    { callbackUrl: "http://example.org" },
    { expiresInSeconds: 60 },
  ])("that was paid is refused to another body: %j", async (different) => {
    const { service, balance } = await scene();
    const first = await service.pay(request());
    const other = await service.pay(request(different));
    expect(other).toEqual({ kind: "key-reused", payoutId: "payout" in first ? first.payout.payoutId : "" });
    expect(await balance()).toBe(8_980);
  });

  it("is another key in another project", async () => {
    const { service, rail, balance } = await scene();
    expect((await service.pay(request())).kind).toBe("completed");
    expect((await service.pay(request({ projectId: "q", gamertag: "bob" }))).kind).toBe("completed");
    expect([await balance("p"), await balance("q")]).toEqual([8_980, 8_980]);
    expect(new Set(rail.sent.map(({ paymentHash }) => paymentHash)).size).toBe(2);
  });

  it("that is being paid is paid again by the naive family", async () => {
    const { service, rail, balance } = await scene();
    const end = rail.hold("alice");
    const first = service.pay(request());
    await until(() => rail.sent.length === 1);
    rail.answer({ kind: "in-transition" });
    const again = await service.pay(request());
    end({ kind: "settled" });
    expect([(await first).kind, again.kind]).toEqual(["completed", "failed"]);
    expect([rail.sent.length, await balance()]).toEqual([2, 7_960]);
    expect((await service.pay(request())).kind).toBe("replayed");
  });

  it.each<StrategyName>(["saga", "tracked-saga"])(
    "that is being paid is not paid again under %s, and is refused to another body",
    async (strategy) => {
      const { service, rail, balance } = await scene(strategy);
      const end = rail.hold("alice");
      const first = service.pay(request());
      await until(() => rail.sent.length === 1);
      const again = await service.pay(request());
      const other = await service.pay(request({ amountMsat: 5_000 }));
      end({ kind: "settled" });
      const paid = await first;
      const payoutId = "payout" in paid ? paid.payout.payoutId : "";
      expect([again, other]).toEqual([
        { kind: "in-progress", payoutId },
        { kind: "key-reused", payoutId },
      ]);
      expect([rail.sent.length, await balance()]).toEqual([1, 8_980]);
    },
  );

  it("that arrives twice at the same moment is paid once where it is claimed first", async () => {
    const { service, rail } = await scene("tracked-saga");
    const answers = await Promise.all([service.pay(request()), service.pay(request())]);
    expect(answers.map(({ kind }) => kind)).toEqual(["completed", "in-progress"]);
    expect(rail.sent.length).toBe(1);
  });

  it("whose payout exceeded the balance may be used again, also with another body", async () => {
    const { service, store } = await scene();
    const refused = await service.pay(request({ amountMsat: 10_000_000 }));
    expect(refused).toEqual({
      kind: "insufficient-balance",
      balanceMsat: 10_000_000,
      costMsat: 10_200_000,
      reserveMsat: 0,
    });
    await store.deposit("p", 20_000_000);
    expect((await service.pay(request({ amountMsat: 20_000_000 }))).kind).toBe("completed");
  });

  it("of an unknown project is refused", async () => {
    const { service } = await scene();
    expect(await service.pay(request({ projectId: "x" }))).toEqual({ kind: "no-project" });
  });
});

const family: readonly StrategyName[] = ["naive", "snapshot-rollback", "rollback"];

describe.each(family)("under %s a key whose payout ended in an error", (strategy) => {
  it("is run again as the same payout, under the same payment hash, and charged again", async () => {
    const { service, rail, store, balance } = await scene(strategy);
    rail.answer({ kind: "timeout" });
    const first = await service.pay(request());
    const second = await service.pay(request());
    expect([first.kind, second.kind]).toEqual(["timed-out", "completed"]);
    const [one, two, ...more] = rail.sent;
    expect(two).toEqual(one);
    expect(more).toEqual([]);
    const { rows } = await store.payouts({ projectId: "p", status: null, idempotencyKey: null, after: 0, limit: 10 });
    expect(rows).toEqual(["payout" in second ? second.payout : undefined]);
    expect(rows.map(({ status }) => status)).toEqual(["completed"]);
    expect(await balance()).toBe(strategy === "naive" ? 7_960 : 8_980);
    expect((await service.pay(request())).kind).toBe("replayed");
  });

  it("stays refused to another body", async () => {
    const { service, rail } = await scene(strategy);
    rail.answer({ kind: "timeout" });
    await service.pay(request());
    expect((await service.pay(request({ amountMsat: 5_000 }))).kind).toBe("key-reused");
  });
});

describe("a payout", () => {
  it("is in no list before its payment is over", async () => {
    const { service, rail, store } = await scene();
    const end = rail.hold("alice");
    const paying = service.pay(request());
    await until(() => rail.sent.length === 1);
    const everything = { projectId: null, status: null, idempotencyKey: null, after: 0, limit: 10 };
    expect([service.inFlight, (await store.payouts(everything)).rows]).toEqual([1, []]);
    end({ kind: "settled" });
    await paying;
    expect([service.inFlight, (await store.payouts(everything)).rows.length]).toEqual([0, 1]);
  });

  it("without a key is another payout every time", async () => {
    const { service, rail, balance } = await scene();
    const answers = [
      await service.pay(request({ idempotencyKey: null })),
      await service.pay(request({ idempotencyKey: null })),
    ];
    expect(answers.map(({ kind }) => kind)).toEqual(["completed", "completed"]);
    expect(new Set(rail.sent.map(({ paymentHash }) => paymentHash)).size).toBe(2);
    expect(await balance()).toBe(7_960);
  });

  it("with a key has an id that follows from project and key, whatever came before", async () => {
    const ids = await Promise.all(
      [0, 3].map(async (before) => {
        const { service } = await scene();
        for (let other = 0; other < before; other += 1)
          await service.pay(request({ idempotencyKey: `other_${other}` }));
        const answer = await service.pay(request());
        return "payout" in answer ? answer.payout.payoutId : "";
      }),
    );
    expect(ids[0]).toMatch(/^po_[0-9a-f]{20}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it("keeps the strategy it began with when the strategy changes under way", async () => {
    const { service, rail, balance } = await scene("rollback");
    const end = rail.hold("alice");
    const paying = service.pay(request());
    await until(() => rail.sent.length === 1);
    service.strategy = "naive";
    end({ kind: "timeout" });
    await paying;
    expect(await balance()).toBe(10_000);
  });

  it("leaves no key behind when the ledger breaks", async () => {
    const { service, store } = await scene();
    const record = store.record;
    Object.assign(store, { record: () => Promise.reject(new Error("the disk is full")) });
    await expect(service.pay(request())).rejects.toThrow("the disk is full");
    Object.assign(store, { record });
    expect(service.inFlight).toBe(0);
    expect((await service.pay(request())).kind).toBe("completed");
  });
});

describe("a reset", () => {
  it("waits for payouts under way, and lets those that arrive meanwhile wait for it", async () => {
    const { service, rail, balance, projects } = await scene("rollback");
    const end = rail.hold("alice");
    const before = service.pay(request());
    await until(() => rail.sent.length === 1);
    const order: string[] = [];
    const reset = service.reset(projects).then(() => order.push("reset"));
    const after = service.pay(request({ idempotencyKey: "key_2", gamertag: "bob" })).then(() => order.push("bob"));
    end({ kind: "timeout" });
    await Promise.all([before.then(() => order.push("alice")), reset, after]);
    expect(order).toEqual(["alice", "reset", "bob"]);
    expect(await balance()).toBe(8_980);
  });

  it("makes the same key another payout, because the node remembers the old one", async () => {
    const { service, rail, projects } = await scene();
    await service.pay(request());
    await service.reset(projects);
    expect((await service.pay(request())).kind).toBe("completed");
    expect(new Set(rail.sent.map(({ paymentHash }) => paymentHash)).size).toBe(2);
  });
});
