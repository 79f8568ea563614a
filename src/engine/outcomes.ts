import type { Clock } from "../domain/clock.ts";
import { isFinal, isHeard, type LearningWay, type Outcome } from "../domain/outcome.ts";
import { type PayoutNumber, payoutKey, type RetryKey } from "../domain/payout.ts";
import type { Answer, PayoutRequest } from "../domain/send.ts";
import type { Poll } from "../service/target.ts";
import { createDeadline, onAbort } from "./deadline.ts";
import { createPace } from "./pace.ts";
import type { Progress } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import type { CallbackSource } from "./system-under-test.ts";

/**
 * Outcomes that are learned after the answer. A caller whose answer leaves a payout open asks again until it knows or has waited as long as
 * for an answer, and keeps its place in the load meanwhile, as the caller of a synchronous service does. What is still open after the load
 * is asked for more gently, until the drain ends; and once more before the final reads, because its last state counts.
 */
export interface Outcomes {
  /**
   * Waits for the outcome of an attempt whose answer left it open. Returns what the caller knows then. A caller that may retry does not wait
   * for a payout that the service does not know.
   */
  learn(attempt: SentAttempt, answer: Answer, wait: Wait): Promise<Outcome>;
  /** Takes up an attempt that somebody else sent, and whose outcome is open. */
  leftOpen(attempt: SentAttempt, answer: Answer): void;
  /** An attempt was answered for certain, which ends what its payout left open before. */
  answered(attempt: SentAttempt, answer: Answer): void;
  /** Asks about everything open, from now until `stopAsking`. */
  startAsking(): void;
  stopAsking(): Promise<void>;
  /** Asks about everything open once more. False if that took too long, or what was pending before got no answer now. */
  askOnceMore(signal: AbortSignal): Promise<boolean>;
  /** The number of payouts that the service called pending when it was last asked. */
  pending(): number;
  /** From now on nothing is recorded any more. */
  close(): void;
}

/** An attempt as it was sent. */
export interface SentAttempt {
  readonly payout: PayoutNumber;
  readonly attempt: number;
  readonly request: PayoutRequest;
}

/** How long a caller waits for an outcome. */
export interface Wait {
  readonly forMs: number;
  readonly mayRetry: boolean;
  /** Resolves when the API listens, where callers wait for it; else null. */
  readonly listening: (() => Promise<void>) | null;
}

/** What outcomes are learned from, and where they go. */
export interface OutcomesOptions {
  readonly poll: Poll | null;
  readonly callbacks: CallbackSource | null;
  readonly keyPrefix: string;
  readonly retryKey: RetryKey;
  readonly keepsIds: boolean;
  readonly clock: Clock;
  readonly recorder: Pick<Recorder, "record" | "atMs">;
  readonly progress: Progress;
  /** Aborted when callers stop waiting. */
  readonly stop: AbortSignal;
}

/** A payout of the service whose outcome is open. */
interface OpenPayout extends SentAttempt {
  payoutId: string;
  /** What its caller may conclude. */
  outcome: Outcome;
  /** What the service last said of it. */
  heard: Outcome;
  /** What the service said when it was last asked; null if it was not. */
  polled: Outcome | null;
  /** How many attempts under its key are open. */
  attempts: number;
  /** Aborted to end the waiting of its caller. */
  readonly wake: AbortController;
}

/** How many are asked about at the same time after the load, and how often each. */
const CONCURRENCY = 8;
const SLOWEST_MS = 2_000;
const FASTEST_MS = 100;

/** How long asking once more may take. */
const LAST_ROUND_MS = 10_000;

/** Null where nothing can be learned after the answer. */
export function createOutcomes(options: OutcomesOptions): Outcomes | null {
  if (options.poll === null && options.callbacks === null) return null;
  const outcomes = new LearnedOutcomes(options);
  options.callbacks?.listen((payout, attempt, answer) => outcomes.told(payout, attempt, answer));
  return outcomes;
}

class LearnedOutcomes implements Outcomes {
  readonly #options: OutcomesOptions;
  /** By idempotency key. */
  readonly #open = new Map<string, OpenPayout>();
  /** What the last callback said, by idempotency key. */
  readonly #called = new Map<string, Outcome>();
  #asking: Promise<void> = Promise.resolve();
  #stopAsking = new AbortController();
  #isClosed = false;

