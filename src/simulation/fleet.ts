import type { Clock } from "../domain/clock.ts";
import type { PlannedCrash } from "../domain/crash-point.ts";
import type { Checkpoint } from "../embedded/checkpoint.ts";
import type { Store } from "../embedded/ledger/store.ts";
import type { PayoutService } from "../embedded/payout-service.ts";
import { plannedCrashes } from "../embedded/planned-crashes.ts";
import type { Recorder } from "../engine/recorder.ts";
import { createLife, type Life } from "./mortal.ts";

/** What the simulated processes have in common. */
export interface FleetOptions<Service extends SimulatedService> {
  readonly instances: number;
  /** Every interruption of every process, in order. */
  readonly crashes: readonly PlannedCrash[];
  /** The storage that they share. */
  readonly store: Pick<Store, "inflict">;
  /** Starts the service of a process, when it begins and after each restart. */
  readonly serviceOf: (host: SimulatedProcess) => Service;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** What runs in a simulated process. */
export interface SimulatedService {
  /** How many requests it is carrying out. */
  readonly inFlight: number;
  /** Asks it to end; resolves when what it has begun is done. */
  close(): Promise<void>;
}

/** A process before its service has begun. */
export interface SimulatedProcess {
  /** `api1`, and the same after a restart. */
  readonly name: string;
  readonly life: Life;
  readonly checkpoint: Checkpoint;
}

/** A simulated process: a service, and the life that ends with it. */
export interface Instance<Service extends SimulatedService = PayoutService> {
  readonly service: Service;
  readonly life: Life;
}

/** Simulated processes on one ledger. Each is interrupted where the plan says so, and goes on or is started again. */
export interface Fleet<Service extends SimulatedService = PayoutService> {
  /** The process that the next request goes to, in turn; undefined while it is down. */
  next(): Instance<Service> | undefined;
  crashesAhead(): number;
  /** Requests that the processes are carrying out, whether or not their callers still wait. */
  inFlight(): number;
  /** Resolves when every process is there. */
  listening(): Promise<void>;
  /** Resolves when no interruption goes on. */
  recovered(): Promise<void>;
  /** Asks every process to end. False where one does not in a minute. */
  close(): Promise<boolean>;
}

/** How long a process takes to start again. */
const RESTART_MS = 300;

/** How long one that is asked to end may take for what it has begun; the same as that of `serve`. */
const GRACE_MS = 1_500;

/** Starts the processes. */
export function createFleet<Service extends SimulatedService>(options: FleetOptions<Service>): Fleet<Service> {
  const { crashes, instances } = options;
  const running: (Instance<Service> | undefined)[] = [];
  const down = new Set<Promise<void>>();
  const ongoing = new Set<PlannedCrash>();
  let ahead = crashes.length;
  const shared: Shared<Service> = {
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
      crashes.filter(({ instance }) => instance === index + 1),
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
    close() {
      const closing = async () => {
        await listening();
        await Promise.all(running.map((instance) => instance?.service.close()));
        return true;
      };
      return Promise.race([closing(), options.clock.sleep(CLOSING_MS).then(() => false)]);
    },
  };
}

const POLL_MS = 10;

/** Longer than anything takes that ends. */
const CLOSING_MS = 60_000;

/** What the processes share. */
interface Shared<Service extends SimulatedService> {
  readonly running: (Instance<Service> | undefined)[];
  /** Those that are being started again. */
  readonly down: Set<Promise<void>>;
  readonly observe: (event: "crash" | "over", crash: PlannedCrash) => void;
}

/** Starts a process with the crashes that are still ahead of it. */
function begin<Service extends SimulatedService>(
  index: number,
  crashes: readonly PlannedCrash[],
  shared: Shared<Service>,
  options: FleetOptions<Service>,
): void {
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
  const service = options.serviceOf({
    life,
    name: `api${index + 1}`,
    checkpoint: { at: (point) => (life.isOver ? new Promise(() => {}) : checkpoint.at(point)) },
  });
  running[index] = { life, service };
}

function record(recorder: Recorder, event: "crash" | "over", { at: point, how, instance }: PlannedCrash): void {
  const atMs = recorder.atMs();
  recorder.record(
    event === "crash" ? { kind: "api-crashed", atMs, point, how, instance } : { kind: "api-restarted", atMs, instance },
  );
}
