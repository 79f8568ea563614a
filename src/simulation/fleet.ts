import type { Clock } from "../domain/clock.ts";
import type { PlannedCrash } from "../domain/crash-point.ts";
import type { Chance } from "../domain/random.ts";
import type { StrategyName } from "../domain/strategy.ts";
import type { Checkpoint } from "../embedded/checkpoint.ts";
import type { PayoutRecord } from "../embedded/ledger/payout-records.ts";
import type { Store } from "../embedded/ledger/store.ts";
import { PayoutService } from "../embedded/payout-service.ts";
import { plannedCrashes } from "../embedded/planned-crashes.ts";
import { watchedStore } from "../embedded/watched-store.ts";
import type { Recorder } from "../engine/recorder.ts";
import type { Rail } from "../rail/port.ts";
import type { Plan } from "../scenario/plan.ts";
import { createLife, type Life, mortal, mortalClock } from "./mortal.ts";

/** What the simulated processes have in common. */
export interface FleetOptions {
  readonly plan: Plan;
  readonly strategy: StrategyName;
  readonly instances: number;
  readonly store: Store;
  readonly railOf: (life: Life, process: string) => Rail;
  /** The ledger as a process reaches it. */
  readonly storeOf: (process: string) => Store;
  /** How late a timer of a process is. */
  readonly lateMs: (process: string) => number;
  /** Told of each payout whose status has changed, by process; null where nobody is. */
  readonly changedOf: ((life: Life, process: string) => (payout: PayoutRecord) => void) | null;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly recorder: Recorder;
  readonly onBug: (error: unknown) => void;
}

/** A simulated process: a service, and the life that ends with it. */
export interface Instance {
  readonly service: PayoutService;
  readonly life: Life;
}

/** Simulated processes on one ledger. Each is interrupted where the plan says so, and goes on or is started again. */
export interface Fleet {
  /** The process that the next request goes to, in turn; undefined while it is down. */
  next(): Instance | undefined;
  crashesAhead(): number;
  /** Requests that the processes are carrying out, whether or not their callers still wait. */
  inFlight(): number;
  /** Resolves when every process is there. */
  listening(): Promise<void>;
  /** Resolves when no interruption goes on. */
  recovered(): Promise<void>;
  close(): Promise<void>;
}

/** How long a process takes to start again. */
const RESTART_MS = 300;

/** How long one that is asked to end may take for what it has begun; the same as that of `serve`. */
const GRACE_MS = 1_500;

/** Starts the processes. */
export function createFleet(options: FleetOptions): Fleet {
  const { plan, instances } = options;
  const running: (Instance | undefined)[] = [];
  const down = new Set<Promise<void>>();
  const ongoing = new Set<PlannedCrash>();
  let ahead = plan.crashes.length;
  const shared: Shared = {
    running,
    down,
    observe(event, crash) {
      if (event === "crash") ahead -= 1;
      if (event === "crash") ongoing.add(crash);
      else ongoing.delete(crash);
      record(options.recorder, event, crash);
    },
  };
  for (let index = 0; index < instances; index += 1) {
    begin(
      index,
      plan.crashes.filter(({ instance }) => instance === index + 1),
      shared,
      options,
    );
  }
  let turn = 0;
  const listening = async () => {
    while (down.size > 0) await Promise.all(down);
  };
  return {
    next() {
      turn += 1;
      return running[turn % instances];
    },
    crashesAhead: () => ahead,
    inFlight: () => running.reduce((sum, instance) => sum + (instance?.service.inFlight ?? 0), 0),
    listening,
    async recovered() {
      await listening();
      while (ongoing.size > 0) await options.clock.sleep(POLL_MS);
    },
    async close() {
      await listening();
      await Promise.all(running.map((instance) => instance?.service.close()));
    },
  };
}

const POLL_MS = 10;

/** What the processes share. */
interface Shared {
  readonly running: (Instance | undefined)[];
  /** Those that are being started again. */
  readonly down: Set<Promise<void>>;
  readonly observe: (event: "crash" | "over", crash: PlannedCrash) => void;
}

/** Starts a process with the crashes that are still ahead of it. */
function begin(index: number, crashes: readonly PlannedCrash[], shared: Shared, options: FleetOptions): void {
  const { clock, store } = options;
  const { running, down, observe } = shared;
  const life = createLife();
  let left = crashes;
  let current: PlannedCrash | undefined;
  const restart = (ended: Promise<void>) => {
    const crash = current;
    running[index] = undefined;
    const back = ended
      .then(() => clock.sleep(RESTART_MS + (crash?.forMs ?? 0)))
      .then(() => {
        down.delete(back);
        begin(index, left, shared, options);
        if (crash !== undefined) observe("over", crash);
      });
    down.add(back);
  };
  const checkpoint = plannedCrashes(crashes, {
    clock,
    store,
    observe(event, crash) {
      if (event === "crash") {
        current = crash;
        left = left.slice(1);
      }
      observe(event, crash);
    },
    kill() {
      life.end();
      restart(Promise.resolve());
      return new Promise(() => {});
    },
    terminate() {
      const ended = Promise.race([service.close(), clock.sleep(GRACE_MS)]);
      restart(ended.then(() => life.end()));
    },
    async pause(forMs) {
      life.standStill(clock.sleep(forMs).then(() => {}));
      await life.standstill;
    },
  });
  const service = serviceOf(options, life, `api${index + 1}`, {
    at: (point) => (life.isOver ? new Promise(() => {}) : checkpoint.at(point)),
  });
  running[index] = { life, service };
}

function record(recorder: Recorder, event: "crash" | "over", { at: point, how, instance }: PlannedCrash): void {
  const atMs = recorder.atMs();
  recorder.record(
    event === "crash" ? { kind: "api-crashed", atMs, point, how, instance } : { kind: "api-restarted", atMs, instance },
  );
}

function serviceOf(options: FleetOptions, life: Life, process: string, checkpoint: Checkpoint): PayoutService {
  const { plan, railOf, storeOf, lateMs, clock, chance, strategy, onBug, changedOf } = options;
  const { fee, webhooks: hearsRail, recheckAfterMs } = plan.api;
  const changed = changedOf?.(life, process);
  const own = mortal(storeOf(process), life);
  const store =
    changed === undefined ? own : watchedStore(own, { changed, refunded: () => {}, chargedAgain: () => {} });
  return new PayoutService({
    ...{ fee, hearsRail, recheckAfterMs, store },
    ...{ rail: mortal(railOf(life, process), life), clock: mortalClock(clock, life, () => lateMs(process)) },
    ...{ chance, strategy, checkpoint, onBug },
  });
}
