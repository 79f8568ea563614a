import type { Clock } from "../domain/clock.ts";
import { entriesSince, HttpEntryMark, markEntries, type WalkEntries } from "./entry-marks.ts";
import { type Calls, nameOf, type ReadyCall } from "./http-call.ts";
import { cursorParameter, type MakeRequest } from "./http-request.ts";
import { type List, type ListPage, type ReadyPaging, walk } from "./pages.ts";
import { ReadBudget, type ReadLimits } from "./read-budget.ts";
import { compileScopedSelector, type ScopedSelect } from "./scoped-selector.ts";
import type { Redact } from "./secrets.ts";
import { compileSelector } from "./selector.ts";
import type { Call, ListCall, Selector, ServiceFile } from "./service-file.ts";
import { compileBalance, compileEntry, compileInjection, compilePayout } from "./service-rows.ts";
import { usesNames } from "./session.ts";
import { type Entry, type ListedPayout, type Reading, type Target, TargetError } from "./target.ts";
import type { Resolve } from "./template.ts";
import type { Scope } from "./variables.ts";

/**
 * Everything that is read from a payout API, and the two calls that change it besides payouts: funding and the failure-injection
 * switch. A read that does not come out as the service file says is an error, never a zero. A call that the file does not have is absent.
 */
interface ReadParts {
  readonly service: ServiceFile;
  readonly clock: Clock;
  readonly calls: Calls;
  readonly limits: ReadLimits;
  readonly redact: Redact;
  readonly compile: (call: Call) => MakeRequest;
  readonly resolve: Resolve<Scope>;
}

/** The reading half of a target. */
export function createServiceReads(
  parts: ReadParts,
): Omit<Target, "url" | "calls" | "send" | "poll" | "lookUp" | "close"> {
  const { service, calls } = parts;
  const budgetOf = (call: ReadyCall, scope: Scope, isOfList: boolean, reading?: Reading) => {
    const { clock, limits } = parts;
    return new ReadBudget(nameOf(call.request(scope)), { clock, limits, signal: reading?.signal, isOfList });
  };
  const balance = readyBalance(parts);
  const payouts = readyPayouts(parts);
  const fund = service.fund === null ? undefined : ready(parts, "fund", service.fund);
  const absent = (what: string) => new TargetError("absent", `the service file of ${service.name} has no ${what}`);
  return {
    ...createEntryReads(parts, budgetOf, absent),
    ...createSwitch(parts, budgetOf, absent),
    async balance(account, reading) {
      if (balance === undefined) throw absent("balance");
      const budget = budgetOf(balance.call, { account }, false, reading);
      return balance.read(await calls.read(balance.call, { account }, budget), { account });
    },
    async *payouts(account, reading) {
      if (payouts === undefined) throw absent("payouts");
      const isPending = reading?.pendingOnly === true && payouts.pending !== undefined;
      const call = isPending ? (payouts.pending ?? payouts.all) : payouts.all;
      const budget = budgetOf(call, firstPage(account, payouts.list.limit), true, reading);
      const list: List<ListedPayout> = {
        ...payouts.list,
        rows: payouts.rows({ account }),
        call,
        read: (row) => payouts.read(row, account),
        idOf: payoutId,
      };
      const how = { calls, list, account, after: "", budget, redact: parts.redact, isWhole: true };
      yield* rowsOf(walk(how), budget);
    },
    async fund(account, amountMsat) {
      if (fund === undefined) throw absent("fund");
      const scope = { account, amountMsat };
      await calls.change(fund, scope, budgetOf(fund, scope, false));
    },
  };
}

type BudgetOf = (call: ReadyCall, scope: Scope, isOfList: boolean, reading?: Reading) => ReadBudget;
type Absent = (what: string) => TargetError;

function createEntryReads(
  parts: ReadParts,
  budgetOf: BudgetOf,
  absent: Absent,
): Pick<Target, "markEntries" | "entriesSince"> {
  const { calls, redact } = parts;
  const entries = readyEntries(parts);
  const walkOf = (account: string, budget: ReadBudget): WalkEntries => {
    if (entries === undefined) throw absent("entries");
    const list = {
      ...entries.list,
      rows: entries.rows({ account }),
      read: (row: Parameters<typeof entries.read>[0]) => entries.read(row, account),
      idOf: entryId,
    };
    return ({ after = "", isNewest = false, isWhole }) => {
      const call = isNewest ? (entries.newest ?? entries.all) : entries.all;
      return walk<Entry>({ calls, list: { ...list, call }, account, after, budget, redact, isWhole });
    };
  };
  const budgetFor = (account: string, reading: Reading | undefined) => {
    if (entries === undefined) throw absent("entries");
    return budgetOf(entries.all, firstPage(account, entries.list.limit), true, reading);
  };
  return {
    async markEntries(account: string, reading?: Reading) {
      const budget = budgetFor(account, reading);
      return markEntries(account, walkOf(account, budget), budget, entries?.newest !== undefined);
    },
    entriesSince(mark: { readonly projectId: string }, reading?: Reading) {
      if (!(mark instanceof HttpEntryMark)) throw new Error("this mark was made by another kind of target");
      const budget = budgetFor(mark.projectId, reading);
      return entriesSince(mark, walkOf(mark.projectId, budget), budget);
    },
  };
}

