import type { RunStarted } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { Target } from "../target/target.ts";
import type { FaultSource } from "./faults.ts";
import type { Progress } from "./progress.ts";

/**
 * The one thing that a run is made against, whatever it is: the embedded API with our rail, an API of somebody else's that is judged by its
 * answers, the same with our rail behind it, or a simulation. The engine knows this port and nothing of what stands behind it.
 */
export interface SystemUnderTest {
  /** What the run says of the system in its first fact. */
  readonly description: Pick<
    RunStarted,
    "strategy" | "target" | "oracle" | "injectedTimeouts" | "staleReadsMs" | "keyPrefix" | "doubts" | "notes"
  >;
  /** The client's way in, and the books. */
  readonly target: Target;
  /** What a payout of this amount takes from a balance, by the fee rule of the service. */
  costMsat(amountMsat: Msat): Msat;
  /** The rail, or whatever else brings the declared faults about. */
  readonly faults: FaultSource;
  /** The processes behind the API; null where they are not ours. */
  readonly processes: Processes | null;
  /** How long nothing may have moved to say that nothing will, where nothing that is known can still move. */
  quietMs(progress: Progress): number;
  /** How often the books may be asked while everything comes to rest. */
  readonly pace: Pace;
  /** Ends whatever was started, and puts back whatever was changed. The answer tells what could not be put back, one sentence each. */
  close(): Promise<readonly string[]>;
}

/** How often the books are asked: every `fromMs` at first, and seldomer up to `toMs` the longer nothing changes. */
export interface Pace {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The processes of a system that we started. */
export interface Processes {
  /** Resolves with the reason when the last of them is gone although nobody asked it to. */
  readonly died: Promise<string>;
  /** Resolves when they listen: at once, or when those are back that were killed as planned. */
  listening(): Promise<void>;
  /** True where a caller cannot reach any of them while one is down, so that callers wait for it before each attempt. */
  readonly single: boolean;
}
