import { formatInteger, formatSats } from "../domain/format.ts";
import { msatOf } from "../domain/money.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import { TargetError } from "../service/target.ts";
import { type BalanceSheet, type Judged, judge } from "./balance-sheet.ts";
import { chargesOf, type Observed, type Payment } from "./observed.ts";
import { paymentsOf } from "./payments.ts";
import { type Before, observe, readAccount, type Watched } from "./watched.ts";

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

/** How long nothing must have moved: longer without our rail, which knows the payments in flight. */
const QUIET_MS = { ours: 50, theirs: 300 } as const;

/** The growing pause between two observations. */
const PACE = { fromMs: 20, toMs: 500, growth: 1.5 } as const;

/**
 * Runs `body`, and ends the faults of the rail however it ends; then waits until everything has finished, and judges every project.
 * @throws ReconciliationError if a sat is missing or too many, or if nothing is proved. An error of `body` comes first.
 */
export async function reconciledAround<T>(watched: Watched, drainMs: number, body: () => Promise<T> | T): Promise<T> {
  const before = await proving(() => readBefore(watched));
  const answer = await ended(body, watched);
  await proving(async () => refuseWrong(await observeUntilQuiet(watched, before, drainMs)));
  return answer;
}

async function ended<T>(body: () => Promise<T> | T, { heal }: Watched): Promise<T> {
  try {
    return await body();
  } finally {
    heal();
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

/** Reads before the body runs. A payout still under way would count against the body. */
async function readBefore(watched: Watched): Promise<Before> {
  const { rail, projectIds } = watched;
  const when = "before the test began";
  const inFlight = rail?.inFlight ?? 0;
  if (inFlight > 0) throw new ReconciliationError(`payments were in flight at the node ${when}: ${inFlight}`);
  const accounts: [string, Awaited<ReturnType<typeof readAccount>>["account"]][] = [];
  for (const projectId of projectIds) {
    const { account, pending } = await readAccount(watched, projectId);
    if (pending > 0) throw new ReconciliationError(`payouts of ${projectId} were pending ${when}: ${pending}`);
    accounts.push([projectId, account]);
  }
  return { accounts: new Map(accounts), settled: rail?.settlements.length ?? 0, sent: watched.sent.length };
}

interface Seen {
  readonly observed: readonly Observed[];
  readonly judged: readonly Judged[];
  /** What cannot be known of any project, a sentence each. */
  readonly unclear: readonly string[];
}

/** Observes until nothing moves and nothing is wrong or in doubt. Otherwise the last observation of the drain decides. */
async function observeUntilQuiet(watched: Watched, before: Before, drainMs: number): Promise<Seen> {
  const { rail, clock, projectIds } = watched;
  const quietMs = rail === undefined ? QUIET_MS.theirs : QUIET_MS.ours;
  const deadlineMs = clock.now() + drainMs;
  let [waitMs, last, quietSinceMs] = [PACE.fromMs as number, "", clock.now()];
  for (;;) {
    const payments = rail?.inFlight ?? 0;
    const unfinished: Unfinished[] = payments > 0 ? [{ kind: "payments-in-flight", payments }] : [];
    const matched = matchedTo(watched, before, await observe(watched, before, unfinished));
    const current = JSON.stringify(matched);
    const nowMs = clock.now();
    if (current !== last) [last, quietSinceMs, waitMs] = [current, nowMs, PACE.fromMs];
    const isQuiet = nowMs - quietSinceMs >= quietMs;
    const isOver = nowMs >= deadlineMs;
    if (!isQuiet) unfinished.push({ kind: "balance-moving", projectIds });
    const seen = isQuiet || isOver ? { ...matched, judged: matched.observed.map(judge) } : undefined;
    if (seen !== undefined && (isOver || isClean(seen))) return seen;
    await clock.sleep(Math.min(waitMs, Math.max(1, deadlineMs - nowMs)));
    waitMs = Math.min(PACE.toMs, waitMs * PACE.growth);
  }
}

/** Gives every payment to the project of its payout. One without a payout is the only project's; of several, nobody knows whose. */
function matchedTo(
  { rail, terms }: Watched,
  { settled }: Before,
  accounts: readonly Omit<Observed, "payments">[],
): Omit<Seen, "judged"> {
  if (rail === undefined) return { observed: accounts.map((one) => ({ ...one, payments: undefined })), unclear: [] };
  const charged = new Map(accounts.flatMap((one) => [...chargesOf(one)]));
  const charges = { charged, costMsat: terms.costMsat };
  const payments = paymentsOf(
    accounts.flatMap((one) => one.payouts),
    rail.settlements.slice(settled),
    charges,
  );
  const stray = payments.filter(({ payout }) => payout === null);
  const isSingle = accounts.length === 1;
  const observed = accounts.map((one) => {
    const own = new Set(one.payouts);
    const isOwn = ({ payout }: Payment) => (payout === null ? isSingle : own.has(payout));
    return { ...one, payments: payments.filter(isOwn) };
  });
  return { observed, unclear: isSingle ? [] : stray.map(strayText) };
}

function strayText({ payee, amountMsat }: Payment): string {
  const to = payee === "" ? "somebody unknown" : payee;
  return `${formatSats(amountMsat)} sats were paid to ${to}, and no payout of any account explains it`;
}

function isClean({ judged, unclear }: Seen): boolean {
  return unclear.length === 0 && judged.every(balances);
}

function balances({ sheet, doubts }: Judged): boolean {
  return sheet.driftSats === 0 && sheet.wrong.length === 0 && doubts.length === 0;
}

function refuseWrong(seen: Seen): void {
  if (isClean(seen)) return;
  const { judged, observed, unclear } = seen;
  const doubts = [...judged.flatMap((one) => one.doubts), ...unclear];
  if (doubts.length > 0 && judged.every(({ sheet }) => sheet.wrong.length === 0)) {
    const way = observed.some(({ payments }) => payments === undefined)
      ? "; give the node, which knows what was paid"
      : "";
    throw new ReconciliationError(`nothing is proved: ${doubts.join("; ")}${way}`);
  }
  const wrong = judged.filter((one) => !balances(one));
  const lines = wrong.flatMap((one) => sheetLines(one, observed[judged.indexOf(one)]));
  const rest = unclear.map((doubt) => `in doubt: ${doubt}`);
  throw new ReconciliationError([...lines, ...rest].join("\n"), wrong[0]?.sheet);
}

function sheetLines({ sheet, doubts }: Judged, observed: Observed | undefined): readonly string[] {
  const { projectId, openingSats, depositsSats, settledPayouts, settledSats, expectedSats, actualSats } = sheet;
  const sign = sheet.driftSats > 0 ? "+" : "";
  const lines = [
    `${projectId} does not balance: drift ${sign}${shown(sheet.driftSats)} sats`,
    `  before ${shown(openingSats)} · deposited ${shown(depositsSats)} · ${formatInteger(settledPayouts)} settled for ${shown(settledSats)}`,
    `  expected ${shown(expectedSats)} · actual ${shown(actualSats)}`,
    ...[...sheet.wrong, ...doubts.map((doubt) => `in doubt: ${doubt}`)].map((line) => `  ${line}`),
  ];
  if (observed?.entries === undefined)
    lines.push("  the API lists no entries, so what was deposited meanwhile is drift here");
  return lines;
}

function shown(sats: number): string {
  return formatSats(Math.round(msatOf(sats)));
}
