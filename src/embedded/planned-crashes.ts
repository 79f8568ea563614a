import type { Clock } from "../domain/clock.ts";
import type { CrashPoint, PlannedCrash } from "../domain/crash-point.ts";
import type { Interruption, StorageFaultName } from "../domain/interruption.ts";
import { type Checkpoint, InjectedError } from "./checkpoint.ts";
import type { Store } from "./ledger/store.ts";

/** The process that is interrupted: a real one, or a simulated one. */
export interface InterruptibleProcess {
  readonly clock: Clock;
  readonly store: Pick<Store, "inflict">;
  /** Called when an interruption begins, and when one that leaves the process alive is over. */
  readonly observe: (event: "crash" | "over", crash: PlannedCrash) => void;
  /** Ends the process here and now; never resolves. */
  kill(): Promise<void>;
  /** Asks the process to end. It finishes what it has begun. */
  terminate(): void;
  /** Resolves when the process, which stands still meanwhile, goes on. */
  pause(forMs: number): Promise<void>;
}

/** The crashes of one process, in order: the passes of one count from when the previous one is over. */
export function plannedCrashes(planned: readonly PlannedCrash[], hit: InterruptibleProcess): Checkpoint {
  let next = 0;
  let passed = 0;
  let isOver = true;
  const over = () => {
    isOver = true;
  };
  return {
    async at(point: CrashPoint) {
      const crash = planned[next];
      if (crash?.at !== point || !isOver) return;
      passed += 1;
      if (passed !== crash.occurrence) return;
      next += 1;
      passed = 0;
      isOver = false;
      await deeds[crash.how](crash, { ...hit, over });
    },
  };
}

interface Hit extends InterruptibleProcess {
  /** The next crash is armed. */
  readonly over: () => void;
}

/** Every interruption, and what carries it out. */
const deeds: Readonly<Record<Interruption, (crash: PlannedCrash, hit: Hit) => Promise<void>>> = {
  kill(crash, { observe, kill }) {
    observe("crash", crash);
    return kill();
  },
  async terminate(crash, { observe, terminate }) {
    observe("crash", crash);
    terminate();
  },
  async pause(crash, { observe, pause, over }) {
    observe("crash", crash);
    await pause(crash.forMs);
    observe("over", crash);
    over();
  },
  async throw(crash, { observe, over }) {
    observe("crash", crash);
    observe("over", crash);
    over();
    throw new InjectedError(crash.at);
  },
  "ledger-locked": (crash, hit) => lastFor(crash, "ledger-locked", hit),
  "ledger-read-only": (crash, hit) => lastFor(crash, "ledger-read-only", hit),
  async "commit-unknown"(crash, { store, observe, over }) {
    let ended = () => {};
    store.inflict("commit-unknown", {
      begun(end) {
        ended = end;
      },
      hit() {
        observe("crash", crash);
        observe("over", crash);
        ended();
        over();
      },
    });
  },
};

/** A fault of the storage counts as one from the first write that it makes fail. */
async function lastFor(crash: PlannedCrash, fault: StorageFaultName, hit: Hit): Promise<void> {
  const { store, clock, observe, over } = hit;
  let hasHit = false;
  store.inflict(fault, {
    begun: (end) =>
      void clock.timeout(crash.forMs, () => {
        end();
        if (hasHit) observe("over", crash);
        over();
      }),
    hit() {
      if (!hasHit) observe("crash", crash);
      hasHit = true;
    },
  });
}
