import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import { MAX_BALANCE_MSAT } from "../../../src/embedded/ledger/balances.ts";
import type { Intent, Lease } from "../../../src/embedded/ledger/intents.ts";
import { createMemoryStore } from "../../../src/embedded/ledger/memory-store.ts";
import type { PayoutRecord, PayoutStatus } from "../../../src/embedded/ledger/payout-records.ts";
import { openSqliteStore } from "../../../src/embedded/ledger/sqlite-store.ts";
import { storageFailureOf } from "../../../src/embedded/ledger/storage-failure.ts";
import type { Store } from "../../../src/embedded/ledger/store.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";
import { payoutRecord } from "./temporary-ledger.ts";

/** What is done to both ledgers, with a name for the report. */
interface Step {
  readonly name: string;
  readonly ask: (store: Store, nowEpochMs: number) => Promise<unknown>;
}

const step = (name: string, ask: Step["ask"]): Step => ({ name, ask });

// Few of each, so that what one step writes the next ones find.
const projectId = fc.constantFrom("p", "p", "p", "q", "r");
const payoutId = fc.constantFrom("po_1", "po_2", "po_3", "po_4", "po_5");
const owner = fc.constantFrom("one", "two", "three");
const resolver = fc.constantFrom("outbox", "outbox", "tracked-saga", null);
const hash = fc.constantFrom("h1", "h2");
const amountMsat = fc.constantFrom(0, 1, 20, 1_000, 4_000);
/** Before or after now, by little or by much. */
const inMs = fc.constantFrom(-5_000, -1, 0, 1, 300, 1_000, 40_000);
const failure = fc.constantFrom(
  { kind: "failed", reason: "no route" } as const,
  { kind: "timed-out", reason: "" } as const,
);

const payout = (status: fc.Arbitrary<PayoutStatus>): fc.Arbitrary<PayoutRecord> =>
  fc
    .record({
      ...{ payoutId, projectId, status, amountMsat },
      idempotencyKey: fc.constantFrom("k1", "k2", null),
      feeMsat: fc.constantFrom(0, 20),
      reserveMsat: fc.constantFrom(0, 5),
      keptMsat: fc.constantFrom(0, 20),
      internalId: fc.constantFrom("i1", "i2", null),
      createdEpochMs: fc.constantFrom(1_000, Date.UTC(2025, 0, 1, 0, 0, 30)),
      failure: fc.option(failure),
    })
    .map((different) =>
      payoutRecord({ ...different, failure: different.status === "error" ? different.failure : null }),
    );

const ref = fc.record({ payoutId, projectId, idempotencyKey: fc.constantFrom("k1", null) });

const claim = fc
  .record({
    payout: payout(fc.constant("pending")),
    by: fc.constantFrom("hold" as const, "charge" as const),
    ...{ hash, resolver, inMs, owner: fc.option(owner) },
  })
  .map(({ inMs, owner, hash: paymentHash, ...different }) =>
    step("claim", (store, nowEpochMs) => {
      const { amountMsat, feeMsat, reserveMsat } = different.payout;
      const lease: Lease | null = owner === null ? null : { owner, untilEpochMs: nowEpochMs + inMs };
      const intent: Intent = { ...different, costMsat: amountMsat + feeMsat + reserveMsat, paymentHash, lease };
      return store.claim(intent);
    }),
  );

const onBalances = [
  fc
    .tuple(
      fc.constantFrom("charge" as const, "refund" as const, "returnReserve" as const, "restore" as const),
      ref,
      amountMsat,
    )
    .map(([name, of, msat]) => step(name, (store) => store[name](of, msat))),
  fc
    .tuple(projectId, fc.oneof(amountMsat, fc.constant(MAX_BALANCE_MSAT)))
    .map(([of, msat]) => step("deposit", (store) => store.deposit(of, msat))),
  fc
    .tuple(projectId, amountMsat)
    .map(([of, balanceMsat]) => step("openProjects", (store) => store.openProjects([{ projectId: of, balanceMsat }]))),
  fc
    .record({ projectId, newestFirst: fc.boolean(), after: fc.nat(12), limit: fc.nat(4) })
    .map((query) => step("entries", (store) => store.entries(query))),
  projectId.map((of) => step("balance", (store) => store.balance(of))),
];

