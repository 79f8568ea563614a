import { type Clock, systemClock } from "../domain/clock.ts";
import { formatInteger, formatSats } from "../domain/format.ts";
import { msatOf } from "../domain/money.ts";
import type { InjectedTimeouts } from "../domain/run-started.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import { createHttpTarget } from "../service/http-target.ts";
import { type Balance, type EntryMark, type Target, TargetError } from "../service/target.ts";
import { type BalanceSheet, type Judged, judge } from "./balance-sheet.ts";
import type { TestNode } from "./lightning-node.ts";
import type { Observed, ObservedPayout } from "./observed.ts";

/** The payout API whose balances are reconciled, and who is believed about what was paid. */
export interface ReconciledOptions {
  /** The URL of the payout API, with an optional path in front of `/api/v1`. */
  readonly target: string;
  /** The value of the `authorization` header of every read; never written anywhere. */
  readonly authorization?: string | undefined;
  /** The node behind the API, which knows what was paid. Without it, what the API lists as completed counts as paid. */
  readonly node?: TestNode | undefined;
  /** Without a node: `never-paid` if your API declares that a payout with an injected timeout was never paid. */
  readonly injectedTimeouts?: InjectedTimeouts | undefined;
  /** How long payouts may take to finish after the body, in milliseconds. Default: 5,000. */
  readonly drainMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** The settled payouts do not explain how the balance of a project moved. The message has the balance sheet. */
export class ReconciliationError extends Error {
  /** Undefined where nothing is proved, because something could not be read or did not finish. */
  readonly sheet: BalanceSheet | undefined;

  constructor(message: string, sheet?: BalanceSheet) {
    super(message);
    this.name = "ReconciliationError";
    this.sheet = sheet;
  }
}

const DRAIN_MS = 5_000;
const TIMEOUT_MS = 10_000;

/** How long nothing must have moved: longer without our node, which knows the payments in flight. */
const QUIET_MS = { ours: 50, theirs: 300 } as const;

/** The growing pause between two observations. */
const PACE = { fromMs: 20, toMs: 500, growth: 1.5 } as const;

/**
 * Runs `body`, then checks that the balance of the project moved by exactly the payouts that were really paid. If the API lists no entries,
 * two errors that cancel each other out cannot be seen.
 * @throws ReconciliationError if a sat is missing or too many, or if nothing is proved. An error of `body` comes first.
 */
export async function reconciledOn<T>(
  options: ReconciledOptions,
  projectId: string,
  body: () => Promise<T> | T,
): Promise<T> {
  const { target: url, authorization, clock = systemClock } = options;
  const target = createHttpTarget({ url, authorization, clock, clientTimeoutMs: TIMEOUT_MS });
  try {
    const before = await proving(() => readBefore(target, projectId, options));
    const answer = await body();
    await proving(async () => refuseWrong(await observeUntilQuiet(target, projectId, before, options, clock)));
    return answer;
  } finally {
    await target.close();
  }
}

/** Translates a failed read. The body of the test runs outside of this. */
async function proving<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TargetError) throw new ReconciliationError(`nothing is proved: ${error.message}`);
    throw error;
  }
}

interface Before {
  readonly balance: Balance;
  readonly known: ReadonlySet<string>;
  /** Undefined where the API lists no entries. */
  readonly mark: EntryMark | undefined;
  /** How many payments the node had settled. */
  readonly settled: number;
}

/** Reads before the body runs. A payout still under way would count against the body. */
async function readBefore(target: Target, projectId: string, { node }: ReconciledOptions): Promise<Before> {
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

/** Observes until nothing moves and nothing is wrong or in doubt. Otherwise the last observation of the drain decides. */
async function observeUntilQuiet(
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
    const payments = node?.inFlight ?? 0;
    const unfinished: Unfinished[] = payments > 0 ? [{ kind: "payments-in-flight", payments }] : [];
    const observed = { ...(await observe(target, projectId, before, options)), unfinished };
    const current = JSON.stringify(observed);
    const nowMs = clock.now();
    if (current !== last) [last, quietSinceMs, waitMs] = [current, nowMs, PACE.fromMs];
    const isQuiet = nowMs - quietSinceMs >= quietMs;
    const isOver = nowMs >= deadlineMs;
    if (!isQuiet) unfinished.push({ kind: "balance-moving", projectIds: [projectId] });
    const judged = isQuiet || isOver ? judge(observed) : undefined;
    if (judged !== undefined && (isOver || isClean(judged))) return { judged, observed };
    await clock.sleep(Math.min(waitMs, Math.max(1, deadlineMs - nowMs)));
    waitMs = Math.min(PACE.toMs, waitMs * PACE.growth);
  }
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
  return {
    projectId,
    opening: balance,
    closing: await target.balance(projectId),
    injectedTimeouts,
    unfinished: [],
    payouts,
    entries: mark === undefined ? undefined : await allOf(target.entriesSince(mark)),
    settlements: node?.settlements.slice(settled),
  };
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
  ];
  if (observed.entries === undefined)
    lines.push("  the API lists no entries, so what was deposited meanwhile is drift here");
  throw new ReconciliationError(lines.join("\n"), sheet);
}

function shown(sats: number): string {
  return formatSats(Math.round(msatOf(sats)));
}

async function payoutsOf(target: Target, projectId: string): Promise<readonly ObservedPayout[]> {
  const payouts = await allOf(target.payouts(projectId));
  return payouts.flatMap((payout) => {
    if (payout.projectId !== undefined && payout.projectId !== projectId) return [];
    const { amountMsat } = payout;
    if (amountMsat === null) throw new TargetError("nonsense", "the list of payouts does not tell their amounts");
    return [{ ...payout, amountMsat }];
  });
}

async function allOf<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** Undefined if the API does not offer the call. */
async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TargetError && error.kind === "absent") return undefined;
    throw error;
  }
}
