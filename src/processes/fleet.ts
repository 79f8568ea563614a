import type { PlannedCrash } from "../domain/crash-point.ts";
import { endsProcess, type Interruption } from "../domain/interruption.ts";
import { type ApiProcess, type ApiProcessOptions, startApiProcess, type UnexpectedExit } from "./api-process.ts";

/**
 * Several embedded APIs on one ledger. Each interrupts itself at its crash points. One whose process ends there is started again, on the same
 * port and ledger, with the rest of its crash points; any other exit ends the fleet.
 */
export interface FleetOptions extends ApiProcessOptions {
  /** How many processes, from 1. */
  readonly instances: number;
  /** In order for each instance. */
  readonly crashes: readonly PlannedCrash[];
  /** Called with every planned crash and its end. Instances count from 1. */
  readonly observe: (event: FleetEvent) => void;
}

/** What happens to an instance as planned, as a fact of the run. */
export type FleetEvent =
  | {
      readonly kind: "api-crashed";
      readonly instance: number;
      readonly point: string;
      readonly how: Interruption;
    }
  | { readonly kind: "api-restarted"; readonly instance: number };

/** Running embedded APIs. */
export type ApiFleet = Fleet;

/** Starts the instances one after the other, because the first one creates the ledger. @throws TargetError when one does not start. */
export async function startFleet(options: FleetOptions): Promise<ApiFleet> {
  const fleet = new Fleet(options);
  try {
    await fleet.start();
    return fleet;
  } catch (error) {
    await fleet.stop();
    throw error;
  }
}

/** The end of what one instance goes through. */
interface Ongoing {
  readonly how: Interruption;
  readonly over: Promise<void>;
}

class Fleet {
  /** Resolves with the reason when an instance exits unexpectedly, or fails to restart, before `stop`; never otherwise. */
  readonly died: Promise<string>;
  readonly #options: FleetOptions;
  readonly #running: ApiProcess[] = [];
  readonly #abandon = new AbortController();
  readonly #ongoing = new Set<Ongoing>();
  #crashesAhead: number;
  #die: (reason: string) => void = () => {};

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#crashesAhead = options.crashes.length;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** Where each instance listens, across restarts. */
  get urls(): readonly string[] {
    return this.#running.map(({ url }) => url);
  }

  async start(): Promise<void> {
    const { instances, crashes } = this.#options;
    for (let instance = 1; instance <= instances; instance += 1) {
      await this.#startInstance(
        instance,
        crashes.filter((crash) => crash.instance === instance),
      );
    }
  }

  /** Resolves when every instance listens, or when one has died. */
  listening(): Promise<void> {
    return this.#until(({ how }) => endsProcess(how));
  }

  /** Resolves when no crash goes on: what has ended listens again, and what stood still or failed goes on. */
  recovered(): Promise<void> {
    return this.#until(() => true);
  }

  /** How many planned crashes have not happened yet. */
  crashesAhead(): number {
    return this.#crashesAhead;
  }

  /** Ends every process, including one that is just starting; resolves when all are gone. */
  async stop(): Promise<void> {
    this.#abandon.abort();
    await this.listening();
    await Promise.all(this.#running.map((api) => api.stop()));
  }

  async #until(counts: (ongoing: Ongoing) => boolean): Promise<void> {
    for (;;) {
      const ongoing = [...this.#ongoing].filter(counts);
      if (ongoing.length === 0) return;
      await Promise.all(ongoing.map(({ over }) => over));
    }
  }

  async #startInstance(instance: number, crashes: readonly PlannedCrash[], port?: number): Promise<void> {
    const left = [...crashes];
    let isEnding = false;
    let endOngoing = () => {};
    const begin = (crash: PlannedCrash) => {
      left.shift();
      this.#crashesAhead -= 1;
      this.#options.observe({ kind: "api-crashed", point: crash.at, how: crash.how, instance });
      isEnding = endsProcess(crash.how);
      if (isEnding) this.#during(crash.how, this.#bringBack(instance, crash, left));
      else {
        const over = new Promise<void>((resolve) => {
          endOngoing = resolve;
        });
        this.#during(crash.how, over);
      }
    };
    const announced = (event: "crash" | "over", point: string) => {
      if (this.#abandon.signal.aborted) return;
      const [next] = left;
      if (event === "crash" && next?.at === point) begin(next);
      if (event !== "over") return;
      endOngoing();
      this.#options.observe({ kind: "api-restarted", instance });
    };
    const api = await startApiProcess(this.#options, { port, crashes, announced, abandon: this.#abandon.signal });
    this.#running[instance - 1] = api;
    void api.died.then(({ reason }) => {
      endOngoing();
      if (!this.#abandon.signal.aborted && !isEnding) this.#die(reason);
    });
  }

  #during(how: Interruption, over: Promise<void>): void {
    const ongoing = { how, over };
    this.#ongoing.add(ongoing);
    void over.then(() => this.#ongoing.delete(ongoing));
  }

  /** Never rejects: an instance that fails to restart has died. */
  async #bringBack(instance: number, { how, forMs }: PlannedCrash, left: readonly PlannedCrash[]): Promise<void> {
    const { clock, observe } = this.#options;
    const { signal: abandoned } = this.#abandon;
    const ended = this.#running[instance - 1];
    if (ended === undefined) return;
    const { signal, reason } = await Promise.race([ended.died, whenAborted(abandoned)]);
    if (abandoned.aborted) return;
    if (how === "kill" && signal !== "SIGKILL") return this.#die(reason);
    await clock.sleep(forMs, abandoned);
    if (abandoned.aborted) return;
    try {
      await this.#startInstance(instance, left, Number(new URL(ended.url).port));
    } catch (error) {
      if (!abandoned.aborted) this.#die(error instanceof Error ? error.message : String(error));
      return;
    }
    if (!abandoned.aborted) observe({ kind: "api-restarted", instance });
  }
}

function whenAborted(signal: AbortSignal): Promise<UnexpectedExit> {
  return new Promise((resolve) => {
    const aborted = () => resolve({ signal: null, reason: "" });
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
  });
}
