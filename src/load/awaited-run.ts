import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";
import { NobodyJudges } from "./run-name.ts";

/** The file by which a run tells the scripts in its folder that it is ready for a phase, and that it still waits. */
const FILE = "run.json";

/** How often a run says that it still waits, and how often a script looks. */
const BEAT_MS = 500;
const LOOK_MS = 50;
const LOOK_AGAIN_MS = 250;

/** How long a script sends without a word of the run: one that was killed says nothing any more. */
const LEASE_MS = 10_000;

/** What stands in the file. */
interface Notice {
  readonly run: string;
  /** The phase that may begin, from 1; 0 once the run is over. */
  readonly phase: number;
  /** Grows as long as the run waits. */
  readonly beat: number;
}

/** Whether a run has used the folder already: its keys are used up then, and another run would be answered what that one was. */
export function isUsed(folder: string): boolean {
  return existsSync(join(folder, FILE));
}

/** Tells the scripts in a folder what a run waits for. */
export class RunNotice {
  readonly #path: string;
  readonly #run: string;
  readonly #clock: Clock;
  #phase = 0;
  #beat = 0;
  #saidMs = 0;
  #stopBeating = () => {};

  constructor(folder: string, run: string, clock: Clock) {
    this.#path = join(folder, FILE);
    this.#run = run;
    this.#clock = clock;
  }

  /** Says now and then that the run still waits, between two phases too, until it ends. */
  keepBeating(): void {
    this.#stopBeating = this.#clock.every(LOOK_AGAIN_MS, () => this.stillWaits());
  }

  /** A phase may begin. The first one takes the folder for this run. @throws Error if it is used, or cannot be written */
  ready(phase: number): void {
    this.#say(phase === 1 ? "wx" : "w", phase);
    this.#phase = phase;
  }

  /** The run still waits. Call it as often as you like. */
  stillWaits(): void {
    if (this.#phase > 0 && this.#clock.now() - this.#saidMs >= BEAT_MS) this.#trySaying();
  }

  /** Nobody judges any more what is sent. */
  end(): void {
    this.#stopBeating();
    if (this.#phase === 0) return;
    this.#phase = 0;
    this.#trySaying();
  }

  /** A folder that others share may be out of reach for a moment. If it stays so, the scripts stop by themselves. */
  #trySaying(): void {
    try {
      this.#say("w");
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
    }
  }

  #say(flag: "w" | "wx", phase = this.#phase): void {
    this.#beat += 1;
    const notice: Notice = { run: this.#run, phase, beat: this.#beat };
    writeFileSync(this.#path, `${JSON.stringify(notice)}\n`, { flag });
    this.#saidMs = this.#clock.now();
  }
}

/** What a script sees of the run that judges, if that is in its folder. */
export class AwaitedRun {
  readonly #path: string;
  readonly #clock: Clock;
  #notice: Notice | undefined;
  #hasLooked = false;
  /** True once the run was seen to say something: what stands there may be all that is left of it. */
  #isAlive = false;
  #isElsewhere = false;
  #lookedMs = 0;
  #heardMs = 0;

  constructor(folder: string, clock: Clock) {
    this.#path = join(folder, FILE);
    this.#clock = clock;
  }

  /**
   * Waits until the run is ready for a phase. Returns its name. In another folder than that of the run, all that is known is the name that it was given.
   * @throws NobodyJudges
   */
  async ready(phase: number, named: string): Promise<string> {
    this.#isElsewhere = named !== "" && !existsSync(this.#path);
    if (this.#isElsewhere) return named;
    for (;;) {
      this.#look();
      const because = this.overBecause(named);
      if (because !== null) throw new NobodyJudges(because);
      if (this.#isAlive && this.#notice !== undefined && this.#notice.phase >= phase) return this.#notice.run;
      await this.#clock.sleep(LOOK_MS);
    }
  }

  /** Why nobody judges what is sent for a run; null while somebody does, as far as can be seen from here. */
  overBecause(run: string): string | null {
    const now = this.#clock.now();
    if (!this.#isElsewhere && now - this.#lookedMs >= LOOK_AGAIN_MS) this.#look();
    if (this.#notice === undefined) return null;
    if (this.#notice.phase === 0) return "the run is over; export again";
    if (run !== "" && run !== this.#notice.run) return "CHAOS_PAYOUT_RUN is not that of the run in this folder";
    if (now - this.#heardMs < LEASE_MS) return null;
    return `the run has said nothing in ${FILE} for ${LEASE_MS / 1000} s; in a copy of its folder, remove that file and set CHAOS_PAYOUT_RUN`;
  }

  #look(): void {
    const found = readNotice(this.#path);
    const { run, phase, beat } = this.#notice ?? {};
    if (found !== undefined && (found.run !== run || found.phase !== phase || found.beat !== beat)) {
      this.#isAlive = this.#hasLooked;
      this.#notice = found;
      this.#heardMs = this.#clock.now();
    }
    this.#hasLooked = true;
    this.#lookedMs = this.#clock.now();
  }
}

function readNotice(path: string): Notice | undefined {
  try {
    const { run, phase, beat }: Partial<Notice> = JSON.parse(readFileSync(path, "utf8"));
    const isWhole = typeof run === "string" && typeof phase === "number" && typeof beat === "number";
    return isWhole ? { run, phase, beat } : undefined;
  } catch {
    // It is not there yet, or not whole.
    return undefined;
  }
}
