import { describe, expect, it } from "vitest";
import type { CrashPoint } from "../../src/domain/crash-point.ts";
import { InjectedError } from "../../src/embedded/checkpoint.ts";
import { type OwnLedger, openLedger } from "../../src/own/ledger.ts";
import { type Ledger, LedgerError, type Transaction } from "../../src/own/ports.ts";
import { createLife, type Life } from "../../src/simulation/mortal.ts";
import { createVirtualClock } from "../../src/simulation/virtual-clock.ts";

const clock = createVirtualClock();

interface Scene {
  readonly own: OwnLedger;
  readonly life: Life;
  readonly ledger: Ledger;
  /** Another process on the same ledger. */
  readonly other: Ledger;
  readonly passed: string[];
}

function scene(throwsAt?: CrashPoint): Scene {
  const own = openLedger(clock, [{ projectId: "shop", balanceMsat: 1_000 }]);
  const passed: string[] = [];
  const through = (life: Life) =>
    own.through({
      life,
      commit: async () => {},
      committed: async () => {},
      at: async (point) => {
        passed.push(point);
        if (point === throwsAt) throw new InjectedError(point);
      },
      entered: () => {},
      stored: async () => void passed.push("stored"),
    });
  const life = createLife();
  return { own, life, ledger: through(life), other: through(createLife()), passed };
}

const charge = { account: "shop", key: "k1", effect: "charge", msat: 300 } as const;
const available = async (tx: Transaction) => (await tx.balance("shop")).availableMsat;

