import type { Pool } from "undici";
import type { Clock } from "../domain/clock.ts";
import { satsOf } from "../domain/money.ts";
import { contractRows } from "./contract-rows.ts";
import { PENDING_WORD } from "./contract-words.ts";
import { entriesSince, HttpEntryMark, markEntries, type WalkEntries } from "./entry-marks.ts";
import { type Body, createCalls } from "./http-call.ts";
import { type ListPage, walk } from "./pages.ts";
import { ReadBudget, type ReadLimits } from "./read-budget.ts";
import type { Redact } from "./secrets.ts";
import { type Entry, type ListedPayout, type Reading, type Target, TargetError } from "./target.ts";

/**
 * Everything that is read from a payout API, and the two calls that change it besides payouts: funding and the failure-injection
 * switch. A read that does not come out as the contract says is an error, never a zero.
 */
interface ReadOptions {
  readonly clock: Clock;
  readonly url: string;
  readonly pool: Pool;
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: ReadLimits;
  /** Takes what is secret out of what the API sends back. */
  readonly redact: Redact;
}

const INJECTION = "/test/failure-injection";

/** The reading half of a target over HTTP. */
export function createHttpReads(options: ReadOptions): Omit<Target, "url" | "send" | "poll" | "close"> {
  const { redact } = options;
  const calls = createCalls(options);
  const rows = contractRows(redact);
  const once = (path: string, reading?: Reading) => budgetOf(options, `GET ${path}`, false, reading);
  const change = (path: string) => budgetOf(options, `POST ${path}`, false);
  const list = (path: string, reading?: Reading) => budgetOf(options, `GET ${path}`, true, reading);
  const entriesOf = (projectId: string, budget: ReadBudget): WalkEntries => {
    const path = `${project(projectId)}/entries?`;
    const entries = { name: "entries", read: (row: Body) => rows.entry(row, projectId), idOf: entryId } as const;
    return ({ after = "", query = "", isWhole }) =>
      walk<Entry>({ calls, list: { ...entries, path: path + query }, after, budget, redact, isWhole });
  };
  return {
    async balance(projectId, reading) {
      const path = `${project(projectId)}/balance`;
      return rows.balance(await calls.get(path, once(path, reading)), projectId);
    },
    markEntries(projectId, reading) {
      const budget = list(`${project(projectId)}/entries`, reading);
      return markEntries(projectId, entriesOf(projectId, budget), budget);
    },
    entriesSince(mark, reading) {
      if (!(mark instanceof HttpEntryMark)) throw new Error("this mark was made by another kind of target");
      const budget = list(`${project(mark.projectId)}/entries`, reading);
      return entriesSince(mark, entriesOf(mark.projectId, budget), budget);
    },
    payouts(projectId, reading) {
      const budget = list("/payouts", reading);
      const filter = reading?.pendingOnly === true ? `&status=${PENDING_WORD}` : "";
      const path = `/payouts?projectId=${encodeURIComponent(projectId)}${filter}&`;
      const payouts = {
        name: "payouts",
        path,
        read: (row: Body) => rows.payout(row, projectId),
        idOf: payoutId,
      } as const;
      return rowsOf(walk<ListedPayout>({ calls, list: payouts, after: "", budget, redact, isWhole: true }), budget);
    },
    async fund(projectId, amountMsat) {
      const path = `${project(projectId)}/fund`;
      await calls.post(path, { amount: satsOf(amountMsat) }, change(path));
    },
    injection: async () => rows.injection(await calls.get(INJECTION, once(INJECTION))),
    async inject(state) {
      await calls.post(INJECTION, state, change(INJECTION));
    },
  };
}

function project(projectId: string): string {
  return `/projects/${encodeURIComponent(projectId)}`;
}

function entryId(entry: Entry): string {
  return entry.entryId;
}

function payoutId(payout: ListedPayout): string {
  return payout.payoutId;
}

function budgetOf({ basePath, clock, limits }: ReadOptions, call: string, isOfList: boolean, reading?: Reading) {
  return new ReadBudget(call.replace(" ", ` ${basePath}`), { clock, limits, signal: reading?.signal, isOfList });
}

/** The pages of a list, without how it ended. @throws TargetError where it has more rows than it lists. */
async function* rowsOf<T>(pages: AsyncIterable<ListPage<T>>, { what }: ReadBudget): AsyncIterable<readonly T[]> {
  for await (const { rows, end } of pages) {
    if (rows.length > 0) yield rows;
    if (end?.kind === "unpageable" && end.isCut) {
      throw new TargetError("nonsense", `${what} has more rows than it lists, and cannot be paged`);
    }
  }
}
