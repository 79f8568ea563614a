import type { AttemptAnswered, AttemptSent, BalanceRead, Fact, RunStarted } from "../domain/fact.ts";
import { costSats, type Sats } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/**
 * What is known of the drift while a run is still under way. At rest is a payout whose caller has its answer, with which the node is
 * through, and of which nobody says that more will come of it. The latest balance of a project, less what it should be after the
 * payouts at rest, is the drift so far; but payouts that are not at rest may have been charged in it already, each with its cost or
 * not at all. So the drift is known as a range, and what is not known widens it and accuses nobody.
 *
 * A balance is that of some moment between its question and its answer: whatever came to rest since the question counts as not at rest.
 */
export interface DriftRange {
  readonly loSats: Sats;
  readonly hiSats: Sats;
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
  readonly costSats: Sats;
  attempts: number;
  answers: number;
  paymentsInFlight: number;
  settlements: number;
  /** Its caller was told nothing, or that the end is still to come; only a payment tells that it came. */
  isAwaited: boolean;
}

interface OpenProject {
  /** What it held before the load, with what was deposited; null until it was read. */
  fundedSats: Sats | null;
  /** What the payouts at rest cost, each as often as it was paid. */
  spentSats: Sats;
  /** What the attempts of payouts that are not at rest may have been charged. */
  openSats: Sats;
  /** The same two of what came to rest lately, by the millisecond. */
  readonly lately: Map<number, { spentSats: Sats; openSats: Sats }>;
  range: DriftRange | null;
}

/** The drift of a run of which no fact is known yet. */
export function createDriftSoFar(): DriftSoFar {
  let run: RunStarted | undefined;
  const projects = new Map<string, OpenProject>();
  const open = new Map<PayoutNumber, OpenPayout>();
  // Of payouts at rest no more is kept than where they belong: the node may be asked for one again.
  const projectOf: OpenProject[] = [];

  const reopened = (payout: PayoutNumber, project: OpenProject | undefined, sats: Sats): OpenPayout | undefined => {
    const known = open.get(payout);
    if (known !== undefined || project === undefined) return known;
    const counts = { attempts: 0, answers: 0, paymentsInFlight: 0, settlements: 0, isAwaited: false };
    const fresh: OpenPayout = { project, costSats: sats, ...counts };
    open.set(payout, fresh);
    return fresh;
  };
  const rest = (payout: PayoutNumber, one: OpenPayout, atMs: number) => {
    const isThrough = one.answers >= one.attempts && one.paymentsInFlight <= 0;
    if (!isThrough || (one.isAwaited && one.settlements === 0)) return;
    open.delete(payout);
    comeToRest(one, atMs);
  };
  const sent = ({ payout, projectId, amountSats }: AttemptSent) => {
    const project = projects.get(projectId);
    const one = reopened(payout, project, costSats(amountSats));
    if (project === undefined || one === undefined) return;
    projectOf[payout] = project;
    one.attempts += 1;
    one.project.openSats += one.costSats;
  };
  const answered = (fact: AttemptAnswered) => {
    const one = open.get(fact.payout);
    if (one === undefined) return;
    one.answers += 1;
    const believed = run?.oracle === "answers";
    if (believed && fact.outcome === "paid") one.settlements = 1;
    const isLeftOpen =
      fact.outcome === "unknown" && (fact.status === 0 || (believed && run?.openMeansUnpaid === false));
    one.isAwaited = fact.outcome === "pending" || isLeftOpen;
    rest(fact.payout, one, fact.atMs);
  };
  const paying = (payout: PayoutNumber | null, amountSats: Sats, change: (one: OpenPayout) => void, atMs: number) => {
    if (payout === null) return;
    const one = reopened(payout, projectOf[payout], costSats(amountSats));
    if (one === undefined) return;
    change(one);
    rest(payout, one, atMs);
  };

  return {
    enter(fact) {
      switch (fact.kind) {
        case "run-started":
          run = fact;
          for (const projectId of fact.projectIds) projects.set(projectId, newProject());
          return;
        case "deposited":
          return deposit(projects.get(fact.projectId), fact.amountSats);
        case "attempt-sent":
          return sent(fact);
        case "attempt-answered":
          return answered(fact);
        case "payment-received":
          return paying(fact.payout, fact.amountSats, begin, fact.atMs);
        case "payment-settled":
          return paying(fact.payout, fact.amountSats, settle, fact.atMs);
        case "payment-failed":
          return paying(fact.payout, 0, end, fact.atMs);
        case "balance-read":
          read(projects.get(fact.projectId), fact);
          // Everything has had its time by then; and our own node has told of every payment.
          if (fact.when === "final" && run?.oracle === "node") settleAccount(projects.get(fact.projectId), fact, open);
      }
    },
    range: () => sumOf([...projects.values()]),
  };
}

function newProject(): OpenProject {
  return { fundedSats: null, spentSats: 0, openSats: 0, lately: new Map(), range: null };
}

function deposit(project: OpenProject | undefined, sats: Sats): void {
  if (project !== undefined && project.fundedSats !== null) project.fundedSats += sats;
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

function comeToRest({ project, costSats, attempts, settlements }: OpenPayout, atMs: number): void {
  const spentSats = costSats * settlements;
  const openSats = costSats * attempts;
  project.spentSats += spentSats;
  project.openSats -= openSats;
  const at = Math.floor(settlements > 0 ? atMs : atMs + REFUND_MS);
  const before = project.lately.get(at);
  project.lately.set(at, {
    spentSats: spentSats + (before?.spentSats ?? 0),
    openSats: openSats + (before?.openSats ?? 0),
  });
}

function read(project: OpenProject | undefined, { when, askedAtMs, balanceSats }: BalanceRead): void {
  if (project === undefined) return;
  if (when === "opening") project.fundedSats = balanceSats;
  if (project.fundedSats === null) return;
  let { spentSats, openSats } = project;
  for (const [atMs, since] of project.lately) {
    if (atMs < Math.floor(askedAtMs)) {
      project.lately.delete(atMs);
    } else {
      spentSats -= since.spentSats;
      openSats += since.openSats;
    }
  }
  const loSats = balanceSats - project.fundedSats + spentSats;
  project.range = { loSats, hiSats: loSats + openSats };
}

function settleAccount(
  project: OpenProject | undefined,
  { balanceSats }: BalanceRead,
  open: ReadonlyMap<PayoutNumber, OpenPayout>,
): void {
  if (project === undefined || project.fundedSats === null) return;
  let { spentSats } = project;
  for (const one of open.values()) if (one.project === project) spentSats += one.costSats * one.settlements;
  const sats = balanceSats - project.fundedSats + spentSats;
  project.range = { loSats: sats, hiSats: sats };
}

function sumOf(projects: readonly OpenProject[]): DriftRange | null {
  let loSats = 0;
  let hiSats = 0;
  for (const { range } of projects) {
    if (range === null) return null;
    loSats += range.loSats;
    hiSats += range.hiSats;
  }
  return projects.length === 0 ? null : { loSats, hiSats };
}