  constructor(options: OutcomesOptions) {
    this.#options = options;
    onAbort(options.stop, () => {
      for (const { wake } of this.#open.values()) wake.abort();
    });
  }

  async learn(attempt: SentAttempt, answer: Answer, wait: Wait): Promise<Outcome> {
    const { poll, clock, stop } = this.#options;
    const open = this.#enter(attempt, answer);
    const called = this.#called.get(attempt.request.idempotencyKey);
    if (called !== undefined && isFinal(called)) {
      this.#close(open);
      return called;
    }
    if (stop.aborted || (poll === null && answer.outcome === "unknown")) return open.outcome;
    const { wake } = open;
    const cancel = clock.timeout(wait.forMs, () => wake.abort());
    while ((await clock.sleep(poll?.everyMs ?? wait.forMs, wake.signal)) === "elapsed") {
      await wait.listening?.();
      if (wake.signal.aborted || poll === null) break;
      await this.#ask(poll, open, wake.signal);
      if (isFinal(open.outcome) || (open.outcome === "unknown" && wait.mayRetry)) break;
    }
    cancel();
    return open.outcome;
  }

  leftOpen(attempt: SentAttempt, answer: Answer): void {
    const called = this.#called.get(attempt.request.idempotencyKey);
    if (called === undefined || !isFinal(called)) this.#enter(attempt, answer);
  }

  answered({ request }: SentAttempt, { outcome, reason }: Answer): void {
    const open = this.#open.get(request.idempotencyKey);
    // Another refusal is about its own attempt; the earlier ones stay open.
    if (open !== undefined && (outcome === "paid" || reason === "payment-failed")) this.#close(open);
  }

  /** A callback. One that repeats the one before says nothing new. */
  told(payout: PayoutNumber, attempt: number, answer: Answer): void {
    const { keyPrefix, retryKey } = this.#options;
    const key = payoutKey(keyPrefix, payout, attempt, retryKey);
    if (this.#isClosed || this.#called.get(key) === answer.outcome) return;
    this.#called.set(key, answer.outcome);
    this.#record({ payout, attempt }, "callback", answer);
    const open = this.#open.get(key);
    if (open !== undefined) this.#conclude(open, answer);
  }

  startAsking(): void {
    const { poll, clock } = this.#options;
    if (poll === null) return;
    this.#stopAsking = new AbortController();
    const { signal } = this.#stopAsking;
    const pace = createPace({ fromMs: Math.max(FASTEST_MS, poll.everyMs), toMs: Math.max(SLOWEST_MS, poll.everyMs) });
    const keepAsking = async () => {
      while (!signal.aborted) {
        if (await this.#askAll(poll, signal)) pace.quicken();
        await clock.sleep(pace.next(), signal);
      }
    };
    this.#asking = keepAsking();
  }

  async stopAsking(): Promise<void> {
    this.#stopAsking.abort();
    await this.#asking;
  }

  async askOnceMore(signal: AbortSignal): Promise<boolean> {
    const { poll, clock } = this.#options;
    if (poll === null || this.#open.size === 0) return true;
    const deadline = createDeadline(clock, LAST_ROUND_MS);
    const unhook = onAbort(signal, () => deadline.shorten(0));
    const before = new Map([...this.#open.values()].map((open) => [open, open.polled]));
    // What was said before is old: without an answer to this question, nobody knows whether it still holds.
    for (const open of before.keys()) open.polled = null;
    try {
      await this.#askAll(poll, deadline.signal);
      const silent = [...this.#open.values()].filter((open) => open.polled === null && before.get(open) === "pending");
      for (const open of silent) open.polled = "pending";
      for (const open of this.#open.values()) {
        if (open.polled === "pending") this.#record(open, "poll", { ...STILL_PENDING, payoutId: open.payoutId });
      }
      return !deadline.signal.aborted && silent.length === 0;
    } finally {
      unhook();
      deadline.cancel();
    }
  }

  pending(): number {
    let count = 0;
    for (const { polled } of this.#open.values()) if (polled === "pending") count += 1;
    return count;
  }

  close(): void {
    this.#isClosed = true;
  }

  #enter(attempt: SentAttempt, { outcome, payoutId }: Answer): OpenPayout {
    const key = attempt.request.idempotencyKey;
    const before = this.#open.get(key);
    const open: OpenPayout = {
      ...attempt,
      payoutId: payoutId === "" ? (before?.payoutId ?? "") : payoutId,
      ...{ outcome, heard: outcome, polled: null },
      attempts: (before?.attempts ?? 0) + 1,
      wake: new AbortController(),
    };
    this.#open.set(key, open);
    return open;
  }

  /** True if anything new was learned. */
  async #askAll(poll: Poll, signal: AbortSignal): Promise<boolean> {
    const before = this.#open.size;
    const queue = [...this.#open.values()].values();
    const caller = async () => {
      for (const open of queue) if (!signal.aborted) await this.#ask(poll, open, signal);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, caller));
    return this.#open.size < before;
  }

  async #ask(poll: Poll, open: OpenPayout, signal: AbortSignal): Promise<void> {
    const answer = await poll.ask(open.request, open.payoutId, signal);
    // A callback may have told meanwhile. Whoever stops waiting for an answer has heard nothing.
    if (isFinal(open.outcome) || !isHeard(answer.reason)) return;
    open.polled = answer.outcome;
    if (open.payoutId === "") open.payoutId = answer.payoutId;
    if (answer.outcome !== open.heard) this.#record(open, "poll", answer);
    this.#conclude(open, answer);
  }

  #conclude(open: OpenPayout, { outcome, reason }: Answer): void {
    open.heard = outcome;
    // Finding nothing is no news; a payment that timed out is.
    if (outcome !== "unknown" || reason === "payment-timeout") open.outcome = outcome;
    if (isFinal(outcome)) this.#close(open);
  }

  #close(open: OpenPayout): void {
    const key = open.request.idempotencyKey;
    if (this.#open.get(key) === open) this.#open.delete(key);
    this.#options.progress.open -= open.attempts;
    open.wake.abort();
  }

  #record({ payout, attempt }: Pick<SentAttempt, "payout" | "attempt">, by: LearningWay, answer: Answer): void {
    if (this.#isClosed) return;
    const { recorder, keepsIds } = this.#options;
    const { outcome, reason, status, code } = answer;
    const payoutId = keepsIds ? answer.payoutId : "";
    const fact = { kind: "outcome-learned", payout, attempt, by, outcome, reason, status, code, payoutId } as const;
    recorder.record({ ...fact, atMs: recorder.atMs() });
  }
}

const STILL_PENDING = { outcome: "pending", reason: "none", status: 0, code: "" } as const;
