import type { StorageFaultName } from "../domain/interruption.ts";
import type { FaultWatcher } from "../embedded/ledger/store.ts";

/** The faults of a storage in memory, one after the other. */
export interface StorageFaults {
  /** Begins a fault now, or when the one before it is over. */
  inflict(fault: StorageFaultName, watcher: FaultWatcher): void;
  /** The fault that a write meets; undefined for none. */
  hit(): StorageFaultName | undefined;
}

/** No fault yet. */
export function createStorageFaults(): StorageFaults {
  const queue: { readonly fault: StorageFaultName; readonly watcher: FaultWatcher }[] = [];
  const begin = () =>
    queue[0]?.watcher.begun(() => {
      queue.shift();
      begin();
    });
  return {
    inflict(fault, watcher) {
      queue.push({ fault, watcher });
      if (queue.length === 1) begin();
    },
    hit() {
      const [first] = queue;
      first?.watcher.hit();
      return first?.fault;
    },
  };
}
