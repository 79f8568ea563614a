import type { ProcessInterruption } from "./interruption.ts";

/**
 * What can be seen of a service from outside, so that its process can be interrupted at that moment:
 *
 * - `payout-received`: the request of an attempt has been written to it.
 * - `payment-received`: it has asked the rail to pay; the rail has not answered.
 * - `payment-settled`: the rail has paid; its answer has not left.
 * - `payment-failed`: the payment has failed; its answer has not left.
 * - `answer-sent`: its answer to an attempt has begun to arrive.
 */
export const moments = [
  "payout-received",
  "payment-received",
  "payment-settled",
  "payment-failed",
  "answer-sent",
] as const;

/** The name of a moment. */
export type Moment = (typeof moments)[number];

/** A process of the service is interrupted when a moment is seen for the `occurrence`-th time since the start or the end of the
 * previous interruption, counted from 1. */
export interface PlannedInterruption {
  readonly when: Moment;
  readonly occurrence: number;
  readonly how: ProcessInterruption;
  /** How long a pause lasts, or how long a killed process stays down before it is started again. */
  readonly forMs: number;
  /** Which instance, from 1. */
  readonly instance: number;
}
