import type { Clock } from "../domain/clock.ts";
import type { Chance } from "../domain/random.ts";
import type { StrategyName } from "../domain/strategy.ts";
import type { Checkpoint } from "../embedded/checkpoint.ts";
import type { PayoutRecord } from "../embedded/ledger/payout-records.ts";
import type { Store } from "../embedded/ledger/store.ts";
import { PayoutService } from "../embedded/payout-service.ts";
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
  readonly railOf: (life: Life) => Rail;
  /** Told of each payout whose status has changed, by process; null where nobody is. */
  readonly changedOf: ((life: Life) => (payout: PayoutRecord) => void) | null;
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

/** Simulated processes on one ledger, of which the first is killed where the plan says so, and started again. */
export interface Fleet {
  /** The process that the next request goes to, in turn; undefined while it is down. */
  next(): Instance | undefined;
  crashesAhead(): number;
  /** Resolves when every process is there. */
  listening(): Promise<void>;
  close(): Promise<void>;
}

/** How long a process takes to start again. */
const RESTART_MS = 300;

/** Starts the processes. */
export function createFleet(options: FleetOptions): Fleet {
  const { plan, instances, clock, recorder } = options;
  const crashes = [...plan.crashes];
  let ahead = crashes.length;
  let restarting: Promise<void> | undefined;
  const running: (Instance | undefined)[] = [];
  const begin = (index: number) => {
    const life = createLife();
    const crash = index === 0 ? crashes.shift() : undefined;
    const checkpoint = checkpointOf(life, crash, () => {
      ahead -= 1;
      running[index] = undefined;
      recorder.record({
        kind: "api-crashed",
        atMs: recorder.atMs(),
        point: crash?.at ?? "",
        how: "kill",
        instance: index + 1,
      });
      restarting = clock.sleep(RESTART_MS).then(() => {
        restarting = undefined;
        begin(index);
        recorder.record({ kind: "api-restarted", atMs: recorder.atMs(), instance: index + 1 });
      });
    });
    running[index] = { life, service: serviceOf(options, life, checkpoint) };
  };
  for (let index = 0; index < instances; index += 1) begin(index);
  let turn = 0;
  return {
    next() {
      turn += 1;
      return running[turn % instances];
    },
    crashesAhead: () => ahead,
    async listening() {
      while (restarting !== undefined) await restarting;
    },
    async close() {
      await Promise.all(running.map((instance) => instance?.service.close()));
    },
  };
}

function serviceOf(options: FleetOptions, life: Life, checkpoint: Checkpoint): PayoutService {
  const { railOf, clock, chance, strategy, onBug, changedOf } = options;
  const { fee, webhooks: hearsRail } = options.plan.api;
  const changed = changedOf?.(life);
  const own = mortal(options.store, life);
  const store = changed === undefined ? own : watchedStore(own, { changed, refunded: () => {} });
  return new PayoutService({
    ...{ fee, hearsRail, store },
    ...{ rail: mortal(railOf(life), life), clock: mortalClock(clock, life) },
    ...{ chance, strategy, checkpoint, onBug },
  });
}

function checkpointOf(life: Life, crash: Plan["crashes"][number] | undefined, killed: () => void): Checkpoint {
  let passed = 0;
  return {
    async at(point) {
      if (life.isOver) await new Promise(() => {});
      if (crash === undefined || point !== crash.at) return;
      passed += 1;
      if (passed !== crash.occurrence) return;
      life.end();
      killed();
      await new Promise(() => {});
    },
  };
}
