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

/** From here on, in milliseconds, two clocks visibly disagree. */
export const WORTH_SAYING_MS = 250;

/** A payout as far as it was told of. Times are those of the clock that tells, until all of the phase is told. */
interface ToldPayout {
  /** The part that tells of it. */
  readonly part: number;
  /** The last attempt that was told, from 1; 0 for none. */
  last: number;
  /** When the last thing that was told of it happened. */
  lastMs: number;
  outcome: Outcome;
  isDone: boolean;
}

/** Checks everything that is told of one phase against the plan, and turns it into facts. */
export class ReportBook {
  readonly #phase: PlannedPhase;
  readonly #context: DriverContext;
  readonly #told = new Map<PayoutNumber, ToldPayout>();
  readonly #facts: AttemptFact[] = [];
  readonly #startMs: number;
  #done = 0;
  #ready = 0;
  #problem: string | null = null;
  /** When the first payout of each part was sent, by the clock of its machine. */
  readonly #earliestMs = new Map<number, number>();
  /** When each part says that its last attempt ended. */
  readonly #latestMs = new Map<number, number>();

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
    const all = [...this.#earliestMs.keys()].map((part) => this.#laterMs(part) - CLOCKS_AGREE_MS);
    return rounded(Math.max(0, ...all));
  }

  /** Something is wrong with what is told, or with whoever tells it. */
  note(problem: string): void {
    this.#problem ??= problem;
  }

  /** Enters what a part tells. Each part is one process, on one machine with one clock. */
  enter(report: Report, part: number): void {
    if (report.kind === "ready") {
      this.#ready += 1;
      return;
    }
    if (report.kind === "failed") return this.note(`the script failed: ${report.reason}`);
    if (report.kind === "begun") return;
    const told = this.#toldOf(report.payout, part);
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
    const nowMs = this.#context.atMs();
    const facts = this.#inOurTime().sort(byTime);
    const mostInFlight = this.#mostInFlight(facts, nowMs);
    const missing = this.#phase.payouts - this.#done;
    if (missing > 0) {
      this.note(
        `${missing} of ${this.#phase.payouts} payouts of phase "${this.#phase.name}" were not reported to their end`,
      );
      for (const fact of this.#unreported()) facts.push(fact);
      facts.sort(byTime);
    }
    return { facts, parts: this.#parts(), mostInFlight, problem: this.#problem, isOver: true };
  }

  #toldOf(payout: PayoutNumber, part: number): ToldPayout | undefined {
    const { first, payouts } = this.#phase;
    if (payout < first || payout >= first + payouts) return undefined;
    const known = this.#told.get(payout);
    if (known !== undefined && known.part !== part) this.note(`payout ${payout} was told of by two parts of the load`);
    if (known !== undefined) return known;
    const told: ToldPayout = { part, last: 0, lastMs: Number.NEGATIVE_INFINITY, outcome: "unknown", isDone: false };
    this.#told.set(payout, told);
    return told;
  }

  #enterAttempt(report: Extract<Report, { readonly kind: "attempt" }>, told: ToldPayout): void {
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
    const atMs = this.#atMs(report.atEpochMs, told);
    this.#earliestMs.set(told.part, Math.min(atMs, this.#earliestMs.get(told.part) ?? atMs));
    const endedMs = atMs + durationMs;
    this.#latestMs.set(told.part, Math.max(endedMs, this.#latestMs.get(told.part) ?? endedMs));
    this.#facts.push(this.#sent(payout, attempt, atMs));
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

  #enterLearned(report: Extract<Report, { readonly kind: "learned" }>, told: ToldPayout): void {
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

  #enterDone(payout: PayoutNumber, told: ToldPayout): void {
    if (told.isDone) return this.note(`payout ${payout} was sent twice: two parts of the load report its end`);
    if (told.last === 0) return this.note(`payout ${payout} was reported as done without an attempt`);
    told.isDone = true;
    this.#done += 1;
    this.#context.progress.done += 1;
  }

