import { describe, expect, it } from "vitest";
import { satsOf } from "../../src/domain/money.ts";
import { seededChance } from "../../src/domain/random.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
import type { Store } from "../../src/embedded/ledger/store.ts";
import { PayoutService } from "../../src/embedded/payout-service.ts";
import type { RequestedPayout } from "../../src/embedded/requested-payout.ts";
import { createNode, type LightningNode } from "../../src/rail/core/node.ts";
import { createAbouts } from "../../src/simulation/abouts.ts";
import { createDelayedRail } from "../../src/simulation/delayed-rail.ts";
import { createLife } from "../../src/simulation/mortal.ts";
import { createVirtualClock, type VirtualClock } from "../domain/virtual-clock.ts";
import { temporaryStore } from "../embedded/ledger/temporary-ledger.ts";
import { runs } from "../runs.ts";

/** What becomes of a payout whose lease runs out, or seems to, while somebody is at work on it. */
const request: RequestedPayout = {
  ...{ gamertag: "alice", amountMsat: 1_000_000, projectId: "p", idempotencyKey: "key_1" },
  ...{ internalId: null, description: null, callbackUrl: null, expiresInSeconds: null },
};

interface Scene {
  readonly virtual: VirtualClock;
  readonly node: LightningNode;
  readonly store: Store;
  readonly service: PayoutService;
  /** Sets the date forward or back; time itself goes on as before. */
  setDate(ms: number): void;
  read<T>(reading: Promise<T>): Promise<T>;
}

/** A process whose first payment fails, or is held, and whose others settle. */
async function scene(strategy: StrategyName, seed: number, first: "failure" | "timeout" = "failure"): Promise<Scene> {
  const virtual = createVirtualClock();
  let moved = 0;
  const clock = { ...virtual, epochMs: () => virtual.epochMs() + moved };
  const read = async <T>(reading: Promise<T>) => {
    await virtual.advance(1);
    return reading;
  };
  const store = temporaryStore(":memory:", clock);
  await read(store.openProjects([{ projectId: "p", balanceMsat: 10_000_000 }]));
  let payments = 0;
  const faultOf = () => {
    payments += 1;
    return payments === 1 ? first : "settle";
  };
  const node = createNode({ clock, faultOf });
  const chance = seededChance(seed);
  const rail = createDelayedRail({
    ...{ node, clock, duplicates: "reject", life: createLife() },
    ...{ railTimeoutMs: first === "timeout" ? 5_000 : 40, host: "api1", abouts: createAbouts("run") },
    take: async () => void (await clock.sleep(Math.floor(chance() * 31))),
  });
  const onBug = () => {};
  const service = new PayoutService({ store, rail, clock, chance, strategy, onBug });
  const setDate = (ms: number) => {
    moved = ms;
  };
  return { virtual, node, store, service, setDate, read };
}

async function stateOf({ store, read }: Scene): Promise<string> {
  const { rows } = await read(
    store.payouts({ projectId: "p", status: null, idempotencyKey: null, after: 0, limit: 10 }),
  );
  const balance = await read(store.balance("p"));
  return `${rows.map(({ status }) => status)} ${satsOf(balance?.balanceMsat ?? Number.NaN)} ${satsOf(balance?.heldMsat ?? Number.NaN)}`;
}

const strategies = ["tracked-saga", "outbox"] as const;

describe.each(strategies)("%s", (strategy) => {
  it("never refunds what it pays, although the date jumps ahead during a payment", async () => {
    for (let seed = 1; seed <= runs(35, 500); seed += 1) {
      const all = await scene(strategy, seed);
      const paying = all.service.pay(request);
      await all.virtual.advance(2 + (seed % 7));
      all.setDate(2_000);
      await all.virtual.advance(5_000);
      await paying;
      const right = all.node.settlements === 1 ? "completed 8980 0" : "error 10000 0";
      expect([seed, all.node.settlements, await stateOf(all)]).toEqual([seed, all.node.settlements, right]);
      await all.read(all.service.close());
    }
  });

  it("resumes its payouts although the date is set back by an hour", async () => {
    const all = await scene(strategy, 1);
    const paying = all.service.pay(request);
    await all.virtual.advance(3);
    all.setDate(-3_600_000);
    await all.virtual.advance(5_000);
    await paying;
    expect(["completed 8980 0", "error 10000 0"]).toContain(await stateOf(all));
    await all.read(all.service.close());
  });

  it("keeps a payout while it works on it, however long the node takes", async () => {
    const all = await scene(strategy, 1, "timeout");
    const paying = all.service.pay(request);
    const due: boolean[] = [];
    for (let second = 0; second < 4; second += 1) {
      await all.virtual.advance(1_000);
      due.push(await all.read(all.store.isAnyDue(2_000)));
    }
    expect([due, await stateOf(all)]).toEqual([
      [false, false, false, false],
      `pending 8980 ${strategy === "outbox" ? 0 : 1020}`,
    ]);
    await all.virtual.advance(5_000);
    await paying;
    expect(await stateOf(all)).toBe("error 10000 0");
    await all.read(all.service.close());
  });

  it("retries what it could not record, although it is busy with others", async () => {
    const all = await scene(strategy, 1, "timeout");
    const busy = all.service.pay({ ...request, idempotencyKey: "busy" });
    await all.virtual.advance(100);
    const { decide } = all.store;
    let refused = 0;
    Object.assign(all.store, {
      decide: (...args: Parameters<typeof decide>) => {
        if (refused > 0) return decide(...args);
        refused += 1;
        return Promise.reject(new Error("the file is locked"));
      },
    });
    const paying = all.service.pay(request).catch(() => undefined);
    await all.virtual.advance(3_000);
    await paying;
    expect([refused, await stateOf(all)]).toEqual([1, `pending,completed 7960 ${strategy === "outbox" ? 0 : 1020}`]);
    await all.virtual.advance(5_000);
    await busy;
    await all.read(all.service.close());
  });
});
