import type { Drained, Fact, Interrupted, PhaseEnded, ReadFailed, RunEnded } from "../domain/fact.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import { applyCrash, applyRestart, type Crash, type UnansweredAttempt } from "./crashes.ts";

/** How the run went, apart from its payouts. */
export interface RunEvents {
  readonly phases: readonly PhaseEnded[];
  readonly readFailures: readonly ReadFailed[];
  readonly apiExits: readonly { readonly atMs: number; readonly reason: string }[];
  /**
   * Planned crashes, and the attempts that ended without an answer of the service, which they may explain. These are kept only where the run
   * declares faults, because without one nothing crashes as planned.
   */
  readonly crashes: readonly Crash[];
  readonly silent: readonly UnansweredAttempt[];
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

/** Run events that facts are still being applied to. */
export type RunEventsDraft = { -readonly [Key in Exclude<keyof RunEvents, "met">]: RunEvents[Key] } & {
  readonly phases: PhaseEnded[];
  readonly readFailures: ReadFailed[];
  readonly apiExits: { readonly atMs: number; readonly reason: string }[];
  readonly crashes: Crash[];
  readonly silent: UnansweredAttempt[];
  readonly attemptMs: number[];
  readonly fired: Map<string, number>;
  readonly met: Map<string, Set<PayoutNumber>>;
  readonly refusals: Map<string, number>;
};

/** The events of a run that has just started. */
export function newRunEvents(atMs: number): RunEventsDraft {
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
type RunFactKind =
  | "payment-abandoned"
  | "phase-ended"
  | "drained"
  | "api-exited"
  | "api-crashed"
  | "api-restarted"
  | "interrupted"
  | "run-ended";

/** Enters one fact about the run itself. */
export function applyRunFact(events: RunEventsDraft, fact: Extract<Fact, { readonly kind: RunFactKind }>): void {
  switch (fact.kind) {
    case "payment-abandoned":
      events.abandoned += 1;
      return;
    case "phase-ended":
      events.phases.push(fact);
      return;
    case "drained":
      events.drained = fact;
      return;
    case "api-exited":
      events.apiExits.push({ atMs: fact.atMs, reason: fact.reason });
      return;
    case "api-crashed":
      count(events.fired, fact.point);
      applyCrash(events.crashes, fact);
      return;
    case "api-restarted":
      applyRestart(events.crashes, fact);
      return;
    case "interrupted":
      events.interrupted = fact;
      return;
    case "run-ended":
      events.ended = fact;
      return;
    default:
      throw new TypeError(`there is no such fact: ${JSON.stringify(fact satisfies never)}`);
  }
}

/** Counts one more under a name. */
export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** True where everything had come to rest when the final reads were made. */
export function isFinished({ drained }: RunEvents): boolean {
  return drained !== null && drained.unfinished.length === 0;
}

/** What may still be open although the whole time that the scenario gives was waited for. */
const waitedFor: ReadonlySet<Unfinished["kind"]> = new Set([
  "payouts-open",
  "money-held",
  "balance-moving",
  "drift-unexplained",
]);

/** True where everything had the time that the scenario gives it to come to rest, whether or not it did. */
export function hadFullDrain({ drained, interrupted }: RunEvents): boolean {
  return drained !== null && interrupted === null && drained.unfinished.every(({ kind }) => waitedFor.has(kind));
}
