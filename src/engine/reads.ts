import { createIdMap, type IdMap } from "../columns/id-map.ts";
import type { BalanceRead, EntryRead, PayoutRead, ReadFailed } from "../domain/fact.ts";
import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import { type Entry, type EntryMark, type ListedPayout, type Target, TargetError } from "../service/target.ts";
import type { AnsweredIds } from "./answered-ids.ts";
import { isListedAgain } from "./open-payouts.ts";
import type { Recorder } from "./recorder.ts";

/** What the reads need to know about their run. */
export interface ReadContext {
  readonly target: Target;
  readonly recorder: Recorder;
  readonly projectIds: readonly string[];
  readonly keyPrefix: string;
  /** Whose payout an id is, as answers said; null where they are not kept. A list of payouts knows better. */
  readonly namedBy?: Pick<AnsweredIds, "payoutOf"> | null;
  /** Resolves when all that the rail has done by now is recorded, where a balance read must not come before it. */
  readonly caughtUp?: (() => Promise<void>) | undefined;
}

/** Which entries each project had when the run began; all others belong to the run. */
export type EntryMarks = ReadonlyMap<string, EntryMark>;

/** The result of the opening reads. */
export interface Opening {
  readonly marks: EntryMarks;
  /** False when no opening balance could be read, so that nothing that follows could be judged. */
  readonly readable: boolean;
}

/** Reads the opening balances, and which entries each project has. A failed read is recorded as a fact. */
export async function readOpening(context: ReadContext, signal: AbortSignal): Promise<Opening> {
  const { target, projectIds } = context;
  const marks = new Map<string, EntryMark>();
  let readable = false;
  for (const projectId of projectIds) {
    await attemptRead(context, "entries", projectId, async () => {
      marks.set(projectId, await target.markEntries(projectId, { signal }));
    });
    await attemptRead(context, "balance", projectId, async () => {
      await readBalance(context, projectId, "opening", signal);
      readable = true;
    });
  }
  return { marks, readable };
}

/**
 * The final reads: payouts and entries, with the balance read before and after. Returns the projects whose balance moved in between, because
 * their entries and balance do not belong to the same moment.
 */
export async function readFinal(
  context: ReadContext,
  marks: EntryMarks,
  signal: AbortSignal,
): Promise<readonly Unfinished[]> {
  const moved: string[] = [];
  for (const projectId of context.projectIds) {
    const before = await balanceText(context.target, projectId, signal);
    const numbers = createIdMap();
    await attemptRead(context, "payouts", projectId, () => readPayouts(context, projectId, numbers, signal));
    const mark = marks.get(projectId);
    if (mark !== undefined) {
      await attemptRead(context, "entries", projectId, () => readEntries(context, mark, numbers, signal));
    }
    await attemptRead(context, "balance", projectId, () => readBalance(context, projectId, "final", signal));
    const after = await balanceText(context.target, projectId, signal);
    if (before !== after) moved.push(projectId);
  }
  return moved.length === 0 ? [] : [{ kind: "balance-moving", projectIds: moved }];
}

async function attemptRead(
  { recorder }: ReadContext,
  what: ReadFailed["what"],
  projectId: string,
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const absent = error.kind === "absent";
    recorder.record({ kind: "read-failed", atMs: recorder.atMs(), what, projectId, reason: error.message, absent });
  }
}

async function balanceText(target: Target, projectId: string, signal: AbortSignal): Promise<string> {
  try {
    return JSON.stringify(await target.balance(projectId, { signal }));
  } catch (error) {
    if (error instanceof TargetError) return "";
    throw error;
  }
}

/** Reads the balance of a project and records it. @throws TargetError */
export async function readBalance(
  { target, recorder, caughtUp }: ReadContext,
  projectId: string,
  when: BalanceRead["when"],
  signal?: AbortSignal,
): Promise<void> {
  const askedAtMs = recorder.atMs();
  const { balanceMsat, heldMsat } = await target.balance(projectId, { signal });
  if (caughtUp !== undefined) await caughtUp();
  recorder.record({ kind: "balance-read", atMs: recorder.atMs(), askedAtMs, projectId, when, balanceMsat, heldMsat });
}

async function readPayouts(
  { target, recorder, keyPrefix, projectIds, namedBy }: ReadContext,
  projectId: string,
  numbers: IdMap,
  signal: AbortSignal,
): Promise<void> {
  for await (const page of target.payouts(projectId, { signal })) {
    for (const listed of page) {
      const named = listed.key === "" ? namedBy?.payoutOf(listed.payoutId) : undefined;
      const payout = payoutNumberOf(keyPrefix, listed.key) ?? named;
      // A long-lived target also lists the payouts of other runs.
      if (payout === undefined || isListedAgain(listed, projectId, projectIds)) continue;
      // Otherwise a row without an id would claim every entry that names no payout.
      if (listed.payoutId !== "") numbers.set(listed.payoutId, payout);
      recorder.record(payoutFact(recorder.atMs(), projectId, payout, listed));
    }
  }
}

function payoutFact(atMs: number, projectId: string, payout: PayoutNumber, listed: ListedPayout): PayoutRead {
  const { payoutId, key, state, word, amountMsat } = listed;
  return { kind: "payout-read", atMs, projectId, payout, payoutId, key, state, word, amountMsat };
}

async function readEntries(
  { target, recorder, keyPrefix, namedBy }: ReadContext,
  mark: EntryMark,
  numbers: Pick<IdMap, "get">,
  signal: AbortSignal,
): Promise<void> {
  for await (const page of target.entriesSince(mark, { signal })) {
    for (const entry of page) {
      const { key, payoutId } = entry;
      const payout = payoutNumberOf(keyPrefix, key) ?? numbers.get(payoutId) ?? namedBy?.payoutOf(payoutId) ?? null;
      recorder.record(entryFact(recorder, mark.projectId, payout, entry));
    }
  }
}

function entryFact(recorder: Recorder, projectId: string, payout: PayoutNumber | null, entry: Entry): EntryRead {
  const { entryId, effect, word, deltaMsat, balanceAfterMsat, enteredEpochMs } = entry;
  const enteredAtMs = enteredEpochMs === null ? null : enteredEpochMs - recorder.startedEpochMs();
  return {
    kind: "entry-read",
    atMs: recorder.atMs(),
    projectId,
    entryId,
    payout,
    isOfOthers: payout === null && entry.key !== "",
    effect,
    word,
    deltaMsat,
    balanceAfterMsat,
    enteredAtMs,
  };
}
