import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../../src/domain/clock.ts";
import { createMemoryStore } from "../../../src/embedded/ledger/memory-store.ts";
import type { PayoutRecord } from "../../../src/embedded/ledger/payout-records.ts";
import { openSqliteStore } from "../../../src/embedded/ledger/sqlite-store.ts";
import type { Store } from "../../../src/embedded/ledger/store.ts";

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A ledger on a file that is gone when the test is over. */
export function temporaryStore(
  file = join(temporaryFolder(), "ledger.db"),
  clock: Clock = systemClock,
  lockWaitMs?: number,
): Store {
  const store = openSqliteStore({ file, clock, lockWaitMs });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await store.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...store, close };
}

/** Opens a ledger of one kind, which is gone when the test is over. */
export type OpenLedger = (clock?: Clock) => Store;

/** Every kind of ledger, for tests of what is true of each. */
export const ledgers: readonly (readonly [kind: string, open: OpenLedger])[] = [
  ["on SQLite", (clock) => temporaryStore(undefined, clock)],
  ["in memory", (clock = systemClock) => createMemoryStore({ clock })],
];

/** A ledger for all tests of a file; `atTheEnd` is handed what is to be done when they are over, in the reverse order. */
export function temporaryStoreForAll(atTheEnd: (end: () => Promise<void> | void) => void): Store {
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }));
  const store = openSqliteStore({ file: join(folder, "ledger.db"), clock: systemClock });
  atTheEnd(() => store.close());
  return store;
}

/** A payout of 1,000 sats out of project `p`, but for what the test wants different. */
export function payoutRecord(different: Partial<PayoutRecord> = {}): PayoutRecord {
  return {
    payoutId: "po_1",
    projectId: "p",
    idempotencyKey: "key_1",
    status: "completed",
    gamertag: "alice",
    amountMsat: 1000,
    feeMsat: 20,
    reserveMsat: 0,
    keptMsat: 0,
    internalId: null,
    description: null,
    callbackUrl: null,
    expiresInSeconds: null,
    createdEpochMs: 1_000,
    updatedEpochMs: 2_000,
    failure: null,
    ...different,
  };
}