function createSwitch(parts: ReadParts, budgetOf: BudgetOf, absent: Absent): Pick<Target, "injection" | "inject"> {
  const file = parts.service.injection;
  if (file === null) {
    const refuse = () => Promise.reject(absent("injection"));
    return { injection: refuse, inject: refuse };
  }
  const { calls, redact, service } = parts;
  const read = compileInjection(file, { unit: service.unit, redact });
  const get = ready(parts, "injection", file.read, { enabled: file.enabled, rate: file.rate, fault: file.fault });
  const set = ready(parts, "injection", file.set);
  return {
    injection: async () => read(await calls.read(get, NOBODY, budgetOf(get, NOBODY, false))),
    async inject(injection) {
      const scope = { ...NOBODY, injection };
      await calls.change(set, scope, budgetOf(set, scope, false));
    },
  };
}

/** The switch is not that of an account. */
const NOBODY: Scope = { account: "" };

function readyBalance(parts: ReadParts) {
  const { service, redact } = parts;
  if (service.balance === null) return undefined;
  const { call, available, held } = service.balance;
  const shown = { available: available.select, held: held?.select };
  const read = compileBalance(service.balance, { unit: service.unit, redact }, parts.resolve);
  return { call: ready(parts, "balance", call, shown), read };
}

function readyEntries(parts: ReadParts) {
  const { service, redact } = parts;
  const file = service.entries;
  if (file === null) return undefined;
  const { row } = file;
  const shown = {
    id: row.id,
    key: row.key,
    payout: row.payout,
    amount: row.amount.select,
    type: row.type,
    balanceAfter: row.balanceAfter?.select,
    at: row.at,
  };
  return {
    all: ready(parts, "entries", file.call, shown, file.list),
    newest: file.newest === null ? undefined : ready(parts, "entries", file.newest, shown, file.list),
    list: readyList("entries", file, row.id),
    rows: compileScopedSelector(file.list, parts.resolve),
    read: compileEntry(row, { unit: service.unit, redact }),
  };
}

function readyPayouts(parts: ReadParts) {
  const { service, redact } = parts;
  const file = service.payouts;
  if (file === null) return undefined;
  const { row } = file;
  const { id, key, account, payee, state } = row;
  const shown = { id, key, account, payee, state, amount: row.amount?.select };
  return {
    all: ready(parts, "payouts", file.call, shown, file.list),
    pending: file.pending === null ? undefined : ready(parts, "payouts", file.pending, shown, file.list),
    list: readyList("payouts", file, row.id),
    rows: compileScopedSelector(file.list, parts.resolve),
    read: compilePayout(row, { unit: service.unit, redact }),
  };
}

/** A call with what it shows: of a list, what stands in its first row. */
function ready(
  { compile, resolve }: ReadParts,
  subject: string,
  call: Call,
  shown: Readonly<Record<string, Selector | null | undefined>> = {},
  list?: Selector,
): ReadyCall {
  const rows = list === undefined ? undefined : compileScopedSelector(list, resolve);
  const selects = Object.entries(shown).flatMap(([name, expression]): (readonly [string, ScopedSelect])[] => {
    if (expression === null || expression === undefined) return [];
    const select = compileScopedSelector(expression, resolve);
    if (rows === undefined) return [[name, select]];
    return [[name, (scope) => (value) => select(scope)(firstOf(rows(scope)(value)))]];
  });
  return { subject, request: compile(call), shown: selects };
}

function firstOf(rows: unknown): unknown {
  return Array.isArray(rows) ? rows[0] : undefined;
}

function readyList(name: List<unknown>["name"], file: ListCall, id: Selector | null) {
  return {
    name,
    limit: file.limit,
    isLimited: usesNames(file.call, (each) => each === "limit"),
    paging: readyPaging(file),
    rowId: id === null ? () => undefined : compileSelector(id),
  };
}

function readyPaging({ paging, call }: ListCall): ReadyPaging {
  if (paging.kind !== "cursor") return paging;
  const next = paging.next === null ? null : compileSelector(paging.next);
  return { kind: "cursor", next, parameter: cursorParameter(call) ?? "cursor" };
}

function firstPage(account: string, limit: number): Scope {
  return { account, page: { cursor: "", limit } };
}

function entryId(entry: Entry): string {
  return entry.entryId;
}

function payoutId(payout: ListedPayout): string {
  return payout.payoutId;
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
