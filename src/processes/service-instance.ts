import type { Clock } from "../domain/clock.ts";
import type { ProcessInterruption } from "../domain/interruption.ts";
import type { Redact } from "../service/secrets.ts";
import { TargetError } from "../service/target.ts";
import { runAtOnce, runToEnd } from "./command-line.ts";
import { accepts } from "./free-port.ts";
import {
  type CommandLine,
  createOrphanGuard,
  type Exit,
  type GuardedProcess,
  type OrphanGuard,
} from "./orphan-guard.ts";
import { createOutputTail, type OutputTail } from "./output-tail.ts";
import { groupEnds } from "./process-group.ts";
import { becomesReady } from "./readiness.ts";

/** How one instance of a service is started, with its port filled in. */
export interface InstanceCommand {
  readonly command: CommandLine;
  /** In addition to our own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** An address that answers 2xx once it is ready; null for a port that accepts connections. */
  readonly ready: string | null;
  /** True for a command that may end with code 0 once it has started something, as `docker compose up --detach` does. */
  readonly mayDetach: boolean;
  /** Replaces the signals, for a container. */
  readonly kill: ((signal: "SIGKILL" | "SIGTERM") => CommandLine) | null;
  /** Starts it again after a kill; null for `command`. */
  readonly restart: CommandLine | null;
  /** Run at the end, and also if we are killed with SIGKILL: it removes a container, or files. */
  readonly stop: CommandLine | null;
}

/** What an instance needs. */
export interface InstanceOptions extends InstanceCommand {
  /** What messages call it: `the service`, `instance 2 of the service`. */
  readonly name: string;
  readonly port: number;
  readonly folder: string;
  readonly readyWithinMs: number;
  readonly terminateWithinMs: number;
  readonly clock: Clock;
  readonly redact: Redact;
  /** Gets what it prints, as it is. */
  readonly copy: (chunk: string) => void;
  /** Aborted when it is to be stopped: what is just starting is killed. */
  readonly abandon: AbortSignal;
  /** Aborted when an interruption is to last no longer. */
  readonly hurry: AbortSignal;
  /** Called with the reason when it exits unexpectedly. */
  readonly died: (reason: string) => void;
}

/** How long a killed group may take to be gone, a stopped one to exit, and a line of a container to do its work. */
const GONE_MS = 2_000;
const STOP_MS = 2_000;
const LINE_MS = 30_000;

/** One process of a service, or one container, on the same port for as long as the run lasts. */
export class ServiceInstance {
  readonly #options: InstanceOptions;
  readonly #guard: OrphanGuard;
  #process: GuardedProcess | undefined;
  #tail: OutputTail;
  /** True once we have ended its process ourselves. */
  #isEnding = false;

  constructor(options: InstanceOptions) {
    this.#options = options;
    this.#guard = createOrphanGuard(options.stop, options, options.clock);
    this.#tail = createOutputTail();
  }

  get port(): number {
    return this.#options.port;
  }

  /** The end of what its last process has printed. */
  get output(): string {
    return this.#tail.text();
  }

  /** An error of this instance on one line, with the telling line of its output. */
  reasonOf(error: unknown): string {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return `${first}${this.#tail.telling(true)}`;
  }

