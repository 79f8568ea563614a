import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { costMsat } from "../../src/domain/fee.ts";
import { msatOf, satsOf } from "../../src/domain/money.ts";
import { noCheckpoint } from "../../src/embedded/checkpoint.ts";
import { createLeasing } from "../../src/embedded/leasing.ts";
import type { Decision } from "../../src/embedded/ledger/intents.ts";
import type { PayoutRecord } from "../../src/embedded/ledger/payout-records.ts";
import { naive } from "../../src/embedded/strategies/naive.ts";
import { rollback } from "../../src/embedded/strategies/rollback.ts";
import { snapshotRollback } from "../../src/embedded/strategies/snapshot-rollback.ts";
import type { StrategyPayout } from "../../src/embedded/strategy.ts";
import { paymentOf } from "../../src/rail/payment-hash.ts";
import type { RailAnswer } from "../../src/rail/port.ts";
import { temporaryStore } from "./ledger/temporary-ledger.ts";
import { scriptedRail } from "./scripted-rail.ts";

const family = { naive, "snapshot-rollback": snapshotRollback, rollback } as const;
type FamilyName = keyof typeof family;
const familyNames = Object.keys(family) as FamilyName[];

function payoutTo(payee: string, amountMsat = 1_000_000): StrategyPayout {
  const payoutId = `po_${payee}`;
  return {
    payoutId,
    projectId: "p",
    idempotencyKey: payee,
    costMsat: costMsat(amountMsat),
    reserveMsat: 0,
    keptMsat: 0,
    payment: paymentOf(payoutId, payee, amountMsat),
  };
}

async function scene(name: FamilyName, balanceSats = 10_000) {
  const store = temporaryStore();
  await store.openProjects([{ projectId: "p", balanceMsat: msatOf(balanceSats) }]);
  const rail = scriptedRail();
  const leasing = createLeasing(systemClock, "test");
  const ports = {
    store,
    rail,
    clock: systemClock,
    checkpoint: noCheckpoint,
    leasing,
    recheckAfterMs: null,
    wake: () => {},
  };
  const moves = async () => {
    const page = await store.entries({ projectId: "p", after: 1, limit: 100 });
    return page?.rows.map((entry) => `${entry.cause} ${satsOf(entry.amountMsat)} ${entry.idempotencyKey}`);
  };
  const balance = async () => satsOf((await store.balance("p"))?.balanceMsat ?? Number.NaN);
  /** Returns what was recorded, or why nothing was. */
  const pay = async (payout: StrategyPayout) => {
    const recorded: Decision[] = [];
    const record = async (decision: Decision) => {
      recorded.push(decision);
      return {} as PayoutRecord;
    };
    const result = await family[name].pay(payout, ports, record);
    return result.kind === "recorded" ? recorded[0] : result;
  };
  return { rail, moves, balance, pay };
}

