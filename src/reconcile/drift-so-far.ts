import type { AttemptAnswered, AttemptSent, BalanceRead, Fact } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import { isHeard } from "../domain/outcome.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { driftOf, type ExpectedBalanceDraft, newExpectedBalance, spend } from "./expected-balance.ts";

/**
 * What is known of the drift while a run is still under way. At rest is a payout whose caller has its answer, with which the node is
 * through, and of which nobody says that more will come of it. The latest balance of a project, less what it should be after the
 * payouts at rest, is the drift so far; but payouts that are not at rest may have been charged in it already, each with its cost or
 * not at all. So the drift is known as a range, and what is not known widens it and accuses nobody.
 *
 * A balance is that of some moment between its question and its answer: whatever came to rest since the question counts as not at rest.
 */
export interface DriftRange {
  readonly loMsat: Msat;
  readonly hiMsat: Msat;
}

/** The drift of a run whose facts come one after the other. */
export interface DriftSoFar {
  enter(fact: Fact): void;
  /** Of all projects together, as of the last balance that was read of each; null where not even an opening balance was. */
  range(): DriftRange | null;
}

/** A charge without a payment behind it may still be given back: a refund can come a little later than the answer. */
const REFUND_MS = 2_000;

/** A payout that is not at rest. */
interface OpenPayout {
  readonly project: OpenProject;
  readonly costMsat: Msat;
  attempts: number;
  answers: number;
  paymentsInFlight: number;
  settlements: number;
  /** Its caller was told nothing, or that the end is still to come; only a payment tells that it came. */
  isAwaited: boolean;
}

/** `spentMsat` is what the payouts at rest cost, each as often as it was paid. */
interface OpenProject extends ExpectedBalanceDraft {
  /** What the attempts of payouts that are not at rest may have been charged. */
  openMsat: Msat;
  /** The same two of what came to rest lately, by the millisecond. */
  readonly lately: Map<number, { spentMsat: Msat; openMsat: Msat }>;
  range: DriftRange | null;
}

/** The drift of a run of which no fact is known yet. */
export function createDriftSoFar(): DriftSoFar {
  let run: RunStarted | undefined;
  const projects = new Map<string, OpenProject>();
  const open = new Map<PayoutNumber, OpenPayout>();
  // Of payouts at rest no more is kept than where they belong and what they cost: the node may be asked for one again.
  const projectOf: OpenProject[] = [];
  const costOf: Msat[] = [];

  const reopened = (payout: PayoutNumber): OpenPayout | undefined => {
    const known = open.get(payout);
    const project = projectOf[payout];
    if (known !== undefined || project === undefined) return known;
    const counts = { attempts: 0, answers: 0, paymentsInFlight: 0, settlements: 0, isAwaited: false };
    const fresh: OpenPayout = { project, costMsat: costOf[payout] ?? 0, ...counts };
    open.set(payout, fresh);
    return fresh;
  };
  const rest = (payout: PayoutNumber, one: OpenPayout, atMs: number) => {
    const isThrough = one.answers >= one.attempts && one.paymentsInFlight <= 0;
    if (!isThrough || (one.isAwaited && one.settlements === 0)) return;
    open.delete(payout);
    comeToRest(one, atMs);
  };
  const sent = ({ payout, projectId, costMsat }: AttemptSent) => {
    const project = projects.get(projectId);
    if (project === undefined) return;
    projectOf[payout] = project;
    costOf[payout] = costMsat;
    const one = reopened(payout);
    if (one === undefined) return;
    one.attempts += 1;
    one.project.openMsat += one.costMsat;
  };
  const answered = (fact: AttemptAnswered) => {
    const one = open.get(fact.payout);
    if (one === undefined) return;
    one.answers += 1;
    const believed = run?.oracle === "answers";
    if (believed && fact.outcome === "paid") one.settlements = 1;
    one.isAwaited = fact.outcome === "pending" || isLeftOpen(fact, run);
    rest(fact.payout, one, fact.atMs);
  };
  const paying = (payout: PayoutNumber | null, change: (one: OpenPayout) => void, atMs: number) => {
    const one = payout === null ? undefined : reopened(payout);
    if (payout === null || one === undefined) return;
    change(one);
    rest(payout, one, atMs);
  };

  return {
    enter(fact) {
      switch (fact.kind) {
        case "run-started":
          run = fact;
          for (const { projectId } of fact.projects) projects.set(projectId, newProject());
          return;
        case "attempt-sent":
          return sent(fact);
        case "attempt-answered":
          return answered(fact);
        case "payment-received":
          return paying(fact.payout, begin, fact.atMs);
        case "payment-settled":
          return paying(fact.payout, settle, fact.atMs);
        case "payment-failed":
          return paying(fact.payout, end, fact.atMs);
        case "balance-read":
          read(projects.get(fact.projectId), fact);
          // Everything has had its time by then; and our own node has told of every payment.
          if (fact.when === "final" && run?.oracle === "rail") settleAccount(projects.get(fact.projectId), fact, open);
      }
    },
    range: () => sumOf([...projects.values()]),
  };
}

