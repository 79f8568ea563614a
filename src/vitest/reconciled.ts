import { type Clock, systemClock } from "../domain/clock.ts";
import { grouped } from "../domain/grouped.ts";
import { drain } from "../engine/drain.ts";
import { createHttpTarget } from "../target/http-target.ts";
import { type Entry, type ListedPayout, type Target, TargetError } from "../target/target.ts";
import type { TestNode } from "./lightning-node.ts";
import type { Observed, ObservedEntry, ObservedPayout, Settlement } from "./observed.ts";
import { addUp, type Sheet } from "./sheet.ts";

/** The payout API whose balances are reconciled, and who is believed about what was paid. */
export interface ReconciledOptions {
  /** Where the payout API is, with an optional path in front of `/api/v1`. */
  readonly target: string;
  /** The value of the `authorization` header of every read; never written anywhere. */
  readonly authorization?: string | undefined;
  /** The node behind the API. It knows what was really paid; without it what the API lists as completed counts as paid. */
  readonly node?: TestNode | undefined;
  /** How long everything may take to come to rest after the body, in milliseconds; 5,000 unless told otherwise. */
  readonly drainMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** The balance of a project moved otherwise than its settled payouts explain; the message is the sheet. */
export class ReconciliationError extends Error {
  /** What was added up; undefined where nothing is proved, because something could not be read or did not come to rest. */
  readonly sheet: Sheet | undefined;