/** Resolves once `look` holds. */
async function until(look: () => boolean): Promise<void> {
  while (!look()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const failure = { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" } as const;
const broken = { kind: "broken", reason: "ECONNRESET" } as const;

/** The reason is read first. */
const contradiction = { kind: "settled", failureReason: "FAILURE_REASON_TIMEOUT" } as const;
const timedOut = { kind: "failed", reason: "FAILURE_REASON_TIMEOUT" } as const;

const noRoute = { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" } as const;
const alreadyPaid = { kind: "failed", reason: "invoice is already paid" } as const;
const inTransition = { kind: "failed", reason: "payment is in transition" } as const;
const noAnswer = { kind: "timed-out", reason: "the node did not answer in time" } as const;
const brokenOff = { kind: "timed-out", reason: "the connection to the node broke (ECONNRESET)" } as const;

/** What each strategy makes of each answer of the node, and which entries it leaves behind. The balance was 10,000. */
const table: readonly [FamilyName, RailAnswer, Decision, readonly string[]][] = [
  ["naive", { kind: "settled" }, { kind: "completed" }, ["charge -1020 a"]],
  ["naive", failure, noRoute, ["charge -1020 a"]],
  ["naive", { kind: "already-paid" }, alreadyPaid, ["charge -1020 a"]],
  ["naive", { kind: "in-transition" }, inTransition, ["charge -1020 a"]],
  ["naive", { kind: "timeout" }, noAnswer, ["charge -1020 a"]],
  ["naive", broken, brokenOff, ["charge -1020 a"]],
  ["snapshot-rollback", { kind: "settled" }, { kind: "completed" }, ["charge -1020 a"]],
  ["snapshot-rollback", failure, noRoute, ["charge -1020 a", "restore 1020 a"]],
  ["snapshot-rollback", { kind: "already-paid" }, alreadyPaid, ["charge -1020 a", "restore 1020 a"]],
  ["snapshot-rollback", { kind: "in-transition" }, inTransition, ["charge -1020 a", "restore 1020 a"]],
  ["snapshot-rollback", { kind: "timeout" }, noAnswer, ["charge -1020 a", "restore 1020 a"]],
  ["snapshot-rollback", broken, brokenOff, ["charge -1020 a", "restore 1020 a"]],
  ["rollback", { kind: "settled" }, { kind: "completed" }, ["charge -1020 a"]],
  ["rollback", failure, noRoute, ["charge -1020 a", "refund 1020 a"]],
  ["rollback", { kind: "already-paid" }, alreadyPaid, ["charge -1020 a", "refund 1020 a"]],
  ["rollback", { kind: "in-transition" }, inTransition, ["charge -1020 a", "refund 1020 a"]],
  ["rollback", { kind: "timeout" }, noAnswer, ["charge -1020 a", "refund 1020 a"]],
  ["rollback", broken, brokenOff, ["charge -1020 a", "refund 1020 a"]],
  ["naive", contradiction, timedOut, ["charge -1020 a"]],
  ["snapshot-rollback", contradiction, timedOut, ["charge -1020 a", "restore 1020 a"]],
  ["rollback", contradiction, timedOut, ["charge -1020 a", "refund 1020 a"]],
];

describe("one payout alone", () => {
  it.each(table)("%s answers %j", async (name, answer, result, entries) => {
    const { rail, pay, moves, balance } = await scene(name);
    rail.answer(answer);
    expect(await pay(payoutTo("a"))).toEqual(result);
    expect(await moves()).toEqual(entries);
    expect(await balance()).toBe(entries.length === 1 ? 8_980 : 10_000);
    expect(rail.sent).toEqual([payoutTo("a").payment]);
  });
});

describe.each(familyNames)("%s", (name) => {
  it("refuses a payout that costs more than there is, and touches nothing", async () => {
    const { rail, pay, moves } = await scene(name, 1_019);
    expect(await pay(payoutTo("a"))).toEqual({ kind: "insufficient-balance", balanceMsat: 1_019_000 });
    expect([await moves(), rail.sent]).toEqual([[], []]);
  });

  it("pays with the last sat", async () => {
    const { pay, balance } = await scene(name, 1_020);
    expect(await pay(payoutTo("a"))).toEqual({ kind: "completed" });
    expect(await balance()).toBe(0);
  });

  it("refuses a payout out of a project that is none", async () => {
    const { rail, pay } = await scene(name);
    expect(await pay({ ...payoutTo("a"), projectId: "q" })).toEqual({ kind: "no-project" });
    expect(rail.sent).toEqual([]);
  });

  it("checks first and charges later, so that two payouts at once pass the check on money for one", async () => {
    const { pay, balance } = await scene(name, 1_500);
    expect(await Promise.all([pay(payoutTo("a")), pay(payoutTo("b"))])).toEqual([
      { kind: "completed" },
      { kind: "completed" },
    ]);
    expect(await balance()).toBe(-540);
  });
});

/** Payout a is under way when b is charged; b settles, then a times out. */
async function inCompany(name: FamilyName) {
  const { rail, pay, moves, balance } = await scene(name);
  const endA = rail.hold("a");
  const a = pay(payoutTo("a"));
  await until(() => rail.sent.length === 1);
  await pay(payoutTo("b"));
  endA({ kind: "timeout" });
  await a;
  return { entries: await moves(), balance: await balance() };
}

describe("two payouts in company, of which one times out while the other succeeds", () => {
  it("lose one charge under naive: 1,020 sats below the 8,980 that are right", async () => {
    expect(await inCompany("naive")).toEqual({ entries: ["charge -1020 a", "charge -1020 b"], balance: 7_960 });
  });

  it("come out right under rollback", async () => {
    expect(await inCompany("rollback")).toEqual({
      entries: ["charge -1020 a", "charge -1020 b", "refund 1020 a"],
      balance: 8_980,
    });
  });

  it("make 1,020 sats out of nothing under snapshot-rollback, which takes the other charge back as well", async () => {
    expect(await inCompany("snapshot-rollback")).toEqual({
      entries: ["charge -1020 a", "charge -1020 b", "restore 2040 a"],
      balance: 10_000,
    });
  });
});

describe("two payouts that both time out, the first to begin ending first", () => {
  it("keep one charge under snapshot-rollback, whose second snapshot holds the first charge", async () => {
    const { rail, pay, moves, balance } = await scene("snapshot-rollback");
    const [endA, endB] = [rail.hold("a"), rail.hold("b")];
    const a = pay(payoutTo("a"));
    await until(() => rail.sent.length === 1);
    const b = pay(payoutTo("b"));
    await until(() => rail.sent.length === 2);
    endA({ kind: "timeout" });
    await a;
    endB({ kind: "timeout" });
    await b;
    expect(await moves()).toEqual(["charge -1020 a", "charge -1020 b", "restore 2040 a", "restore -1020 b"]);
    expect(await balance()).toBe(8_980);
  });
});
