import { isFinal, type Outcome } from "../domain/outcome.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import { requestOf } from "../engine/attempt.ts";
import type { AttemptFact, DrivenPhase, DriverContext } from "../engine/load-driver.ts";
import type { PlannedPhase } from "../scenario/plan.ts";
import type { Report } from "./report.ts";

/**
 * Times of two clocks that tell whole milliseconds cannot be put in order within one. So a request is taken to have been sent a little earlier, and
 * answered a little later: it was certainly sent by then, and an answer that left a payout open is not excused by a payment that seems to follow it.
 */
const CLOCKS_AGREE_MS = 1;

/** A payout as far as it was told of. */
interface Told {
  /** The last attempt that was told, from 1; 0 for none. */
  last: number;
  /** When the last thing that was told of it happened. */
  lastMs: number;
  outcome: Outcome;
  isDone: boolean;
  /** How much later everything that is told of it is taken to have happened, because it cannot have been sent before the phase began. */
  laterMs: number;
}

/** Checks everything that is told of one phase against the plan, and turns it into facts. */
export class ReportBook {
  readonly #phase: PlannedPhase;
  readonly #context: DriverContext;
  readonly #told = new Map<PayoutNumber, Told>();
  readonly #facts: AttemptFact[] = [];
  readonly #startMs: number;
  #done = 0;
  #ready = 0;
  #problem: string | null = null;
  #behindMs = 0;

  constructor(phase: PlannedPhase, context: DriverContext) {
    this.#phase = phase;
    this.#context = context;
    this.#startMs = context.atMs();
  }

  /** True once every payout of the phase has its last answer. */
  isComplete(): boolean {
    return this.#done === this.#phase.payouts;
  }

  /** How many parts can begin. */
  ready(): number {
    return this.#ready;
  }

  /** What cannot be believed; null for nothing. The first is kept. */
  problem(): string | null {
    return this.#problem;
  }

  /** How far the clock that tells is visibly behind ours, in milliseconds; 0 where it fits. */
  behindMs(): number {
    return this.#behindMs;
  }

  /** Something is wrong with what is told, or with whoever tells it. */
  note(problem: string): void {
    this.#problem ??= problem;
  }

  enter(report: Report): void {
    if (report.kind === "ready") {
      this.#ready += 1;
      return;
    }
    if (report.kind === "failed") return this.note(`the script failed: ${report.reason}`);
    if (report.kind === "begun") return;
    const told = this.#toldOf(report.payout);
    if (told === undefined) return this.note(`payout ${report.payout} is not one of phase "${this.#phase.name}"`);
    switch (report.kind) {
      case "attempt":
        return this.#enterAttempt(report, told);
      case "learned":
        return this.#enterLearned(report, told);
      case "done":
        return this.#enterDone(report.payout, told);
    }
  }