function newProject(): OpenProject {
  return { ...newExpectedBalance(), openMsat: 0, lately: new Map(), range: null };
}

/**
 * Whether an answer leaves open what becomes of the payout. The rail tells that of whatever the API has taken on; where answers are the
 * oracle nobody does, but for a timeout of which it is declared that it never pays.
 */
function isLeftOpen({ outcome, reason }: AttemptAnswered, run: RunStarted | undefined): boolean {
  if (outcome !== "unknown") return false;
  if (run?.oracle !== "answers") return !isHeard(reason);
  return reason !== "payment-timeout" || run.injectedTimeouts !== "never-paid";
}

function begin(one: OpenPayout): void {
  one.paymentsInFlight += 1;
}

function end(one: OpenPayout): void {
  one.paymentsInFlight -= 1;
}

function settle(one: OpenPayout): void {
  one.paymentsInFlight -= 1;
  one.settlements += 1;
}

function comeToRest({ project, costMsat, attempts, settlements }: OpenPayout, atMs: number): void {
  const spentMsat = costMsat * settlements;
  const openMsat = costMsat * attempts;
  spend(project, costMsat, settlements);
  project.openMsat -= openMsat;
  const at = Math.floor(settlements > 0 ? atMs : atMs + REFUND_MS);
  const before = project.lately.get(at);
  project.lately.set(at, {
    spentMsat: spentMsat + (before?.spentMsat ?? 0),
    openMsat: openMsat + (before?.openMsat ?? 0),
  });
}

function read(project: OpenProject | undefined, { when, askedAtMs, balanceMsat }: BalanceRead): void {
  if (project === undefined) return;
  if (when === "opening") project.openingMsat = balanceMsat;
  let { spentMsat, openMsat } = project;
  for (const [atMs, since] of project.lately) {
    if (atMs < Math.floor(askedAtMs)) {
      project.lately.delete(atMs);
    } else {
      spentMsat -= since.spentMsat;
      openMsat += since.openMsat;
    }
  }
  project.range = rangeOf({ openingMsat: project.openingMsat, spentMsat }, balanceMsat, openMsat);
}

function settleAccount(
  project: OpenProject | undefined,
  { balanceMsat }: BalanceRead,
  open: ReadonlyMap<PayoutNumber, OpenPayout>,
): void {
  if (project === undefined) return;
  const expected = { openingMsat: project.openingMsat, spentMsat: project.spentMsat };
  for (const one of open.values()) if (one.project === project) spend(expected, one.costMsat, one.settlements);
  project.range = rangeOf(expected, balanceMsat, 0);
}

/** The drift by the judge's own expected balance, and by how much it may be higher; null before the opening balance was read. */
function rangeOf(expected: ExpectedBalanceDraft, balanceMsat: Msat, openMsat: Msat): DriftRange | null {
  const drift = driftOf(expected, balanceMsat);
  return drift === null ? null : { loMsat: drift, hiMsat: drift + openMsat };
}

function sumOf(projects: readonly OpenProject[]): DriftRange | null {
  let loMsat = 0;
  let hiMsat = 0;
  for (const { range } of projects) {
    if (range === null) return null;
    loMsat += range.loMsat;
    hiMsat += range.hiMsat;
  }
  return projects.length === 0 ? null : { loMsat, hiMsat };
}
