import type { Drained, Fact, Interrupted, PhaseEnded, ReadFailed, RunEnded } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import { type Crash, crash, restart, type SilentAttempt } from "./crashes.ts";

/** How the run went, apart from its payouts. */
export interface Course {
  readonly phases: readonly PhaseEnded[];
  readonly readFailures: readonly ReadFailed[];
  readonly apiExits: readonly { readonly atMs: number; readonly reason: string }[];
  /**
   * Planned crashes, and the attempts that ended without an answer of the service, which they may explain. These are kept only where the run
   * declares faults, because without one nothing crashes as planned.
   */
  readonly crashes: readonly Crash[];
  readonly silent: readonly SilentAttempt[];
  /** How long each attempt took that was answered or given up, in milliseconds. */
  readonly attemptMs: readonly number[];
  readonly drained: Drained | null;
  readonly interrupted: Interrupted | null;
  readonly ended: RunEnded | null;
  /** When the last fact was seen. */
  readonly lastAtMs: number;
  /** How often each fault fired, as far as somebody saw it fire. */
  readonly fired: ReadonlyMap<string, number>;
  /** The payouts that met each wire fault: one may meet it again on a retry. A fate of the node is met once by each of its payouts. */
  readonly met: ReadonlyMap<string, ReadonlySet<PayoutNumber>>;
  /** Attempts that the service itself answered. */
  readonly heard: number;
  /** Attempts that the caller gave up on, and attempts that somebody in front of the service answered. */
  readonly clientTimeouts: number;
  readonly gatewayAnswers: number;
  /** Attempts that were refused before a payment was attempted, by their code. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Attempts that were answered with a payment timeout. */
  readonly timeoutAnswers: number;
  /** Of these, the ones that repeat an earlier one under the same key: the node had not been asked again. Only our own node can tell. */
  readonly repeatedTimeouts: number;
  /** Payments that the API hung up on while the node still held them. */
  readonly abandoned: number;
  /** Payments that the node was asked for, and of them those of no payout of this run. */
  readonly received: number;
  readonly strayReceived: number;
  /** Settlements of no payout of this run. */
  readonly straySettled: number;
}

/** The course of a run that is still being told. */
export type CourseDraft = { -readonly [Key in Exclude<keyof Course, "met">]: Course[Key] } & {
  readonly phases: PhaseEnded[];
  readonly readFailures: ReadFailed[];
  readonly apiExits: { readonly atMs: number; readonly reason: string }[];
  readonly crashes: Crash[];
  readonly silent: SilentAttempt[];
  readonly attemptMs: number[];
  readonly fired: Map<string, number>;
  readonly met: Map<string, Set<PayoutNumber>>;
  readonly refusals: Map<string, number>;
};

/** The course of a run that has only begun. */
export function newCourse(atMs: number): CourseDraft {
  return {
    phases: [],
    readFailures: [],
    apiExits: [],
    crashes: [],
    silent: [],
    attemptMs: [],
    drained: null,
    interrupted: null,
    ended: null,
    lastAtMs: atMs,
    fired: new Map(),
    met: new Map(),
    heard: 0,
    clientTimeouts: 0,
    gatewayAnswers: 0,
    refusals: new Map(),
    timeoutAnswers: 0,
    repeatedTimeouts: 0,
    abandoned: 0,
    received: 0,
    strayReceived: 0,
    straySettled: 0,
  };
}

/** The kinds of facts that are about the run and about none of its payouts. */
type CourseKind =
  | "payment-abandoned"
  | "phase-ended"
  | "drained"
  | "api-exited"
  | "api-crashed"
  | "api-restarted"
  | "interrupted"
  | "run-ended";

/** Enters one fact about the run itself. */
export function recordCourse(course: CourseDraft, fact: Extract<Fact, { readonly kind: CourseKind }>): void {
  switch (fact.kind) {
    case "payment-abandoned":
      course.abandoned += 1;
      return;
    case "phase-ended":
      course.phases.push(fact);
      return;
    case "drained":
      course.drained = fact;
      return;
    case "api-exited":
      course.apiExits.push({ atMs: fact.atMs, reason: fact.reason });
      return;
    case "api-crashed":
      count(course.fired, fact.point);
      crash(course.crashes, fact);
      return;
    case "api-restarted":
      restart(course.crashes, fact);
      return;
    case "interrupted":
      course.interrupted = fact;
      return;
    case "run-ended":
      course.ended = fact;
      return;
    default:
      throw new TypeError(`there is no such fact: ${JSON.stringify(fact satisfies never)}`);
  }
}

/** Counts one more under a name. */
export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