const onRecords = [
  payout(fc.constantFrom("pending", "completed", "expired", "error", "error")).map((each) =>
    step("record", (store) => store.record(each)),
  ),
  fc
    .tuple(payoutId, fc.constantFrom("completed" as const, "expired" as const, "error" as const))
    .map(([of, label]) => step("label", (store) => store.label(of, label))),
  payoutId.map((of) => step("payout", (store) => store.payout(of))),
  fc.constantFrom("i1", "i2", "i3").map((of) => step("payoutByInternalId", (store) => store.payoutByInternalId(of))),
  fc
    .record({
      projectId: fc.option(projectId),
      status: fc.option(fc.constantFrom("pending" as const, "completed" as const, "error" as const)),
      idempotencyKey: fc.option(fc.constantFrom("k1", "k3")),
      ...{ after: fc.nat(4), limit: fc.nat(3) },
    })
    .map((query) => step("payouts", (store) => store.payouts(query))),
];

const onIntents = [
  claim,
  claim,
  fc
    .tuple(payoutId, owner, fc.oneof(failure, fc.constant({ kind: "completed" } as const)), fc.option(inMs))
    .map(([of, by, decision, recheckInMs]) =>
      step("decide", (store, nowEpochMs) =>
        store.decide(of, by, decision, recheckInMs === null ? null : { dueEpochMs: nowEpochMs + recheckInMs }),
      ),
    ),
  fc.tuple(payoutId, owner).map(([of, by]) => step("chargeAgain", (store) => store.chargeAgain(of, by))),
  fc.constantFrom(0, 500, 2_000).map((longestMs) => step("isAnyDue", (store) => store.isAnyDue(longestMs))),
  fc
    .tuple(owner, inMs, fc.nat(3), fc.constantFrom(0, 500, 2_000))
    .map(([by, ms, limit, longestMs]) =>
      step("take", (store, nowEpochMs) =>
        store.take({ lease: { owner: by, untilEpochMs: nowEpochMs + ms }, limit, longestMs }),
      ),
    ),
  fc
    .tuple(payoutId, owner, fc.option(inMs))
    .map(([of, by, ms]) =>
      step("release", (store, nowEpochMs) => store.release(of, by, ms === null ? null : nowEpochMs + ms)),
    ),
  hash.map((of) => step("hasten", (store) => store.hasten(of))),
  fc
    .tuple(fc.uniqueArray(owner), inMs)
    .map(([owners, ms]) => step("renew", (store, nowEpochMs) => store.renew(owners, nowEpochMs + ms))),
  fc.constant(step("parked", (store) => store.parked())),
];

const mismatches = fc.constant(step("mismatches", (store) => store.mismatches()));

const onTheWhole = [
  ...[mismatches, mismatches, mismatches],
  fc.constant(step("generation", async (store) => store.generation())),
  amountMsat.map((balanceMsat) => step("reset", (store) => store.reset([{ projectId: "p", balanceMsat }]))),
];

const steps = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 5, arbitrary: fc.oneof(...onIntents) },
      { weight: 3, arbitrary: fc.oneof(...onRecords) },
      { weight: 2, arbitrary: fc.oneof(...onBalances) },
      { weight: 1, arbitrary: fc.oneof(...onTheWhole) },
    ),
    fc.constantFrom(0, 0, 1, 300, 1_000, 130_000),
  ),
  { minLength: 5, maxLength: 60 },
);

/** What a step comes to; of an error only that it is one, because SQLite has its own words. */
function answerOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (answer) => ({ answer }),
    () => "an error",
  );
}

