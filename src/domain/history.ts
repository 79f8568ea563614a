import type { FindingKind } from "./finding.ts";
import type { PayoutNumber } from "./payout.ts";
import type { EventName } from "./schedule.ts";
import type { TraceEvent } from "./trace.ts";

/** How a sat was lost, as it is told to people: a few numbered events, and what is wrong with them. Plain data, for JSON as it is. */
export interface History {
  readonly kind: FindingKind;
  /** The payout that the finding is about; null where no payout explains it. */
  readonly payout: PayoutNumber | null;
  /** In the order in which they happened. */
  readonly events: readonly HistoryEvent[];
  /** What contradicts what, as a phrase that names events by their numbers. */
  readonly contradiction: string;
  /** The numbers of the events that the contradiction names. */
  readonly cited: readonly number[];
  /** Who was held back, and at none of the events above. */
  readonly alsoLate: readonly HeldBack[];
  /** How many events of other payouts were left out, because the history is long. */
  readonly leftOut: number;
}

/** An event with its number in its history. */
export interface HistoryEvent extends TraceEvent {
  /** From 1. */
  readonly number: number;
  /** For how long the schedule held it back, in milliseconds; 0 if it did not. */
  readonly lateMs: number;
  /** For how long it held back its answer. */
  readonly answerLateMs: number;
}

/** An event that the schedule held back. */
export interface HeldBack {
  readonly name: EventName;
  readonly ms: number;
}
