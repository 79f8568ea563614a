import type { BalanceRead, ReadFailed } from "../domain/fact.ts";
import { type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import { type Entry, type ListedPayout, type Target, TargetError } from "../target/target.ts";
import type { Recorder } from "./recorder.ts";

/** What the reads need to know of their run. */
export interface ReadContext {
  readonly target: Target;
  readonly recorder: Recorder;
  readonly projectIds: readonly string[];
  readonly keyPrefix: string;
}

/** Where the entries of each project ended when the run began; everything after it belongs to the run. */
export type EntryCursors = ReadonlyMap<string, string>;

/** What the opening reads found. */
export interface Opening {
  readonly cursors: EntryCursors;
  /** False when not even one opening balance could be read: then nothing that follows could be judged. */
  readonly readable: boolean;
}

/** Reads the opening balances, and where the entries of each project end. A read that fails is a fact as well. */
export async function readOpening(context: ReadContext): Promise<Opening> {
  const cursors = new Map<string, string>();
  let readable = false;
  for (const projectId of context.projectIds) {
    await attemptRead(context, "entries", projectId, async () => {
      let cursor = "";
      for await (const page of context.target.entries(projectId, "")) cursor = page.at(-1)?.entryId ?? cursor;
      cursors.set(projectId, cursor);
    });
    await attemptRead(context, "balance", projectId, async () => {
      await readBalance(context, projectId, "opening");
      readable = true;
    });
  }
  return { cursors, readable };
}

/**
 * The final reads: entries and payouts, with the balance before and after. The answer is "" or says that a balance moved
 * between the two, so that entries and balance do not belong to the same moment.
 */
export async function readFinal(context: ReadContext, cursors: EntryCursors): Promise<string> {
  const moved: string[] = [];
  for (const projectId of context.projectIds) {
    const before = await balanceText(context.target, projectId);
    const numbers = new Map<string, PayoutNumber>();
    await attemptRead(context, "payouts", projectId, () => readPayouts(context, projectId, numbers));
    const cursor = cursors.get(projectId);
    if (cursor !== undefined) {
      await attemptRead(context, "entries", projectId, () => readEntries(context, projectId, cursor, numbers));
    }
    await attemptRead(context, "balance", projectId, () => readBalance(context, projectId, "final"));
    const after = await balanceText(context.target, projectId);
    if (before !== after) moved.push(projectId);
  }
  return moved.length === 0 ? "" : `the balance of ${moved.join(", ")} still moved during the final reads`;
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

async function balanceText(target: Target, projectId: string): Promise<string> {
  try {
    return JSON.stringify(await target.balance(projectId));
  } catch (error) {
    if (error instanceof TargetError) return "";
    throw error;
  }
}

/** Reads what a project holds, and records it. @throws TargetError when it cannot be read. */
export async function readBalance(
  { target, recorder }: ReadContext,
  projectId: string,
  when: BalanceRead["when"],
): Promise<void> {
  const askedAtMs = recorder.atMs();
  const { balanceSats, heldSats } = await target.balance(projectId);
  recorder.record({ kind: "balance-read", atMs: recorder.atMs(), askedAtMs, projectId, when, balanceSats, heldSats });
}

async function readPayouts(
  { target, recorder, keyPrefix, projectIds }: ReadContext,
  projectId: string,
  numbers: Map<string, PayoutNumber>,
): Promise<void> {
  for await (const page of target.payouts(projectId)) {
    for (const listed of page) {
      const payout = payoutNumberOf(keyPrefix, listed.key);
      // Payouts of other runs on a target that lives on are none of this run's business.
      if (payout === undefined) continue;
      // An API that lists the payouts of all projects lists this one again where it belongs.
      if (listed.projectId !== undefined && listed.projectId !== projectId && projectIds.includes(listed.projectId))
        continue;
      numbers.set(listed.payoutId, payout);
      recorder.record(payoutFact(recorder.atMs(), projectId, payout, listed));
    }
  }
}

function payoutFact(atMs: number, projectId: string, payout: PayoutNumber, listed: ListedPayout) {
  const { payoutId, key, status, amountSats } = listed;
  return { kind: "payout-read", atMs, projectId, payout, payoutId, key, status, amountSats } as const;
}

async function readEntries(
  { target, recorder, keyPrefix }: ReadContext,
  projectId: string,
  after: string,
  numbers: ReadonlyMap<string, PayoutNumber>,
): Promise<void> {
  for await (const page of target.entries(projectId, after)) {
    // An API that ignores `after` lists what was there before the run as well.
    const old = after === "" ? -1 : page.findIndex(({ entryId }) => entryId === after);
    for (const entry of page.slice(old + 1)) {
      const payout = payoutNumberOf(keyPrefix, entry.key) ?? numbers.get(entry.payoutId) ?? null;
      recorder.record(entryFact(recorder, projectId, payout, entry));
    }
  }
}

function entryFact(recorder: Recorder, projectId: string, payout: PayoutNumber | null, entry: Entry) {
  const { entryId, cause, deltaSats, balanceAfterSats, enteredEpochMs } = entry;
  const enteredAtMs = enteredEpochMs === null ? null : enteredEpochMs - recorder.startedEpochMs();
  return {
    ...({ kind: "entry-read", atMs: recorder.atMs(), projectId, entryId, payout } as const),
    ...{ cause, deltaSats, balanceAfterSats, enteredAtMs },
  };
}
