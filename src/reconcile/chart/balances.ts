import type { ChartPoint, ProjectChart } from "../../domain/chart.ts";
import type {
  AttemptAnswered,
  BalanceRead,
  EntryRead,
  Fact,
  OutcomeLearned,
  PaymentFailed,
  PaymentSettled,
} from "../../domain/fact.ts";
import type { Msat } from "../../domain/money.ts";
import type { PayoutNumber } from "../../domain/payout.ts";
import { type ExpectedBalanceDraft, expectedMsat, newExpectedBalance, spend } from "../expected-balance.ts";
import { dueMsat, type PayoutLine } from "../payout-line.ts";
import type { ProjectAccount } from "../project-account.ts";
import type { Statement } from "../statement.ts";

/** The two balances of each project over time: the expected one from the oracle, the actual one from the ledger. Both end as in the statement. */
export interface BalancesDraft {
  readonly statement: Statement;
  readonly projects: Map<string, BalanceDraft>;
  /** The payouts whose cost is counted already: all of it if answers are the oracle, else the fees of their failures. */
  readonly spent: Set<PayoutNumber>;
}

interface BalanceDraft extends ExpectedBalanceDraft {
  readonly account: ProjectAccount;
  readonly expected: ChartPoint[];
  readonly reads: BalanceRead[];
  readonly entries: EntryRead[];
  openedAtMs: number;
}

/** Empty balances. */
export function newBalances(statement: Statement): BalancesDraft {
  const projects = new Map<string, BalanceDraft>();
  for (const account of statement.accounts) {
    const empty = { expected: [], reads: [], entries: [], openedAtMs: 0, ...newExpectedBalance() };
    projects.set(account.projectId, { account, ...empty });
  }
  return { statement, projects, spent: new Set() };
}

/** Applies one fact, in the order of the journal. */
export function applyToBalances(draft: BalancesDraft, fact: Fact): void {
  switch (fact.kind) {
    case "balance-read": {
      const project = draft.projects.get(fact.projectId);
      if (project !== undefined) readBalance(project, fact);
      return;
    }
    case "entry-read":
      draft.projects.get(fact.projectId)?.entries.push(fact);
      return;
    case "payment-settled":
      if (draft.statement.run.oracle === "rail") spendAsSettled(draft, fact);
      return;
    case "payment-failed":
      if (draft.statement.run.oracle === "rail") spendAsFailed(draft, fact);
      return;
    case "attempt-answered":
    case "outcome-learned":
      if (draft.statement.run.oracle === "answers") spendAsAnswered(draft, fact);
      return;
    default:
  }
}

function readBalance(project: BalanceDraft, fact: BalanceRead): void {
  project.reads.push(fact);
  if (fact.when !== "opening") return;
  project.openingMsat = fact.balanceMsat;
  project.openedAtMs = fact.atMs;
  project.expected.length = 0;
  expect(project, fact.atMs);
}

function expect(project: BalanceDraft, atMs: number): void {
  const { expected } = project;
  const msat = expectedMsat(project);
  if (msat === null) return;
  // The observers' clocks differ, and a line must not go back in time.
  const after = Math.max(atMs, expected.at(-1)?.atMs ?? atMs);
  expected.push({ atMs: after, msat });
}

function spendAsSettled({ statement, projects }: BalancesDraft, fact: PaymentSettled): void {
  const line = fact.payout === null ? undefined : statement.lineOf(fact.payout);
  if (line !== undefined) spendOn(projects, line, line.costMsat + fact.passedOnMsat, fact.atMs);
}

/** The fees that a payout keeps are spent when its payment first fails. */
function spendAsFailed({ statement, projects, spent }: BalancesDraft, { payout, atMs }: PaymentFailed): void {
  const line = payout === null ? undefined : statement.lineOf(payout);
  if (line === undefined || line.keptMsat === 0 || spent.has(line.payout)) return;
  spent.add(line.payout);
  spendOn(projects, line, line.keptMsat, atMs);
}

/** A paid payout is spent at its last answer, or when its outcome is learned. */
function spendAsAnswered(
  { statement, projects, spent }: BalancesDraft,
  { payout, atMs }: AttemptAnswered | OutcomeLearned,
): void {
  const line = statement.lineOf(payout);
  if (line === undefined || line.settlements === 0 || spent.has(payout) || atMs < line.lastAnsweredMs) return;
  spent.add(payout);
  spendOn(projects, line, dueMsat(line), atMs);
}

/** What is paid according to the list only, and fees that are kept without a failure at the rail, are spent at the end. */
function spendAtEnd({ statement, projects, spent }: BalancesDraft): void {
  const { run, events, lines } = statement;
  for (const line of lines) {
    const msat = run.oracle === "answers" ? dueMsat(line) : line.keptMsat;
    if (msat === 0 || spent.has(line.payout)) continue;
    spent.add(line.payout);
    spendOn(projects, line, msat, events.lastAtMs);
  }
}

function spendOn(projects: BalancesDraft["projects"], line: PayoutLine, msat: Msat, atMs: number): void {
  const project = projects.get(line.project.projectId);
  if (project === undefined) return;
  spend(project, msat);
  expect(project, atMs);
}

/** The balances after the last fact, in the order of the plan. */
export function balancesOf(draft: BalancesDraft): readonly ProjectChart[] {
  spendAtEnd(draft);
  return [...draft.projects.values()].map((project) => {
    const { projectId, entriesKnown } = project.account;
    const stamped = project.entries.every(({ enteredAtMs }) => enteredAtMs !== null);
    const byEntries = entriesKnown && stamped && project.entries.length > 0 && project.openingMsat !== null;
    const actual = byEntries ? enteredPoints(project) : readPoints(project.reads);
    return { projectId, expected: project.expected, actual, actualFrom: byEntries ? "entries" : "reads" };
  });
}

function readPoints(reads: readonly BalanceRead[]): ChartPoint[] {
  return reads.map(({ atMs, balanceMsat }) => ({ atMs, msat: balanceMsat }));
}

/** The opening balance, each entry when the ledger made it, and the final read, because a balance may move without an entry. */
function enteredPoints({ entries, reads, openingMsat, openedAtMs }: BalanceDraft): ChartPoint[] {
  let msat = openingMsat ?? 0;
  let lastMs = openedAtMs;
  const points: ChartPoint[] = [{ atMs: openedAtMs, msat }];
  for (const { payout, enteredAtMs, deltaMsat, balanceAfterMsat } of inOrder(entries)) {
    const atMs = enteredAtMs ?? openedAtMs;
    // Deposits before the opening read are part of the opening balance.
    if (deltaMsat === 0 || (payout === null && atMs <= openedAtMs)) continue;
    msat = balanceAfterMsat ?? msat + deltaMsat;
    lastMs = Math.max(lastMs, atMs);
    points.push({ atMs: lastMs, msat });
  }
  const final = reads.findLast(({ when }) => when === "final");
  if (final !== undefined) points.push({ atMs: Math.max(lastMs, final.atMs), msat: final.balanceMsat });
  return points;
}

/** By the ledger's clock. A ledger that lists the newest first does so within each millisecond too. */
function inOrder(entries: readonly EntryRead[]): readonly EntryRead[] {
  const stamp = (entry: EntryRead | undefined) => entry?.enteredAtMs ?? 0;
  const oldestFirst = stamp(entries[0]) <= stamp(entries.at(-1)) ? entries : entries.toReversed();
  return oldestFirst.toSorted((left, right) => stamp(left) - stamp(right));
}
