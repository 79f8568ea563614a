import { createWriteStream, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";
import type { Moment, PlannedInterruption } from "../domain/moment.ts";
import type { Redact } from "../service/secrets.ts";
import { TargetError } from "../service/target.ts";
import type { FleetEvent } from "./fleet.ts";
import { freePort, isFree } from "./free-port.ts";
import { Interruptions } from "./interruptions.ts";
import type { CommandLine } from "./orphan-guard.ts";
import { type InstanceCommand, ServiceInstance } from "./service-instance.ts";

/** How somebody's own service is started. Every text is final: templates were filled in by the caller. */
export interface ServiceOptions {
  /** Where its commands run; absolute. */
  readonly folder: string;
  /** Run one after the other before it starts, with the environment of the first instance. */
  readonly before: readonly CommandLine[];
  /** How many, from 1. */
  readonly instances: number;
  /** The port of the only instance, where its address names one; null for any free port. */
  readonly port: number | null;
  /** The command of an instance, counted from 1, on a port of 127.0.0.1. */
  readonly commandOf: (port: number, instance: number) => InstanceCommand;
  readonly readyWithinMs: number;
  /** In order; each is armed once the one before is over. */
  readonly interruptions: readonly PlannedInterruption[];
  /** How long a terminated instance may take to exit before it is killed; default 5 s. */
  readonly terminateWithinMs?: number | undefined;
  /** Where what it prints is written, a file for each instance and one for `before`; default nowhere. */
  readonly logFolder?: string | undefined;
  /** Removes secrets from what is shown of its output. */
  readonly redact?: Redact | undefined;
  readonly clock: Clock;
  /** Aborted to give up a start; later, to interrupt nothing any more and to end what goes on. */
  readonly abandon?: AbortSignal | undefined;
  /** Called with every planned interruption and its end, as a fact of the run. */
  readonly observe: (event: FleetEvent) => void;
}

/** A running service. */
export type ServiceFleet = Fleet;

/** How long a deploy waits for a process that it has sent SIGTERM to; systems wait between 5 s and 90 s. */
const TERMINATE_MS = 5_000;

/** A free port may be taken by somebody else before the service listens there. */
const PORT_TRIES = 3;

/** Starts a service, one instance after the other. Nothing is left behind if that fails. @throws TargetError with the end of its output */
export async function startService(options: ServiceOptions): Promise<ServiceFleet> {
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
  /** Resolves with the reason when an instance exits unexpectedly, or does not come back, before `stop`; never otherwise. */
  readonly died: Promise<string>;
  readonly #options: ServiceOptions;
  readonly #interruptions: Interruptions;
  readonly #instances: ServiceInstance[] = [];
  readonly #stopped = new AbortController();
  readonly #abandon = this.#stopped.signal;
  /** Aborted to end an interruption that goes on. */
  readonly #hurry = new AbortController();
  readonly #logs = new Map<string, (chunk: string) => void>();
  readonly #closeLogs: (() => Promise<string | null>)[] = [];
  #die: (reason: string) => void = () => {};
  #forgetAbandon: () => void = () => {};
  #stopping: Promise<readonly string[]> | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.died = new Promise((resolve) => {
      this.#die = (reason) => {
        if (!this.#abandon.aborted) resolve(reason);
      };
    });
    this.#interruptions = new Interruptions({
      planned: options.interruptions,
      interrupt: (planned) => this.#interrupt(planned),
    });
  }

  /** The port of each instance, the same for the whole run. */
  get ports(): readonly number[] {
    return this.#instances.map(({ port }) => port);
  }

  /** True for a single instance, which callers wait for before they send. */
  get single(): boolean {
    return this.#options.instances === 1;
  }

  /** The moments at which an instance is to be interrupted; others need not be reported. */
  get moments(): ReadonlySet<Moment> {
    return this.#interruptions.moments;
  }

  /** Reports a moment. If it is time, an instance is interrupted before this returns. */
  seen(moment: Moment): void {
    this.#interruptions.seen(moment);
  }

  /** How many planned interruptions have not happened yet. */
  interruptionsAhead(): number {
    return this.#interruptions.ahead;
  }

  /** No more interruptions from now on; one that goes on is brought to its end. */
  disarm(): void {
    this.#interruptions.disarm();
  }

  /** Resolves when every instance accepts connections: at once, after a restart, or when one is gone for good. A paused one does. */
  listening(): Promise<void> {
    return this.#interruptions.listening();
  }

  /** Resolves when no interruption goes on: what was killed listens again, and what was paused goes on. */
  recovered(): Promise<void> {
    return this.#interruptions.over();
  }

  /** The end of what each instance has printed since its last start, without secrets. */
  outputs(): readonly string[] {
    return this.#instances.map(({ output }) => output);
  }

  async start(): Promise<void> {
    const { instances, abandon, folder } = this.#options;
    refuseMissingFolder(folder);
    let isStarting = true;
    const abandoned = () => {
      this.disarm();
      this.#hurry.abort();
      if (isStarting) this.#stopped.abort();
    };
    if (abandon?.aborted) abandoned();
    abandon?.addEventListener("abort", abandoned, { once: true });
    // One signal is for all runs of a program, and this fleet for one of them.
    this.#forgetAbandon = () => abandon?.removeEventListener("abort", abandoned);
    for (let instance = 1; instance <= instances; instance += 1) await this.#startInstance(instance);
    isStarting = false;
  }

  /** Ends every process, including one that is just starting, and runs the `stop` lines. Returns a sentence for each thing left behind. */
  stop(): Promise<readonly string[]> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<readonly string[]> {
    this.#stopped.abort();
    await this.#interruptions.over();
    const left = await Promise.all(this.#instances.map((instance) => instance.stop()));
    const logs = await Promise.all(this.#closeLogs.map((close) => close()));
    this.#forgetAbandon();
    return [...left.flat(), ...logs.filter((sentence) => sentence !== null)];
  }

  async #startInstance(number: number): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const port = await this.#portFor();
      const instance = this.#createInstance(number, port);
      this.#instances[number - 1] = instance;
      if (number === 1 && tries === 1) await this.#runBefore(instance);
      try {
        return await instance.start();
      } catch (error) {
        // Its process is gone. If the port is taken all the same, somebody else was faster.
        if (this.#options.port !== null || tries === PORT_TRIES || (await isFree(port))) throw error;
        await instance.stop();
      }
    }
  }

  async #portFor(): Promise<number> {
    const { port } = this.#options;
    if (port === null) return freePort();
    if (await isFree(port)) return port;
    throw new TargetError("unreachable", `port ${port} of 127.0.0.1 is already in use: stop what listens there`);
  }

  #createInstance(number: number, port: number): ServiceInstance {
    const { folder, readyWithinMs, terminateWithinMs = TERMINATE_MS, clock, redact = (text) => text } = this.#options;
    return new ServiceInstance({
      ...this.#options.commandOf(port, number),
      port,
      folder,
      readyWithinMs,
      terminateWithinMs,
      clock,
      redact,
      name: this.single ? "the service" : `instance ${number} of the service`,
      copy: this.#log(`instance-${number}.log`),
      abandon: this.#abandon,
      hurry: AbortSignal.any([this.#abandon, this.#hurry.signal]),
      died: (reason) => this.#die(reason),
    });
  }

  async #runBefore(first: ServiceInstance): Promise<void> {
    for (const command of this.#options.before) await first.run(command, this.#log("before.log"));
  }

  #interrupt({ when: point, how, forMs, instance }: PlannedInterruption): Promise<void> {
    const hit = this.#instances[instance - 1];
    if (this.#abandon.aborted || hit?.hit(how) !== true) return Promise.resolve();
    this.#options.observe({ kind: "api-crashed", point, how, instance });
    return this.#bringBack(hit, { how, forMs, instance });
  }

  /** Never rejects: an instance that does not come back has died. */
  async #bringBack(
    hit: ServiceInstance,
    { how, forMs, instance }: Pick<PlannedInterruption, "how" | "forMs" | "instance">,
  ): Promise<void> {
    try {
      await hit.comeBack(how, forMs);
    } catch (error) {
      this.#die(hit.reasonOf(error));
      return;
    }
    if (!this.#abandon.aborted) this.#options.observe({ kind: "api-restarted", instance });
  }

  /** Where the output of a process is written to, as it is. */
  #log(name: string): (chunk: string) => void {
    const { logFolder } = this.#options;
    const known = this.#logs.get(name);
    if (known !== undefined || logFolder === undefined) return known ?? (() => {});
    mkdirSync(logFolder, { recursive: true });
    const file = createWriteStream(join(logFolder, name), { flags: "a" });
    let problem: string | null = null;
    file.on("error", (error) => {
      problem = `${join(logFolder, name)} is incomplete (${error.message})`;
    });
    const write = (chunk: string) => void (problem === null && file.write(chunk));
    this.#logs.set(name, write);
    this.#closeLogs.push(async () => {
      if (problem === null) await new Promise<void>((resolve) => file.once("close", () => resolve()).end());
      return problem;
    });
    return write;
  }
}

function refuseMissingFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new TargetError("unreachable", `the folder of the service does not exist: ${folder}`);
}