  /** Everything that was told, and what may have happened besides. */
  close(problem: string | null): DrivenPhase {
    if (problem !== null) this.note(problem);
    const mostInFlight = mostAtOnce(this.#facts.sort(byTime));
    const missing = this.#phase.payouts - this.#done;
    if (missing > 0) {
      this.note(
        `${missing} of ${this.#phase.payouts} payouts of phase "${this.#phase.name}" were not reported to their end`,
      );
      this.#addUnreported();
    }
    const facts = this.#facts.sort(byTime);
    return { facts, mostInFlight, problem: this.#problem, isOver: true };
  }

  #toldOf(payout: PayoutNumber): Told | undefined {
    const { first, payouts } = this.#phase;
    if (payout < first || payout >= first + payouts) return undefined;
    const known = this.#told.get(payout);
    if (known !== undefined) return known;
    const told: Told = { last: 0, lastMs: this.#startMs, outcome: "unknown", isDone: false, laterMs: 0 };
    this.#told.set(payout, told);
    return told;
  }

  #enterAttempt(report: Extract<Report, { readonly kind: "attempt" }>, told: Told): void {
    const { payout, attempt, durationMs, outcome, reason, status, code, payoutId } = report;
    const { attempts } = this.#context.plan.client;
    if (told.isDone) return this.note(`payout ${payout} was sent again after it was done: a part runs twice`);
    if (attempt > attempts)
      return this.note(`payout ${payout} was sent ${attempt} times, and at most ${attempts} are planned`);
    if (attempt !== told.last + 1) {
      return this.note(`attempt ${attempt} of payout ${payout} was reported after attempt ${told.last}`);
    }
    told.last = attempt;
    told.outcome = outcome;
    if (attempt === 1) told.laterMs = this.#tooEarlyMs(report.atEpochMs);
    const atMs = this.#atMs(report.atEpochMs, told);
    this.#send(payout, attempt, atMs);
    told.lastMs = rounded(atMs + durationMs + 2 * CLOCKS_AGREE_MS);
    const { lastMs } = told;
    this.#facts.push({
      kind: "attempt-answered",
      atMs: lastMs,
      payout,
      attempt,
      outcome,
      reason,
      status,
      code,
      payoutId,
    });
  }

  #enterLearned(report: Extract<Report, { readonly kind: "learned" }>, told: Told): void {
    const { payout, attempt, outcome, reason, status, code, payoutId } = report;
    if (attempt > told.last)
      return this.note(`attempt ${attempt} of payout ${payout} was looked up before it was reported`);
    if (attempt === told.last && reason !== "not-asked" && reason !== "absent") told.outcome = outcome;
    const atMs = this.#atMs(report.atEpochMs, told);
    this.#facts.push({
      kind: "outcome-learned",
      atMs,
      payout,
      attempt,
      by: "poll",
      outcome,
      reason,
      status,
      code,
      payoutId,
    });
  }

  #enterDone(payout: PayoutNumber, told: Told): void {
    if (told.isDone) return this.note(`payout ${payout} was sent twice: two parts of the load report its end`);
    if (told.last === 0) return this.note(`payout ${payout} was reported as done without an attempt`);
    told.isDone = true;
    this.#done += 1;
    this.#context.progress.done += 1;
  }

  /** Whatever was not told to its end may have been sent once more, and answered or not. */
  #addUnreported(): void {
    const { first, payouts } = this.#phase;
    for (let payout = first; payout < first + payouts; payout += 1) {
      const { last = 0, lastMs = this.#startMs, outcome = "unknown", isDone = false } = this.#told.get(payout) ?? {};
      if (isDone || isFinal(outcome) || last >= this.#context.plan.client.attempts) continue;
      const attempt = last + 1;
      this.#send(payout, attempt, lastMs);
      const atMs = this.#context.atMs();
      this.#facts.push({
        kind: "attempt-answered",
        atMs,
        payout,
        attempt,
        outcome: "unknown",
        reason: "not-reported",
        status: 0,
        code: "",
        payoutId: "",
      });
    }
  }

  #send(payout: PayoutNumber, attempt: number, atMs: number): void {
    const { plan, keyPrefix, costMsat: costOf } = this.#context;
    const { projectId, amountMsat, hostile } = requestOf(plan, keyPrefix, payout, attempt);
    const costMsat = hostile === undefined ? costOf(amountMsat) : 0;
    this.#facts.push({ kind: "attempt-sent", atMs, payout, attempt, projectId, amountMsat, costMsat });
  }

  /** How long before the phase a payout would have been sent. */
  #tooEarlyMs(epochMs: number): number {
    const { startedEpochMs } = this.#context;
    this.#behindMs = Math.max(this.#behindMs, this.#startMs - (epochMs - startedEpochMs));
    return Math.max(0, this.#startMs - (epochMs - startedEpochMs - CLOCKS_AGREE_MS));
  }

  /** A time of the engine as one of the run; never before the phase began, and never before what was told of the payout before. */
  #atMs(epochMs: number, { laterMs, lastMs }: Told): number {
    const atMs = epochMs - this.#context.startedEpochMs - CLOCKS_AGREE_MS + laterMs;
    return rounded(Math.max(lastMs, atMs));
  }
}

/** To the microsecond, as all facts. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function byTime(one: AttemptFact, other: AttemptFact): number {
  return one.atMs - other.atMs;
}

function mostAtOnce(facts: readonly AttemptFact[]): number {
  let now = 0;
  let most = 0;
  for (const { kind } of facts) {
    if (kind === "attempt-sent") now += 1;
    if (kind === "attempt-answered") now -= 1;
    most = Math.max(most, now);
  }
  return most;
}