  /** Runs a command to its end, where and as the service runs. @throws TargetError if it fails */
  run(command: CommandLine, copy: (chunk: string) => void): Promise<void> {
    return runToEnd(command, { ...this.#options, guard: this.#guard, copy });
  }

  /** Starts its process and waits until it is ready. @throws TargetError with the end of its output, if it does not get there */
  async start(command: CommandLine = this.#options.command): Promise<void> {
    const { folder, env, redact, copy, abandon, name } = this.#options;
    const tail = createOutputTail(redact, copy);
    const started = await this.#guard.start(command, { folder, env });
    tail.read(started.stdout);
    tail.read(started.stderr);
    this.#tail = tail;
    this.#process = started;
    this.#isEnding = false;
    const problem = await this.#awaitReady(started);
    if (problem === null) return this.#watch(started, tail);
    await this.#end(started, 0);
    if (abandon.aborted) throw new TargetError("unreachable", `the start of ${name} was interrupted`);
    const lines = tail.lines();
    const printed = lines === "" ? "It printed nothing." : `The end of its output:\n${lines}`;
    throw new TargetError("unreachable", `${name} did not start: ${problem}\n${printed}`);
  }

  /** Kills, terminates or pauses it before this returns. False if it was gone already: then its exit is no planned one. */
  hit(how: ProcessInterruption): boolean {
    const { kill, folder, env, redact, name, died } = this.#options;
    if (how === "pause") return this.#process?.signal("SIGSTOP") === true;
    const signal = how === "kill" ? "SIGKILL" : "SIGTERM";
    if (kill === null) {
      this.#isEnding = this.#process?.signal(signal) === true;
      return this.#isEnding;
    }
    const problem = runAtOnce(kill(signal), { folder, env }, LINE_MS, redact);
    this.#isEnding = problem === null;
    if (problem !== null) died(`${name} could not be killed: ${problem}`);
    return problem === null;
  }

  /** Brings it back after a hit; resolves when it is ready or goes on. @throws TargetError if it does not */
  async comeBack(how: ProcessInterruption, forMs: number): Promise<void> {
    const { clock, abandon, hurry, command, restart } = this.#options;
    const hit = this.#process;
    if (hit === undefined) return;
    if (how === "pause") {
      await clock.sleep(forMs, hurry);
      hit.signal("SIGCONT");
      return;
    }
    await this.#goes(hit, how);
    await clock.sleep(forMs, hurry);
    if (!abandon.aborted) await this.start(restart ?? command);
  }

  /** Ends it, with SIGKILL if need be. Returns a sentence for each thing that is left behind. */
  async stop(): Promise<readonly string[]> {
    const { stop, port, name } = this.#options;
    this.#isEnding = true;
    if (this.#process !== undefined) {
      this.#process.signal("SIGTERM");
      // A stopped process gets the other signal only once it goes on.
      this.#process.signal("SIGCONT");
      await this.#end(this.#process, STOP_MS);
    }
    const left = stop === null ? [] : await this.#runStop(stop);
    this.#guard.close();
    if (this.#process === undefined || !(await this.#stillAccepts(GONE_MS))) return left;
    return [...left, `something of ${name} still listens on 127.0.0.1:${port}: it has left its process group`];
  }

  async #runStop(command: CommandLine): Promise<readonly string[]> {
    const late = new AbortController();
    const { clock, name, copy } = this.#options;
    const cancel = clock.timeout(LINE_MS, () => late.abort());
    try {
      await runToEnd(command, { ...this.#options, guard: this.#guard, copy, abandon: late.signal });
      return [];
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      return [`${name} may still be there: ${error.message}`];
    } finally {
      cancel();
    }
  }

  /** Null once it is ready; else why it never will be. */
  async #awaitReady(started: GuardedProcess): Promise<string | null> {
    const { port, ready: url, readyWithinMs, clock, abandon } = this.#options;
    const failed = new AbortController();
    let problem: string | null = null;
    const fail = (why: string) => {
      problem ??= why;
      failed.abort();
    };
    const cancel = clock.timeout(readyWithinMs, () => fail(`it was not ready within ${readyWithinMs / 1000}s`));
    void started.exited.then((exit) => {
      if (!this.#hasDetached(exit)) fail(`it ${exit.text} before it was ready`);
    });
    const missing = await becomesReady({ port, url, clock, abandon: AbortSignal.any([failed.signal, abandon]) });
    cancel();
    if (missing === null) return problem;
    return problem === null ? missing : `${problem} (${missing})`;
  }

  #watch(started: GuardedProcess, tail: OutputTail): void {
    const { name, died } = this.#options;
    void started.exited.then((exit) => {
      if (this.#process !== started || this.#isEnding || this.#hasDetached(exit)) return;
      // Whoever is killed from outside has not said why.
      died(`${name} ${exit.text}${tail.telling(exit.signal === null)}`);
    });
  }

  /** A command for a container may end when it has started one. */
  #hasDetached({ code }: Exit): boolean {
    return this.#options.mayDetach && code === 0;
  }

  /** Waits until what was hit is gone. @throws TargetError if its process had exited before the signal came */
  async #goes(hit: GuardedProcess, how: ProcessInterruption): Promise<void> {
    const { abandon, terminateWithinMs, kill, name } = this.#options;
    const hurry = () => void hit.signal("SIGKILL");
    if (abandon.aborted) hurry();
    abandon.addEventListener("abort", hurry, { once: true });
    await this.#end(hit, how === "terminate" || kill !== null ? terminateWithinMs : GONE_MS);
    abandon.removeEventListener("abort", hurry);
    const { signal, text } = await hit.exited;
    if (kill === null && how === "kill" && signal !== "SIGKILL") {
      throw new TargetError("unreachable", `${name} ${text} when it was about to be killed`);
    }
    if (kill !== null) await this.#stillAccepts(terminateWithinMs);
  }

  /** Waits for its port to be closed. True if something still listens there after `withinMs`. */
  async #stillAccepts(withinMs: number): Promise<boolean> {
    const { port, clock } = this.#options;
    const endMs = clock.now() + withinMs;
    while (await accepts(port)) {
      if (clock.now() >= endMs) return true;
      await clock.sleep(20);
    }
    return false;
  }

  /** Waits for a group to end, and kills it if that takes longer than `withinMs`. */
  async #end(started: GuardedProcess, withinMs: number): Promise<void> {
    const { clock } = this.#options;
    if (!(await groupEnds(started, withinMs, clock))) {
      started.signal("SIGKILL");
      await groupEnds(started, GONE_MS, clock);
    }
    started.release();
  }
}
