import type { Clock } from "../domain/clock.ts";
import type { InjectedTimeouts } from "../domain/run-started.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import { type Balance, type EntryMark, type ListedPayout, type Target, TargetError } from "../service/target.ts";
import {
  type Observed,
  type ObservedPayout,
  ownersOf,
  type RailSettlement,
  type SentPayout,
  type Terms,
} from "./observed.ts";

/** What is watched around the body of a test. */
export interface Watched {
  readonly target: Pick<Target, "balance" | "entriesSince" | "markEntries" | "payouts">;
  readonly projectIds: readonly string[];
  readonly terms: Terms;
  /** Who knows what was really paid; undefined for nobody. */
  readonly rail: { readonly settlements: readonly RailSettlement[]; readonly inFlight: number } | undefined;
  readonly injectedTimeouts: InjectedTimeouts;
  /** False where a service without a list of payouts can be judged as well. */
  readonly needsList: boolean;
  /** The payouts that were sent through us, in order. */
  readonly sent: readonly SentPayout[];
  /** Hears how those stand that were left open. */
  learn(): Promise<void>;
  /** Ends the faults of the rail, after the body. */
  heal(): void;
  /** The payee behind whatever the list calls the one who is paid; undefined for a word that nobody gave out. */
  payeeOf(listed: string): string | undefined;
  readonly clock: Clock;
}

/** What was there before the body ran. */
export interface Before {
  readonly accounts: ReadonlyMap<string, AccountBefore>;
  /** How many payments the rail had settled, and how many payouts had been sent through us. */
  readonly settled: number;
  readonly sent: number;
}

interface AccountBefore {
  readonly balance: Balance;
  readonly known: ReadonlySet<string>;
  /** Undefined where the API lists no entries. */
  readonly mark: EntryMark | undefined;
}

/** Reads one project before the body runs, and how many of its payouts are still pending. @throws TargetError */
export async function readAccount(watched: Watched, projectId: string) {
  const { target } = watched;
  const rows = (await rowsOf(watched, projectId)) ?? [];
  const mark = await unlessAbsent(() => target.markEntries(projectId));
  const account: AccountBefore = {
    balance: await target.balance(projectId),
    known: new Set(rows.map(({ payoutId }) => payoutId)),
    mark,
  };
  return { account, pending: rows.filter(({ state }) => state === "pending").length };
}

/** What is seen of all projects, before payments are matched to payouts. @throws TargetError */
export async function observe(watched: Watched, before: Before, unfinished: readonly Unfinished[]) {
  await watched.learn();
  const sent = watched.sent.slice(before.sent);
  const observed: Omit<Observed, "payments">[] = [];
  for (const [projectId, account] of before.accounts) {
    const rows = (await rowsOf(watched, projectId))?.filter(({ payoutId }) => !account.known.has(payoutId));
    const own = sent.filter(({ request }) => request.projectId === projectId);
    const payouts = payoutsOf(watched, rows ?? [], own);
    observed.push({
      projectId,
      terms: watched.terms,
      opening: account.balance,
      closing: await watched.target.balance(projectId),
      injectedTimeouts: watched.injectedTimeouts,
      unfinished,
      payouts,
      entries: told(await entriesOf(watched, account), payouts, rows !== undefined),
    });
  }
  return observed;
}

/** Without a list of payouts, entries that name another one than ours cannot be judged one by one. */
function told(
  entries: Observed["entries"],
  payouts: readonly ObservedPayout[],
  isListed: boolean,
): Observed["entries"] {
  if (isListed || entries === undefined) return entries;
  const ownerOf = ownersOf(payouts);
  const isStrange = (entry: (typeof entries)[number]) =>
    (entry.payoutId !== "" || entry.key !== "") && ownerOf(entry) === undefined;
  return entries.some(isStrange) ? undefined : entries;
}

/** The payouts that were sent through us with their rows, then the rows of all others. */
function payoutsOf(
  { payeeOf }: Watched,
  rows: readonly ListedPayout[],
  sent: readonly SentPayout[],
): readonly ObservedPayout[] {
  const taken = new Set<ListedPayout>();
  const ours = sent.map((one): ObservedPayout => {
    const { projectId, idempotencyKey: key, gamertag, amountMsat } = one.request;
    const ids = new Set([...one.answers, ...one.learned.map(({ answer }) => answer)].map(({ payoutId }) => payoutId));
    const own = rows.filter((row) => row.key === key || (row.payoutId !== "" && ids.has(row.payoutId)));
    for (const row of own) taken.add(row);
    const [row] = own;
    const payoutId = row?.payoutId || [...ids].find((id) => id !== "") || "";
    const { state = "unknown", word = "" } = row ?? {};
    return { payoutId, key, projectId, gamertag, amountMsat, state, word, sent: one, rows: own };
  });
  return [...ours, ...rows.filter((row) => !taken.has(row)).map((row) => named(row, payeeOf))];
}

function named(row: ListedPayout, payeeOf: Watched["payeeOf"]): ObservedPayout {
  const { amountMsat, gamertag = "" } = row;
  if (amountMsat === null) throw new TargetError("nonsense", "the list of payouts does not tell their amounts");
  return { ...row, amountMsat, gamertag: payeeOf(gamertag) ?? "" };
}

/** The rows of a project; undefined where the API has no list. */
async function rowsOf({ target, needsList }: Watched, projectId: string): Promise<readonly ListedPayout[] | undefined> {
  const read = () => allOf(target.payouts(projectId));
  const rows = needsList ? await read() : await unlessAbsent(read);
  return rows?.filter((row) => row.projectId === undefined || row.projectId === projectId);
}

async function entriesOf({ target }: Watched, { mark }: AccountBefore): Promise<Observed["entries"]> {
  return mark === undefined ? undefined : allOf(target.entriesSince(mark));
}

/** All rows of all pages. */
export async function allOf<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** Undefined if the API does not offer the call. */
export async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TargetError && error.kind === "absent") return undefined;
    throw error;
  }
}
