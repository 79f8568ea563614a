import { describe, expect, it } from "vitest";
import type { StorageFaultName } from "../../../src/domain/interruption.ts";
import { storageFailureOf } from "../../../src/embedded/ledger/storage-failure.ts";
import type { Store } from "../../../src/embedded/ledger/store.ts";
import { payoutRecord, temporaryStore } from "./temporary-ledger.ts";

/** A fault with what is known of it. */
function inflicted(store: Store, fault: StorageFaultName) {
  const seen = { begun: 0, hits: 0, end: () => {} };
  store.inflict(fault, {
    begun(end) {
      seen.begun += 1;
      seen.end = end;
    },
    hit() {
      seen.hits += 1;
    },
  });
  return seen;
}

const endOf = (write: Promise<unknown>) =>
  write.then(
    () => "committed",
    (error: unknown) => storageFailureOf(error)?.kind ?? "a bug",
  );

const open = (store: Store, projectId: string) => endOf(store.openProjects([{ projectId, balanceMsat: 1 }]));

describe("a fault of the ledger", () => {
  it.each([
    ["ledger-locked", "locked"],
    ["ledger-read-only", "read-only"],
    ["commit-unknown", "broken"],
  ] as const)("%s makes a write fail, and takes the credit for it", async (fault, kind) => {
    const store = temporaryStore();
    const seen = inflicted(store, fault);
    expect([await open(store, "p"), seen.hits]).toEqual([kind, 1]);
    seen.end();
    expect([await open(store, "q"), seen.hits]).toEqual(["committed", 1]);
  });

  it("takes no credit for a write that fails for another reason", async () => {
    const store = temporaryStore();
    const seen = inflicted(store, "commit-unknown");
    const payout = payoutRecord({ projectId: "nobody" });
    expect([await endOf(store.record(payout)), seen.hits]).toEqual(["a bug", 0]);
    expect([await open(store, "p"), seen.hits]).toEqual(["broken", 1]);
  });

  it("waits for the one before it", async () => {
    const store = temporaryStore();
    const first = inflicted(store, "ledger-locked");
    const second = inflicted(store, "ledger-read-only");
    expect([first.begun, second.begun]).toEqual([1, 0]);
    expect([await open(store, "p"), first.hits, second.hits]).toEqual(["locked", 1, 0]);
    first.end();
    expect([await open(store, "p"), first.hits, second.hits]).toEqual(["read-only", 1, 1]);
    second.end();
    expect(await open(store, "p")).toBe("committed");
  });
});
