import { type Clock, systemClock } from "../domain/clock.ts";
import { formatInteger, formatSats } from "../domain/format.ts";
import { msatOf } from "../domain/money.ts";
import type { InjectedTimeouts } from "../domain/run-started.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import { createHttpTarget } from "../target/http-target.ts";
import { type Balance, type EntryMark, type ListedPayout, type Target, TargetError } from "../target/target.ts";
import { type BalanceSheet, type Judged, judge } from "./balance-sheet.ts";
import type { TestNode } from "./lightning-node.ts";
import type { Observed, ObservedEntry, ObservedPayout } from "./observed.ts";

/** The payout API whose balances are reconciled, and who is believed about what was paid. */
export interface ReconciledOptions {
  /** Where the payout API is, with an optional path in front of `/api/v1`. */
  readonly target: string;
  /** The value of the `authorization` header of every read; never written anywhere. */
  readonly authorization?: string | undefined;
  /** The node behind the API. It knows what was really paid; without it what the API lists as completed counts as paid. */
  readonly node?: TestNode | undefined;
  /**
   * What a payout that is listed as failed means where no node is given: `never-paid` where your API declares that what it injects was never
   * paid; otherwise nothing is proved by it.
   */
  readonly injectedTimeouts?: InjectedTimeouts | undefined;
  /**
   * How long everything may take to come to rest after the body, in milliseconds; 5,000 unless told otherwise. All of it is waited for only
   * where something is open or unexplained.
   */
  readonly drainMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** The balance of a project moved otherwise than its settled payouts explain; the message is the sheet. */
export class ReconciliationError extends Error {
  /** What was added up; undefined where nothing is proved, because something could not be read or did not come to rest. */
  readonly sheet: BalanceSheet | undefined;

  constructor(message: string, sheet?: BalanceSheet) {
    super(message);
    this.name = "ReconciliationError";
    this.sheet = sheet;
  }
}

const DRAIN_MS = 5_000;
const TIMEOUT_MS = 10_000;

/** So long nothing may have moved: payments at our own node have resolved before this wait begins; of another node nobody knows. */
const QUIET_MS = { ours: 50, theirs: 300 } as const;

/** How often the API is asked while everything comes to rest: seldomer, the longer it takes. */
const PACE = { fromMs: 20, toMs: 500, growth: 1.5 } as const;

/**
 * Runs `body`, and asks afterwards whether the balance of the project moved by the payouts that were really paid, to the sat. Nothing else
 * may move the same project meanwhile, nor may a node that is given pay for another one. Where the API lists no entries, two errors that
 * cancel each other out cannot be seen. The answer is that of `body`, whose own failure comes first.
 * @throws ReconciliationError where a sat is missing or too many, and where nothing is proved.
 */
export async function reconciledOn<T>(
  options: ReconciledOptions,
  projectId: string,
  body: () => Promise<T> | T,
): Promise<T> {
  const { target: url, authorization, clock = systemClock } = options;
  const target = createHttpTarget({ url, authorization, clock, clientTimeoutMs: TIMEOUT_MS });
  try {
    const before = await proving(() => look(target, projectId, options));
    const answer = await body();
    await proving(async () => refuseWrong(await rested(target, projectId, before, options, clock)));
    return answer;
  } finally {
    await target.close();
  }
}

/** What cannot be read proves nothing. The body of the test has no part in this: what it throws is its own. */
async function proving<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TargetError) throw new ReconciliationError(`nothing is proved: ${error.message}`);
    throw error;
  }
}

/** What there is before the body runs. */
interface Before {
  readonly balance: Balance;
  readonly known: ReadonlySet<string>;
  /** Undefined where the API lists no entries. */
  readonly mark: EntryMark | undefined;
  /** How many payments the node had settled. */
  readonly settled: number;
}

/** Looks before the body runs. What began before it would end within it, and be held against it, so there may be nothing of the kind. */
async function look(target: Target, projectId: string, { node }: ReconciledOptions): Promise<Before> {
  const payouts = await payoutsOf(target, projectId);
  const mark = await unlessAbsent(() => target.markEntries(projectId));
  const pending = payouts.filter(({ state }) => state === "pending").length;
  const when = "before the test began";
  if (pending > 0) throw new ReconciliationError(`payouts of ${projectId} were pending ${when}: ${pending}`);
  const inFlight = node?.inFlight ?? 0;
  if (inFlight > 0) throw new ReconciliationError(`payments were in flight at the node ${when}: ${inFlight}`);
  return {
    balance: await target.balance(projectId),
    known: new Set(payouts.map(({ payoutId }) => payoutId)),
    mark,
    settled: node?.settlements.length ?? 0,
  };
}

/**
 * Looks again and again until nothing moves and nothing is wrong or in doubt. Whatever is may still be put right by what is under way, so
 * then the whole drain is used; what is there at its end is the answer.
 */