/** The whole books. */
async function booksOf(store: Store) {
  const of = (projectId: string) =>
    Promise.all([store.balance(projectId), store.entries({ projectId, after: 0, limit: 1_000 })]);
  return Promise.all([
    ...["p", "q", "r"].map(of),
    store.payouts({ projectId: null, status: null, idempotencyKey: null, after: 0, limit: 100 }),
    store.parked(),
    store.mismatches(),
  ]);
}

describe("a ledger in memory", () => {
  it("answers like one on SQLite, whatever is asked in whatever order, and ends with the same books", async () => {
    const clock = createVirtualClock();
    const stop = clock.drive();
    onTestFinished(stop);
    await fc.assert(
      fc.asyncProperty(steps, async (each) => {
        const stores = [openSqliteStore({ file: ":memory:", clock }), createMemoryStore({ clock })] as const;
        const both = async (ask: (store: Store) => Promise<unknown>) => {
          const [onSqlite, inMemory] = await Promise.all(stores.map((store) => answerOf(ask(store))));
          return { onSqlite, inMemory };
        };
        await both((store) => store.openProjects([{ projectId: "p", balanceMsat: 10_000 }]));
        for (const [{ name, ask }, passingMs] of each) {
          const nowEpochMs = clock.epochMs();
          const { onSqlite, inMemory } = await both((store) => ask(store, nowEpochMs));
          expect(inMemory, name).toStrictEqual(onSqlite);
          if (passingMs > 0) await clock.sleep(passingMs);
        }
        const { onSqlite, inMemory } = await both(booksOf);
        expect(inMemory).toStrictEqual(onSqlite);
        for (const store of stores) await store.close();
      }),
      { numRuns: process.env["LONG_TESTS"] === undefined ? 60 : 3_000 },
    );
  });

  it("refuses a change that is not a whole number of msat, and keeps nothing of it", async () => {
    const store = createMemoryStore({ clock: systemClock });
    const opening = store.openProjects([{ projectId: "p", balanceMsat: 0.5 }]);
    await expect(opening).rejects.toThrow("a balance must be a whole number of msat (got 0.5)");
    await store.openProjects([{ projectId: "q", balanceMsat: 1_000 }]);
    const charge = store.charge({ payoutId: "po_1", projectId: "q", idempotencyKey: null }, 0.5);
    await expect(charge).rejects.toThrow("a balance must be a whole number of msat (got 999.5)");
    expect(await store.balance("p")).toBeUndefined();
    expect((await store.entries({ projectId: "q", after: 0, limit: 9 }))?.rows.length).toBe(1);
  });

  it("does a write at once, and tells whoever asked when the turn is over", async () => {
    const clock = createVirtualClock();
    const store = createMemoryStore({ clock });
    const told: string[] = [];
    const tell = (name: string) => () => told.push(name);
    const all = [
      store.deposit("p", 5).then(tell("write")),
      store.deposit("p", 6).then(tell("second write")),
      store.balance("p").then((balance) => told.push(`read ${balance?.balanceMsat}`)),
    ];
    await new Promise<void>((resolve) => systemClock.nextTurn(resolve));
    expect([told, clock.pending()]).toEqual([[], 1]);
    await clock.advance(0);
    await Promise.all(all);
    expect(told).toEqual(["write", "second write", "read 11"]);
    expect(await store.balance("p")).toEqual({ balanceMsat: 11, heldMsat: 0 });
  });

  it("has no storage faults", () => {
    const store = createMemoryStore({ clock: systemClock });
    expect(() => store.inflict("ledger-locked", { begun: () => {}, hit: () => {} })).toThrow(
      "a ledger in memory has no file to which ledger-locked could happen",
    );
  });

  it("is of no use once it is closed", async () => {
    const store = createMemoryStore({ clock: systemClock });
    await store.close();
    const closed = await store.deposit("p", 1).then(
      () => undefined,
      (error: unknown) => storageFailureOf(error),
    );
    expect(closed?.kind).toBe("closed");
  });
});
