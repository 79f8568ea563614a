import type { PlannedCrash } from "../domain/crash-point.ts";
import type { Interruption } from "../domain/moment.ts";
import { type ApiProcess, type ApiProcessOptions, startApiProcess } from "./api-process.ts";

/**
 * Several embedded APIs on one ledger. A process that kills itself at its crash point is restarted at once, on the same port and ledger, with
 * its next crash point; any other exit ends the fleet.
 */
export interface FleetOptions extends ApiProcessOptions {
  /** How many processes, from 1. */
  readonly instances: number;
  /** The crashes of the first instance, in order; each counts its occurrence from the start of its process. */
  readonly crashes: readonly PlannedCrash[];
  /** Called with every planned crash and restart. Instances count from 1. */
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

class Fleet {
  /** Resolves with the reason when an instance exits unexpectedly, or fails to restart, before `stop`; never otherwise. */
  readonly died: Promise<string>;
  readonly #options: FleetOptions;
  readonly #crashes: PlannedCrash[];
  #crashesAhead: number;
  readonly #running: ApiProcess[] = [];
  readonly #abandon = new AbortController();
  #restarting: Promise<void> | undefined;
  #die: (reason: string) => void = () => {};

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#crashes = [...options.crashes];
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
    for (let instance = 1; instance <= this.#options.instances; instance += 1) await this.#startInstance(instance);
  }

  /** Resolves when every instance listens, or when one has died. */
  async listening(): Promise<void> {
    while (this.#restarting !== undefined) await this.#restarting;
  }

  /** How many planned crashes have not happened yet. */
  crashesAhead(): number {
    return this.#crashesAhead;
  }

  /** Ends every process, including one that is just starting; resolves when all are gone. */
  async stop(): Promise<void> {
    this.#abandon.abort();
    await this.#restarting;
    await Promise.all(this.#running.map((api) => api.stop()));
  }

  /** Each start of the first instance uses up one planned crash. */
  async #startInstance(instance: number, port?: number): Promise<void> {
    const crash = instance === 1 ? this.#crashes.shift() : undefined;
    const api = await startApiProcess(this.#options, { port, crash, abandon: this.#abandon.signal });
    this.#running[instance - 1] = api;
    let isPlanned = false;
    void api.crashing.then((point) => {
      if (this.#abandon.signal.aborted || crash?.at !== point) return;
      isPlanned = true;
      this.#crashed(instance, api, point);
    });
    void api.died.then(({ reason }) => {
      if (!this.#abandon.signal.aborted && !isPlanned) this.#die(reason);
    });
  }

  #crashed(instance: number, { url, died }: ApiProcess, point: string): void {
    this.#crashesAhead -= 1;
    this.#options.observe({ kind: "api-crashed", point, how: "kill", instance });
    const restart = async () => {
      const { crashPoint, reason } = await died;
      if (this.#abandon.signal.aborted) return;
      if (crashPoint === point) await this.#restart(instance, Number(new URL(url).port));
      else this.#die(reason);
    };
    this.#restarting = restart().finally(() => {
      this.#restarting = undefined;
    });
  }

  /** Never rejects: an instance that fails to restart has died. */
  async #restart(instance: number, port: number): Promise<void> {
    try {
      await this.#startInstance(instance, port);
    } catch (error) {
      if (!this.#abandon.signal.aborted) this.#die(error instanceof Error ? error.message : String(error));
      return;
    }
    if (!this.#abandon.signal.aborted) this.#options.observe({ kind: "api-restarted", instance });
  }
}