describe("a transaction", () => {
  it("moves money, and makes an entry of each move", async () => {
    const { ledger, own } = scene();
    const held = await ledger.transact(async (tx) => {
      await tx.move({ ...charge, effect: "hold" });
      await tx.move({ ...charge, effect: "release", msat: 100 });
      await tx.move({ ...charge, effect: "confirm", msat: 150 });
      await tx.move({ ...charge, effect: "refund", msat: 20 });
      await tx.move({ ...charge, effect: "other", msat: -5 });
      return tx.balance("shop");
    });
    expect(held).toEqual({ availableMsat: 815, heldMsat: 50 });
    expect(
      own.books.entries.map(({ effect, deltaMsat, balanceAfterMsat }) => [effect, deltaMsat, balanceAfterMsat]),
    ).toEqual([
      ["hold", -300, 700],
      ["release", 100, 800],
      ["confirm", 0, 800],
      ["refund", 20, 820],
      ["other", -5, 815],
    ]);
  });

  it("changes nothing when its work throws", async () => {
    const { ledger, own } = scene();
    const work = ledger.transact(async (tx) => {
      await tx.move(charge);
      await tx.put("payouts", "k1", { state: "sent" });
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await own.read(available)).toBe(1_000);
    expect(await own.read((tx) => tx.rows("payouts"))).toEqual([]);
    expect(own.books.entries).toEqual([]);
  });

  it("is alone: the next one begins when it has ended", async () => {
    const { ledger, other } = scene();
    const takeOnce = async (tx: Transaction) => {
      const balance = await available(tx);
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      if (balance < 600) return false;
      await tx.move({ ...charge, msat: 600 });
      return true;
    };
    expect(await Promise.all([ledger.transact(takeOnce), other.transact(takeOnce)])).toEqual([true, false]);
  });

  it("keeps copies of rows", async () => {
    const { ledger } = scene();
    const row = { state: "new", tries: [1] };
    await ledger.transact((tx) => tx.put("payouts", "k1", row));
    row.tries.push(2);
    const read = await ledger.transact((tx) => tx.get<typeof row>("payouts", "k1"));
    expect(read).toEqual({ state: "new", tries: [1] });
    read?.tries.push(3);
    expect(await ledger.transact((tx) => tx.rows("payouts"))).toEqual([{ state: "new", tries: [1] }]);
    await ledger.transact((tx) => tx.delete("payouts", "k1"));
    expect(await ledger.transact((tx) => tx.get("payouts", "k1"))).toBeUndefined();
  });

  it("refuses amounts that are none, accounts that are none, and what comes after its end", async () => {
    const { ledger } = scene();
    const moved = (move: Parameters<Transaction["move"]>[0]) => ledger.transact((tx) => tx.move(move));
    await expect(moved({ ...charge, msat: -1 })).rejects.toThrow("msat must be a whole number from 0 (got -1)");
    await expect(moved({ ...charge, msat: 0.5 })).rejects.toThrow("(got 0.5)");
    await expect(moved({ ...charge, account: "shpo" })).rejects.toThrow('there is no account "shpo"');
    let kept: Transaction | undefined;
    await ledger.transact(async (tx) => {
      kept = tx;
    });
    await expect(kept?.move(charge)).rejects.toThrow("the transaction is over");
  });

  it("passes the crash points of its moves", async () => {
    const { ledger, passed } = scene();
    await ledger.transact((tx) => tx.put("payouts", "k1", {}));
    await ledger.transact((tx) => tx.get("payouts", "k1"));
    expect(passed.splice(0)).toEqual(["stored"]);
    await ledger.transact((tx) => tx.move(charge));
    await ledger.transact((tx) => tx.move({ ...charge, effect: "refund" }));
    expect(passed).toEqual(["after-charge", "before-refund", "stored"]);
  });

  it("tells an exception before the commit, which undoes it, from one after it, which does not", async () => {
    const after = scene("after-charge");
    const lost = await after.ledger.transact((tx) => tx.move(charge)).catch((error: unknown) => error);
    expect([lost instanceof LedgerError && lost.isUndone, await after.own.read(available)]).toEqual([false, 700]);
    const before = scene("before-refund");
    const refund = { ...charge, effect: "refund" } as const;
    await expect(before.ledger.transact((tx) => tx.move(refund))).rejects.toThrow(InjectedError);
    expect(await before.own.read(available)).toBe(1_000);
  });
});

describe("the death of a process", () => {
  it("undoes what it has not committed, and lets others go on", async () => {
    const { ledger, other, life, own } = scene();
    let isHeard = false;
    void ledger
      .transact(async (tx) => {
        await tx.move(charge);
        await new Promise(() => {});
      })
      .then(() => {
        isHeard = true;
      });
    const next = other.transact(available);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    expect(own.openSinceMs()).toBe(0);
    life.end();
    expect(await next).toBe(1_000);
    expect([isHeard, own.openSinceMs()]).toEqual([false, null]);
  });

  it("comes too late for what is committed", async () => {
    const { ledger, life, own } = scene();
    await ledger.transact((tx) => tx.move(charge));
    life.end();
    expect(await own.read(available)).toBe(700);
  });
});

describe("a fault of the storage", () => {
  const inflicted = (own: OwnLedger, fault: Parameters<OwnLedger["inflict"]>[0]) => {
    const seen = { hits: 0, end: () => {} };
    own.inflict(fault, {
      begun: (end) => {
        seen.end = end;
      },
      hit: () => {
        seen.hits += 1;
      },
    });
    return seen;
  };

  it("refuses writes, and no reads, until it is over", async () => {
    const { ledger, own } = scene();
    const fault = inflicted(own, "ledger-locked");
    expect(await ledger.transact(available)).toBe(1_000);
    const error = await ledger.transact((tx) => tx.move(charge)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LedgerError);
    expect(error).toMatchObject({ message: "the ledger is locked by somebody else", isUndone: true });
    expect(fault.hits).toBe(1);
    fault.end();
    await ledger.transact((tx) => tx.move(charge));
    expect(await own.read(available)).toBe(700);
  });

  it("may hide that a commit was made", async () => {
    const { ledger, own } = scene();
    inflicted(own, "commit-unknown");
    await expect(ledger.transact((tx) => tx.move(charge))).rejects.toMatchObject({ isUndone: false });
    expect(await own.read(available)).toBe(700);
  });
});

it("a status that writes is refused", async () => {
  const { own } = scene();
  await expect(own.read((tx) => tx.put("payouts", "k1", {}))).rejects.toThrow("status must not change the ledger");
  expect(await own.read((tx) => tx.rows("payouts"))).toEqual([]);
});
