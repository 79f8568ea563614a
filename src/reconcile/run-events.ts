import type {
  ApiCrashed,
  ApiExited,
  ApiRestarted,
  Drained,
  Interrupted,
  PhaseEnded,
  ReadFailed,
  RunEnded,
  TurnLost,
} from "../domain/fact.ts";
import type { Interruption } from "../domain/interruption.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Unfinished } from "../domain/unfinished.ts";

/** A planned crash or pause. It explains attempts without an answer that were under way while the API was down, and nothing else. */
export interface Crash {
  readonly point: string;
  readonly how: Interruption;
  readonly instance: number;
  readonly atMs: number;
  /** Null if it never listened again. */
  readonly restartedAtMs: number | null;
}

/** An attempt that ended without an answer from the service. */
export interface UnansweredAttempt {
  readonly payout: PayoutNumber;
  readonly sentMs: number;
  readonly endedMs: number;
  /** True if the caller gave up waiting; false if the connection broke. */
  readonly gaveUp: boolean;
}

/** The sockets of a killed process close before its exit is reported. */
const SEEN_LATE_MS = 100;

/** After the restart a socket from before the crash may be used once more, and break. */
const GRACE_MS = 250;

/** How the run went, apart from its payouts. */
export type RunEvents = ReadOnly<RunEventsDraft>;

type ReadOnly<Draft> = {
  readonly [Key in keyof Draft]: Draft[Key] extends (infer Item)[]
    ? readonly Item[]
    : Draft[Key] extends Map<infer Name, infer Value>
      ? ReadonlyMap<Name, Value>
      : Draft[Key];
};

/** Run events that facts are still applied to. */
export type RunEventsDraft = ReturnType<typeof newRunEvents>;

/** The events of a run that has just started. */
export function newRunEvents(atMs: number) {
  return {
    phases: [] as PhaseEnded[],
    readFailures: [] as ReadFailed[],
    apiExits: [] as ApiExited[],
    crashes: [] as Crash[],
    turnsLost: [] as TurnLost[],
    /** Attempts without an answer, which a crash may explain; kept only if the run declares faults. */
    silent: [] as UnansweredAttempt[],
    /** Attempts that the service answered with an error, which an exception or a fault of its storage may explain; kept only where the run declares one. */
    unclear: [] as UnansweredAttempt[],
    /** The duration of each attempt that was answered or given up, in milliseconds. */
    attemptMs: [] as number[],
    drained: null as Drained | null,
    interrupted: null as Interrupted | null,
    ended: null as RunEnded | null,
    lastAtMs: atMs,
    /** How often each fault was seen to fire. */
    fired: new Map<string, number>(),
    /** The payouts that were seen to meet each fault that is to meet several attempts in a row. */
    metBy: new Map<string, Set<PayoutNumber>>(),
    /** Attempts that the service itself answered. */
    heard: 0,
    clientTimeouts: 0,
    /** Payouts with an attempt of which a load engine told nothing. */
    notReported: new Set<PayoutNumber>(),
    /** Attempts that a gateway answered. */
    gatewayAnswers: 0,
    /** Attempts that were refused before any payment, by code. */
    refusals: new Map<string, number>(),
    /** Attempts that were answered with a payment timeout, and those that only repeat an earlier answer; only our node can tell. */
    timeoutAnswers: 0,
    repeatedTimeouts: 0,
    /** Unclear attempts that a wire fault explains. */
    explainedByWire: 0,
    /** Payments that the node held when the API disconnected, and healthy ones that were under way then, as when its process is killed. */
    abandoned: 0,
    cutOff: 0,
    /** Payments that the node was asked for, and those of no payout of this run, and settlements of such. */
    received: 0,
    strayReceived: 0,
    straySettled: 0,
  };
}

type RunFact = PhaseEnded | Drained | ApiExited | ApiCrashed | ApiRestarted | TurnLost | Interrupted | RunEnded;

/** Applies a fact about the run itself. */
export function applyRunFact(events: RunEventsDraft, fact: RunFact): void {
  switch (fact.kind) {
    case "phase-ended":
      events.phases.push(fact);
      return;
    case "drained":
      events.drained = fact;
      return;
    case "api-exited":
      events.apiExits.push(fact);
      return;
    case "api-crashed":
      count(events.fired, fact.point);
      events.crashes.push(crashOf(fact));
      return;
    case "api-restarted":
      applyRestart(events.crashes, fact);
      return;
    case "turn-lost":
      events.turnsLost.push(fact);
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

function crashOf({ point, how, instance, atMs }: ApiCrashed): Crash {
  return { point, how, instance, atMs, restartedAtMs: null };
}

function applyRestart(crashes: Crash[], { instance, atMs }: ApiRestarted): void {
  const index = crashes.findLastIndex((one) => one.instance === instance && one.restartedAtMs === null);
  const down = crashes[index];
  if (down !== undefined) crashes[index] = { ...down, restartedAtMs: atMs };
}

/** Counts one more. */
export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** True if nothing was open when the final reads were made. */
export function isFinished({ drained }: RunEvents): boolean {
  return drained !== null && drained.unfinished.length === 0;
}

/** True if payouts were left out, or not told of. Whatever lacks then lacks because of that. */
export function isLoadCutShort({ drained }: RunEvents): boolean {
  return drained?.unfinished.some(({ kind }) => kind === "load-cut-short") === true;
}

/** What may still be open after a full drain. */
const waitedFor: ReadonlySet<Unfinished["kind"]> = new Set([
  "payouts-open",
  "money-held",
  "balance-moving",
  "drift-unexplained",
]);

/** True if the drain lasted as long as the scenario allows, or until everything had finished. */
export function hadFullDrain({ drained, interrupted }: RunEvents): boolean {
  return drained !== null && interrupted === null && drained.unfinished.every(({ kind }) => waitedFor.has(kind));
}

/**
 * True for an attempt that was under way while an instance was down. A connection breaks a little before the crash is seen, but a caller
 * who gave up about then had waited before the crash, so for him the crash must come well before the end.
 */
export function isExplainedByCrash({ sentMs, endedMs, gaveUp }: UnansweredAttempt, crashes: readonly Crash[]): boolean {
  const marginMs = gaveUp ? SEEN_LATE_MS : -SEEN_LATE_MS;
  return crashes.some(
    ({ atMs, restartedAtMs }) =>
      endedMs >= atMs + marginMs && (restartedAtMs === null || sentMs <= restartedAtMs + GRACE_MS),
  );
}
