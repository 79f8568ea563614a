import type { Msat } from "../domain/money.ts";
import type { DeclaredProject, RunStarted } from "../domain/run-started.ts";
import type { PlannedPhase } from "../scenario/plan.ts";
import type { Target } from "../target/target.ts";

/**
 * The one thing that a run is made against, whatever it is: the embedded API with our rail, an API of somebody else's that is judged by its
 * answers, the same with our rail behind it, or a simulation. The engine knows this port and nothing of what stands behind it.
 *
 *     client, books ── target         what the caller sends, and what the service says of its money
 *     rail ─────────── faults         what goes wrong on purpose; payments that settle are facts that the rail writes itself
 *     processes ────── processes      those that are ours to kill and to wait for
 */
export interface SystemUnderTest {
  /** What the run says of the system in its first fact. */
  readonly description: SystemDescription;
  /** The client's way in, and the books. */
  readonly target: Target;
  /** What a payout of this amount takes from a balance, by the fee rule of the service. */
  costMsat(amountMsat: Msat): Msat;
  /** The rail, or whatever else brings the declared faults about. */
  readonly faults: FaultSource;
  /** The processes behind the API; null where they are not ours. */
  readonly processes: Processes | null;
  /** How the system comes to rest. */
  readonly quiescence: Quiescence;
  /** Ends whatever was started, and puts back whatever was changed. The answer tells what could not be put back, one sentence each. */
  close(): Promise<readonly string[]>;
}

/** A system as the first fact of a run has it. */
export type SystemDescription = Pick<
  RunStarted,
  | "strategy"
  | "target"
  | "oracle"
  | "injectedTimeouts"
  | "staleReadsMs"
  | "clientTimeoutMs"
  | "keyPrefix"
  | "doubts"
  | "notes"
> & {
  /** What the service may hold beyond the cost of a payout while it is under way. */
  readonly mayHold: DeclaredProject["mayHold"];
};

/** Whoever makes the declared faults happen. */
export interface FaultSource {
  /** Called before the first payout of each phase. */
  begin(phase: PlannedPhase): Promise<void>;
  /** Called once, after the load: from now on nothing goes wrong any more. */
  heal(): Promise<void>;
  /** Payments in flight at the rail; 0 where nobody can know. */
  paymentsInFlight(): number;
  /** Payments of which somebody still awaits the end, and whose fault may therefore still be on its way. */
  paymentsAwaited(): number;
  /** Declared faults that are still to come; 0 where nobody can know. */
  faultsAhead(): number;
}

/** What is known of how a system comes to rest, and how it may be asked. */
export interface Quiescence {
  /** How long nothing may have moved to say that nothing will, where nothing that is known can still move. */
  readonly quietMs: number;
  /**
   * True where the service is known to move no money any more once it lists nothing as pending and the rail is through: so it is for the
   * embedded strategies, whose books are written before they answer. Of a service of somebody else's nobody knows that: there a balance
   * that is not explained, or an answer that was left open, may still be explained by what comes later, and the whole drain is waited for.
   */
  readonly booksAreFinal: boolean;
  /** How often the books may be asked: every `fromMs` at first, and seldomer up to `toMs` the longer nothing changes. */
  readonly pace: { readonly fromMs: number; readonly toMs: number };
}

/** The processes of a system that we started. */
export interface Processes {
  /** Resolves with the reason when one of them is gone although nobody asked it to. */
  readonly died: Promise<string>;
  /** Resolves when they listen: at once, or when those are back that were killed as planned, or when one is gone for good. */
  listening(): Promise<void>;
  /** True where a caller can reach none of them while one is down, so that callers wait for it before they send. */
  readonly single: boolean;
}
