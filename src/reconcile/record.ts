import type {
  AttemptAnswered,
  Drained,
  EntryRead,
  Fact,
  Interrupted,
  PayoutRead,
  PhaseEnded,
  ReadFailed,
  RunEnded,
  RunStarted,
} from "../domain/fact.ts";
import { type PayoutNumber, payoutKey } from "../domain/payout.ts";
import { type AccountDraft, deposit, enterStray, newAccount, noteOverdraft, readBalance } from "./account.ts";
import type { Hit } from "./hit.ts";
import { answer, enter, isPaymentTimeout, type LineDraft, list, markOf, newLine, settle } from "./line.ts";

/** How the run went, apart from its payouts. */
export interface Course {
  readonly phases: readonly PhaseEnded[];
  readonly readFailures: readonly ReadFailed[];
  readonly apiExits: readonly { readonly atMs: number; readonly reason: string }[];
  readonly drained: Drained | null;
  readonly interrupted: Interrupted | null;
  readonly ended: RunEnded | null;
  /** When the last fact was seen. */
  readonly lastAtMs: number;
  /** How often each fault fired at the node. */
  readonly fired: ReadonlyMap<string, number>;
  /** Attempts that were answered with an HTTP status. */
  readonly heard: number;
  /** Attempts that were refused before a payment was tried, by their code. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Attempts that were answered with a payment timeout. */
  readonly timeoutAnswers: number;
  /** Payments that the API hung up on while the node still held them. */
  readonly abandoned: number;
  /** Payments that the node was asked for, and of them those of no payout of this run. */
  readonly received: number;
  readonly strayReceived: number;
  /** Settlements of no payout of this run. */
  readonly straySettled: number;
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** A statement while facts are still being entered into it. */
export interface StatementDraft {
  readonly run: RunStarted;
  readonly course: Draft<Course> & {
    readonly phases: PhaseEnded[];
    readonly readFailures: ReadFailed[];
    readonly apiExits: { readonly atMs: number; readonly reason: string }[];
    readonly fired: Map<string, number>;
    readonly refusals: Map<string, number>;
  };
  readonly lines: Map<PayoutNumber, LineDraft>;
  readonly accounts: Map<string, AccountDraft>;
  /** Entries that name a payout of this run and stand in another project than it was asked of. */
  readonly misplaced: Hit[];
  /** The marks of the ids listed under the keys of second and later attempts. */
  readonly retryIds: Map<string, number>;
}

/** The statement of a run of which only the start is known. */
export function newDraft(run: RunStarted): StatementDraft {
  return {
    run,
    course: {
      phases: [],
      readFailures: [],
      apiExits: [],
      drained: null,
      interrupted: null,
      ended: null,
      lastAtMs: run.atMs,
      fired: new Map(),
      heard: 0,
      refusals: new Map(),
      timeoutAnswers: 0,
      abandoned: 0,
      received: 0,
      strayReceived: 0,
      straySettled: 0,
    },
    lines: new Map(),
    accounts: new Map(run.projectIds.map((projectId) => [projectId, newAccount(projectId)])),
    misplaced: [],
    retryIds: new Map(),
  };
}

/** Enters one fact. Facts come in the order of the journal, so a payout was asked for before anything else is said of it. */
export function record(draft: StatementDraft, fact: Exclude<Fact, RunStarted>): void {
  draft.course.lastAtMs = Math.max(draft.course.lastAtMs, fact.atMs);
  switch (fact.kind) {
    case "attempt-sent": {
      const line = lineOf(draft, fact.payout) ?? newLine(fact, accountOf(draft, fact.projectId));
      line.attempts += 1;
      draft.lines.set(fact.payout, line);
      return;
    }
    case "attempt-answered": {
      const line = lineOf(draft, fact.payout);
      if (line !== undefined) answer(line, fact, draft.run.retryKey);
      if (fact.status !== 0) draft.course.heard += 1;
      if (fact.outcome === "refused" && fact.code !== "PAYMENT_FAILED") countRefusal(draft.course.refusals, fact);
      if (isPaymentTimeout(fact)) draft.course.timeoutAnswers += 1;
      return;
    }
    case "payment-settled": {
      const line = lineOf(draft, fact.payout);
      if (line === undefined) draft.course.straySettled += 1;
      else settle(line, fact.amountSats);
      return;
    }
    case "balance-read":
      readBalance(accountOf(draft, fact.projectId), fact);
      return;
    case "deposited":
      deposit(accountOf(draft, fact.projectId), fact);
      return;
    case "entry-read":
      recordEntry(draft, fact);
      return;
    case "payout-read":
      recordListed(draft, fact);
      return;
    default:
      recordCourse(draft, fact);
  }
}

function countRefusal(refusals: Map<string, number>, { status, code }: AttemptAnswered): void {
  const why = code === "" || code === "NOT_JSON" ? String(status) : code;
  refusals.set(why, (refusals.get(why) ?? 0) + 1);
}

type LedgerOrClientKind =
  | "attempt-sent"
  | "attempt-answered"
  | "payment-settled"
  | "balance-read"
  | "deposited"
  | "entry-read"
  | "payout-read";
type CourseFact = Exclude<Fact, { readonly kind: LedgerOrClientKind | "run-started" }>;

function recordCourse({ run, course, lines, accounts }: StatementDraft, fact: CourseFact): void {
  switch (fact.kind) {
    case "payment-received": {
      course.received += 1;
      const line = fact.payout === null ? undefined : lines.get(fact.payout);
      if (line === undefined) course.strayReceived += 1;
      else line.inFlight += 1;
      return;
    }
    case "payment-failed": {
      const line = fact.payout === null ? undefined : lines.get(fact.payout);
      if (line !== undefined) line.inFlight -= 1;
      return;
    }
    case "payment-abandoned":
      course.abandoned += 1;
      return;
    case "fault-fired":
      if (fact.payout !== null) course.fired.set(fact.fault, (course.fired.get(fact.fault) ?? 0) + 1);
      return;
    case "phase-ended":
      course.phases.push(fact);
      return;
    case "read-failed": {
      course.readFailures.push(fact);
      const account = accounts.get(fact.projectId);
      if (account !== undefined && fact.what === "entries") account.entriesFailed = true;
      if (account !== undefined && fact.what === "payouts") account.payoutsFailed = true;
      return;
    }
    case "drained":
      course.drained = fact;
      return;
    case "api-exited":
      course.apiExits.push({ atMs: fact.atMs, reason: fact.reason });
      return;
    case "api-crashed":
      course.fired.set(fact.point, (course.fired.get(fact.point) ?? 0) + 1);
      return;
    case "api-restarted":
      return;
    case "interrupted":
      course.interrupted = fact;
      return;
    case "run-ended":
      course.ended = fact;
      return;
    case "payment-rejected":
      // It moves no money, and matters to the story of a payout alone.
      return;
    default:
      throw new TypeError(`run ${run.scenario}: no such fact: ${JSON.stringify(fact satisfies never)}`);
  }
}

function recordEntry(draft: StatementDraft, fact: EntryRead): void {
  const account = accountOf(draft, fact.projectId);
  const line = lineOf(draft, fact.payout);
  const below = fact.balanceAfterSats !== null && fact.balanceAfterSats < 0;
  if (line === undefined) {
    if (below) noteOverdraft(account, fact.balanceAfterSats, fact.enteredAtMs ?? fact.atMs);
    enterStray(account, fact.deltaSats);
    return;
  }
  account.ownEntries += 1;
  if (below) line.overdrawn = true;
  if (line.project === account) {
    enter(line, fact.cause, fact.deltaSats);
    return;
  }
  const { projectId, deltaSats: sats } = fact;
  draft.misplaced.push({ kind: "unexplained-change", projectId, payout: line.payout, sats });
}

function recordListed(draft: StatementDraft, fact: PayoutRead): void {
  const line = lineOf(draft, fact.payout);
  if (line === undefined) return;
  const { retryKey, keyPrefix } = draft.run;
  list(line, fact, retryKey);
  if (fact.projectId !== line.project.projectId || fact.amountSats !== line.amountSats) line.keyBreached = true;
  if (fact.key === "") return;
  const isFirstKey = fact.key === payoutKey(keyPrefix, line.payout);
  const before = isFirstKey ? line.listedId : (draft.retryIds.get(fact.key) ?? -1);
  const id = markOf(fact.payoutId);
  if (before !== -1 && before !== id) line.keyBreached = true;
  if (isFirstKey) line.listedId = id;
  else draft.retryIds.set(fact.key, id);
}

function lineOf(draft: StatementDraft, payout: PayoutNumber | null): LineDraft | undefined {
  return payout === null ? undefined : draft.lines.get(payout);
}

function accountOf(draft: StatementDraft, projectId: string): AccountDraft {
  const known = draft.accounts.get(projectId);
  if (known !== undefined) return known;
  const account = newAccount(projectId);
  draft.accounts.set(projectId, account);
  return account;
}