  constructor(message: string, sheet?: Sheet) {
    super(message);
    this.name = "ReconciliationError";
    this.sheet = sheet;
  }
}

const DRAIN_MS = 5_000;
const PATIENCE_MS = 10_000;

/** Payments have resolved at our own node before this wait begins; of another node nobody knows. */
const QUIET_MS = { ours: 50, theirs: 300 } as const;

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
  const target = createHttpTarget({ url, authorization, clock, patienceMs: PATIENCE_MS });
  try {
    const before = await proving(() => look(target, projectId));
    const settledBefore = options.node?.settlements.length ?? 0;
    refuseUnrest(projectId, before.pending, options.node?.inFlight ?? 0);
    const answer = await body();
    await proving(async () => {
      await rest(target, projectId, options, clock);
      const settlements = options.node?.settlements.slice(settledBefore);
      judge(await difference(target, projectId, before, settlements));
    });
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

/** What began before the test would end within it, and be held against it. */
function refuseUnrest(projectId: string, pending: number, inFlight: number): void {
  const before = "before the test began";
  if (pending > 0) throw new ReconciliationError(`payouts of ${projectId} were pending ${before}: ${pending}`);
  if (inFlight > 0) throw new ReconciliationError(`payments were in flight at the node ${before}: ${inFlight}`);
}

/** What there is before the body runs. */
interface Look {
  readonly totalSats: number;
  readonly known: ReadonlySet<string>;
  readonly pending: number;
  /** The ids of the entries, the last one listed last; undefined where the API lists none. */
  readonly entryIds: ReadonlySet<string> | undefined;
}

async function look(target: Target, projectId: string): Promise<Look> {
  const payouts = await payoutsOf(target, projectId);
  const entries = await entriesOf(target, projectId);
  return {
    totalSats: await totalSats(target, projectId),
    known: new Set(payouts.map(({ payoutId }) => payoutId)),
    pending: payouts.filter(({ status }) => status === "pending").length,
    entryIds: entries && new Set(entries.map(({ entryId }) => entryId)),
  };
}

async function difference(
  target: Target,
  projectId: string,
  before: Look,
  settlements: readonly Settlement[] | undefined,
): Promise<Observed> {
  const payouts = (await payoutsOf(target, projectId)).filter(({ payoutId }) => !before.known.has(payoutId));
  const pending = payouts.filter(({ status }) => status === "pending");
  if (pending.length > 0) {
    const ids = pending.map(({ payoutId }) => payoutId).join(", ");
    throw new ReconciliationError(`stuck-pending: ${ids} of ${projectId} never came to an end`);
  }
  if (settlements === undefined) refuseUnknownWords(payouts);
  const entries = before.entryIds && (await entriesOf(target, projectId, before.entryIds));
  return {
    ...{ projectId, openingSats: before.totalSats, closingSats: await totalSats(target, projectId), settlements },
    payouts: payouts.map(observedPayout),
    entries: entries?.map(observedEntry),
  };
}

const WORDS = ["completed", "pending", "expired", "error"];

/** Where statuses are believed, a word that is not of the contract says nothing about the money. */
function refuseUnknownWords(payouts: readonly ListedPayout[]): void {
  const odd = payouts.find(({ status }) => !WORDS.includes(status));
  if (odd === undefined) return;
  const message = `${odd.payoutId} is listed as "${odd.status}", which is none of ${WORDS.join(", ")}: give the node, which knows what was paid`;
  throw new ReconciliationError(`nothing is proved: ${message}`);
}

function observedPayout({ payoutId, key, gamertag = "", status, amountSats }: ListedPayout): ObservedPayout {
  return { payoutId, key, gamertag, status, amountSats };
}

function observedEntry({ payoutId, key, cause, deltaSats }: Entry): ObservedEntry {
  return { payoutId, key, cause, deltaSats };
}

async function rest(target: Target, projectId: string, options: ReconciledOptions, clock: Clock): Promise<void> {
  const { node, drainMs = DRAIN_MS } = options;
  const unrest = await drain({
    ...{ target, projectIds: [projectId], drainMs, clock, nodeIsOurs: node !== undefined },
    paymentsInFlight: () => node?.inFlight ?? 0,
    quietMs: node === undefined ? QUIET_MS.theirs : QUIET_MS.ours,
  });
  if (unrest !== "") throw new ReconciliationError(`nothing is proved: ${unrest}`);
}

function judge(observed: Observed): void {
  const sheet = addUp(observed);
  const { projectId, openingSats, depositsSats, settledPayouts, settledSats, expectedSats, actualSats } = sheet;
  if (sheet.driftSats === 0 && sheet.wrong.length === 0) return;
  const sign = sheet.driftSats > 0 ? "+" : "";
  const lines = [
    `${projectId} does not balance: drift ${sign}${grouped(sheet.driftSats)} sats`,
    `  before ${grouped(openingSats)} · deposited ${grouped(depositsSats)} · ${settledPayouts} settled for ${grouped(settledSats)}`,
    `  expected ${grouped(expectedSats)} · actual ${grouped(actualSats)}`,
    ...sheet.wrong.map((sentence) => `  ${sentence}`),
    ...(observed.entries === undefined
      ? ["  the API lists no entries, so what was deposited meanwhile is drift here"]
      : []),
  ];
  throw new ReconciliationError(lines.join("\n"), sheet);
}

/** What a project holds, available and set aside. */
async function totalSats(target: Target, projectId: string): Promise<number> {
  const { balanceSats, heldSats } = await target.balance(projectId);
  return balanceSats + heldSats;
}

async function payoutsOf(target: Target, projectId: string): Promise<readonly ListedPayout[]> {
  const all: ListedPayout[] = [];
  for await (const page of target.payouts(projectId)) {
    all.push(...page.filter((payout) => payout.projectId === undefined || payout.projectId === projectId));
  }
  return all;
}

/** The entries that are not known yet; undefined where the API lists none at all, or none that can be told apart. */
async function entriesOf(
  target: Target,
  projectId: string,
  known: ReadonlySet<string> = new Set(),
): Promise<readonly Entry[] | undefined> {
  const all: Entry[] = [];
  try {
    for await (const page of target.entries(projectId, [...known].at(-1) ?? "")) {
      // An API that ignores `after`, or lists the newest first, lists what was there before as well.
      all.push(...page.filter(({ entryId }) => !known.has(entryId)));
    }
  } catch (error) {
    if (error instanceof TargetError && error.kind === "absent") return undefined;
    throw error;
  }
  return all.some(({ entryId }) => entryId === "") ? undefined : all;
}