async function rested(
  target: Target,
  projectId: string,
  before: Before,
  options: ReconciledOptions,
  clock: Clock,
): Promise<{ readonly judged: Judged; readonly observed: Observed }> {
  const { node, drainMs = DRAIN_MS } = options;
  const quietMs = node === undefined ? QUIET_MS.theirs : QUIET_MS.ours;
  const deadlineMs = clock.now() + drainMs;
  let [waitMs, last, quietSinceMs] = [PACE.fromMs as number, "", clock.now()];
  for (;;) {
    const unfinished: Unfinished[] = [];
    if (node !== undefined && node.inFlight > 0)
      unfinished.push({ kind: "payments-in-flight", payments: node.inFlight });
    const observed = { ...(await observe(target, projectId, before, options)), unfinished };
    const standing = JSON.stringify(observed);
    const nowMs = clock.now();
    if (standing !== last) [last, quietSinceMs, waitMs] = [standing, nowMs, PACE.fromMs];
    const isQuiet = nowMs - quietSinceMs >= quietMs;
    const isOver = nowMs >= deadlineMs;
    const judged = isQuiet || isOver ? judge(isQuiet ? observed : moving(observed)) : undefined;
    if (judged !== undefined && (isOver || isClean(judged))) return { judged, observed };
    await clock.sleep(Math.min(waitMs, Math.max(1, deadlineMs - nowMs)));
    waitMs = Math.min(PACE.toMs, waitMs * PACE.growth);
  }
}

function moving(observed: Observed): Observed {
  return {
    ...observed,
    unfinished: [...observed.unfinished, { kind: "balance-moving", projectIds: [observed.projectId] }],
  };
}

function isClean({ sheet, doubts }: Judged): boolean {
  return sheet.driftSats === 0 && sheet.wrong.length === 0 && doubts.length === 0;
}

async function observe(
  target: Target,
  projectId: string,
  { balance, known, mark, settled }: Before,
  { node, injectedTimeouts = "unknown" }: ReconciledOptions,
): Promise<Observed> {
  const payouts = (await payoutsOf(target, projectId)).filter(({ payoutId }) => !known.has(payoutId));
  const entries = mark === undefined ? undefined : await entriesSince(target, mark);
  return {
    ...{ projectId, opening: balance, closing: await target.balance(projectId), injectedTimeouts, unfinished: [] },
    payouts: payouts.map(observedPayout),
    entries,
    settlements: node?.settlements.slice(settled),
  };
}

function observedPayout({ payoutId, key, gamertag = "", state, word, amountMsat }: ListedPayout): ObservedPayout {
  return { payoutId, key, gamertag, state, word, amountMsat };
}

function refuseWrong({ judged, observed }: { readonly judged: Judged; readonly observed: Observed }): void {
  const { sheet, doubts } = judged;
  if (isClean(judged)) return;
  if (sheet.wrong.length === 0 && doubts.length > 0) {
    const way = observed.settlements === undefined ? "; give the node, which knows what was paid" : "";
    throw new ReconciliationError(`nothing is proved: ${doubts.join("; ")}${way}`);
  }
  const { projectId, openingSats, depositsSats, settledPayouts, settledSats, expectedSats, actualSats } = sheet;
  const sign = sheet.driftSats > 0 ? "+" : "";
  const lines = [
    `${projectId} does not balance: drift ${sign}${shown(sheet.driftSats)} sats`,
    `  before ${shown(openingSats)} · deposited ${shown(depositsSats)} · ${formatInteger(settledPayouts)} settled for ${shown(settledSats)}`,
    `  expected ${shown(expectedSats)} · actual ${shown(actualSats)}`,
    ...[...sheet.wrong, ...doubts.map((doubt) => `in doubt: ${doubt}`)].map((line) => `  ${line}`),
    ...(observed.entries === undefined
      ? ["  the API lists no entries, so what was deposited meanwhile is drift here"]
      : []),
  ];
  throw new ReconciliationError(lines.join("\n"), sheet);
}

function shown(sats: number): string {
  return formatSats(Math.round(msatOf(sats)));
}

async function payoutsOf(target: Target, projectId: string): Promise<readonly ListedPayout[]> {
  const all: ListedPayout[] = [];
  for await (const page of target.payouts(projectId)) {
    all.push(...page.filter((payout) => payout.projectId === undefined || payout.projectId === projectId));
  }
  return all;
}

/** Where they could be listed before the test, they have to be listed after it. @throws TargetError */
async function entriesSince(target: Target, mark: EntryMark): Promise<readonly ObservedEntry[]> {
  const all: ObservedEntry[] = [];
  for await (const page of target.entriesSince(mark)) {
    all.push(...page.map(({ payoutId, key, effect, word, deltaMsat }) => ({ payoutId, key, effect, word, deltaMsat })));
  }
  return all;
}

/** Undefined where the API does not offer the call at all. */
async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TargetError && error.kind === "absent") return undefined;
    throw error;
  }
}
