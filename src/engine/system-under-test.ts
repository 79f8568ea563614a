import type { FeeOnRefund } from "../domain/fee.ts";
import type { Moment } from "../domain/moment.ts";
import type { Msat } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { DeclaredProject, RunStarted } from "../domain/run-started.ts";
import type { Answer } from "../domain/send.ts";
import type { PlannedPhase } from "../scenario/plan.ts";
import type { Target } from "../service/target.ts";

/**
 * What a run is made against: the embedded API with our rail, an external API judged by its answers, the same with our rail behind it, or a
 * simulation. The engine knows this port and nothing behind it.
 *
 *     client, books ── target         what the caller sends, and what the service says about its money
 *     rail ─────────── faults         what goes wrong on purpose; the rail itself records what was paid
 *     processes ────── processes      those that we may kill and wait for
 */
export interface SystemUnderTest {
  /** What the first fact of the run says about the system. */
  readonly description: SystemDescription;
  /** The client's way in, and the books. */
  readonly target: Target;
  /** What a payout of this amount takes from a balance, by the fee rule of the service. */
  costMsat(amountMsat: Msat): Msat;
  /** The rail, or whatever else brings the declared faults about. */
  readonly faults: FaultSource;
  /** The processes behind the API; null where they are not ours. */
  readonly processes: Processes | null;
  /** Where the service tells its caller how a payout ended; null where it does not. */
  readonly callbacks: CallbackSource | null;
  /** How to tell that the system has finished. */
  readonly quiescence: Quiescence;
  /** Stops what was started and restores what was changed. Returns a sentence for each thing that could not be restored. */
  close(): Promise<readonly string[]>;
}

/** A system as the first fact of a run describes it. */
export type SystemDescription = Pick<
  RunStarted,
  | "strategy"
  | "target"
  | "oracle"
  | "injectedTimeouts"
  | "routingFees"
  | "sharedInvoices"
  | "staleReadsMs"
  | "clientTimeoutMs"
  | "keyPrefix"
  | "doubts"
  | "notes"
> & {
  /** What the service may hold beyond the cost of a payout that is under way. */
  readonly mayHold: DeclaredProject["mayHold"];
  /** What becomes of the fee of a payout that was charged and failed. */
  readonly feeOnRefund: FeeOnRefund;
};

/** What the service tells its caller of its own accord. */
export interface CallbackSource {
  /** Calls `told` for each callback about a payout of the run, with the attempt that it is about. */
  listen(told: (payout: PayoutNumber, attempt: number, answer: Answer) => void): void;
}

/** What makes the planned faults happen. */
export interface FaultSource {
  /** Called before the first payout of each phase. */
  begin(phase: PlannedPhase): Promise<void>;
  /** Called once, after the load: no more faults from now on. */
  heal(): Promise<void>;
  /** Resolves once everything that the rail has done is recorded. @throws TargetError where its events are lost */
  allRecorded(): Promise<void>;
  /** Payments in flight at the rail; 0 where nobody can know. */
  paymentsInFlight(): number;
  /** Payments whose end the API still awaits, so that their fault may still fire. */
  paymentsAwaited(): number;
  /** Planned faults that have not fired yet; 0 where nobody can know. */
  faultsAhead(): number;
}

/** When a system counts as quiet, and how often it may be read to find out. */
export interface Quiescence {
  /** How long nothing must have moved, where nothing known can still move. */
  readonly quietMs: number;
  /**
   * True where the service moves no money once it lists nothing as pending and the rail is done. That holds for the embedded strategies,
   * which write their books before they answer, as long as they check no failure again. Nobody knows it of an external service: there a later entry may still explain a balance or
   * an open answer, so the whole drain is waited for.
   */
  readonly booksAreFinal: boolean;
  /** How often the books may be read: every `fromMs` at first, and up to `toMs` apart the longer nothing changes. */
  readonly pace: { readonly fromMs: number; readonly toMs: number };
}

/** The processes of a system that we started. */
export interface Processes {
  /** Resolves with the reason when one of them exits unexpectedly. */
  readonly died: Promise<string>;
  /**
   * Resolves when they listen: at once, after a planned restart, or when one is gone for good. A paused one listens: it accepts connections,
   * and answers late.
   */
  listening(): Promise<void>;
  /** Resolves when no planned interruption goes on: at once, after a restart or a pause, or when one is gone for good. */
  recovered(): Promise<void>;
  /** True for a single process, which callers wait for before they send. */
  readonly single: boolean;
  /** The moments at which a process is to be interrupted; others need not be reported. */
  readonly moments: ReadonlySet<Moment>;
  /** Reports a moment. If it is time, a process is interrupted before this returns. */
  seen(moment: Moment): void;
}