  /** Whatever was not told to its end may have been sent once more, and answered or not. */
  *#unreported(): Generator<AttemptFact> {
    const { first, payouts } = this.#phase;
    for (let payout = first; payout < first + payouts; payout += 1) {
      const told = this.#told.get(payout);
      const { last = 0, outcome = "unknown", isDone = false } = told ?? {};
      if (isDone || isFinal(outcome) || last >= this.#context.plan.client.attempts) continue;
      const attempt = last + 1;
      const lastMs = told === undefined || last === 0 ? this.#startMs : told.lastMs + this.#laterMs(told.part);
      const sentMs = rounded(lastMs);
      yield this.#sent(payout, attempt, sentMs);
      // What was told may be of a clock that is ahead of ours. An answer before its sending would be no answer to it.
      const atMs = Math.max(sentMs, this.#context.atMs());
      yield {
        kind: "attempt-answered",
        atMs,
        payout,
        attempt,
        outcome: "unknown",
        reason: "not-reported",
        status: 0,
        code: "",
        payoutId: "",
      };
    }
  }

  #sent(payout: PayoutNumber, attempt: number, atMs: number): AttemptFact {
    const { plan, keyPrefix, costMsat: costOf } = this.#context;
    const { projectId, amountMsat, hostile } = requestOf(plan, keyPrefix, payout, attempt);
    const costMsat = hostile === undefined ? costOf(amountMsat) : 0;
    return { kind: "attempt-sent", atMs, payout, attempt, projectId, amountMsat, costMsat };
  }

  /**
   * How much later all that a part told is taken to have happened: it cannot have sent before the phase began, and then its clock is behind. Whatever
   * else its clock says is moved with it.
   */
  #laterMs(part: number): number {
    return Math.max(0, this.#startMs - (this.#earliestMs.get(part) ?? this.#startMs));
  }

  /** The facts so far by our clock, as far as it is known how that of their machine differs. */
  #inOurTime(): AttemptFact[] {
    const later = new Map([...this.#earliestMs.keys()].map((part) => [part, this.#laterMs(part)]));
    if ([...later.values()].every((byMs) => byMs === 0)) return this.#facts;
    return this.#facts.map((fact) => {
      const byMs = later.get(this.#told.get(fact.payout)?.part ?? -1) ?? 0;
      return byMs === 0 ? fact : { ...fact, atMs: rounded(fact.atMs + byMs) };
    });
  }

  /**
   * The most attempts that were certainly in flight at once. Of a part whose clock is visibly behind, or ahead, because it tells of what is still to come,
   * nobody knows which of the others it met: it counts alone.
   */
  #mostInFlight(facts: readonly AttemptFact[], nowMs: number): number {
    const alone = new Set<number | undefined>();
    for (const [part, earliestMs] of this.#earliestMs) {
      const behindMs = this.#startMs - earliestMs - CLOCKS_AGREE_MS;
      const aheadMs = (this.#latestMs.get(part) ?? nowMs) - nowMs;
      if (Math.max(behindMs, aheadMs) >= WORTH_SAYING_MS) alone.add(part);
    }
    if (alone.size === 0) return mostAtOnce(facts);
    const partOf = ({ payout }: AttemptFact) => this.#told.get(payout)?.part;
    const counts = [...alone].map((part) => mostAtOnce(facts.filter((fact) => partOf(fact) === part)));
    return Math.max(mostAtOnce(facts.filter((fact) => !alone.has(partOf(fact)))), ...counts);
  }

  /** The part that told of each payout of the phase; none is -1. */
  #parts(): Int16Array {
    const parts = new Int16Array(this.#phase.payouts).fill(-1);
    for (const [payout, { part }] of this.#told) parts[payout - this.#phase.first] = part;
    return parts;
  }

  /** A time of the engine as one of the run; never before what was told of the payout before. */
  #atMs(epochMs: number, { lastMs }: ToldPayout): number {
    return rounded(Math.max(lastMs, epochMs - this.#context.startedEpochMs - CLOCKS_AGREE_MS));
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
