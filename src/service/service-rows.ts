import type { EntryEffect, PayoutState } from "../domain/books.ts";
import { epochMsOf } from "../domain/clock.ts";
import type { Msat } from "../domain/money.ts";
import { amountOf } from "./amount.ts";
import { MAX_ID } from "./classify.ts";
import type { Told } from "./http-call.ts";
import { textOf } from "./json-object.ts";
import type { Row } from "./pages.ts";
import { compileScopedSelector } from "./scoped-selector.ts";
import type { Redact } from "./secrets.ts";
import { compileSelector, type Select } from "./selector.ts";
import type { Amount, BalanceCall, EntryRow, Injection as InjectionFile, PayoutRow, Unit } from "./service-file.ts";
import { type Balance, type Entry, type Injection, type ListedPayout, TargetError } from "./target.ts";
import type { Resolve } from "./template.ts";
import type { Scope } from "./variables.ts";
import { shortened } from "./words.ts";

/**
 * What the answers to reads hold, by the selectors of a service file. Each reader throws a `TargetError` where that is not what the file says, and
 * never makes up a zero. What is secret is taken out of what is kept.
 */
export interface RowContext {
  /** The unit of amounts that do not say their own. */
  readonly unit: Unit;
  readonly redact: Redact;
}

/** A word of a service that is longer is cut. */
const MAX_WORD = 100;

type ReadAmount = (value: unknown, what: string) => Msat;

function compileAmount({ unit: own, integer, number }: Amount, { unit, redact }: RowContext): ReadAmount {
  const form = { unit: own ?? unit, integer, number };
  return (value, what) => amountOf(value, form, what, redact);
}

function compileText(expression: string | null): (row: Row) => string {
  if (expression === null) return () => "";
  const select = compileSelector(expression);
  return (row) => textOf(select(row));
}

/** What is ours, sent by us and looked for later, is kept as it is; ids and words of the service lose what is secret. */
function kept({ redact }: RowContext) {
  return {
    sent: (text: string) => shortened(text, MAX_ID),
    id: (text: string) => shortened(redact(text), MAX_ID),
    word: (text: string) => shortened(redact(text), MAX_WORD),
  };
}

/** Reads a balance. */
export function compileBalance(
  file: BalanceCall,
  context: RowContext,
  resolve: Resolve<Scope>,
): (told: Told, scope: Scope) => Balance {
  const available = compileScopedSelector(file.available.select, resolve);
  const availableIn = compileAmount(file.available, context);
  const heldIn = file.held === null ? () => 0 : compileHeld(file.held, context, resolve);
  return (told, scope) => ({
    balanceMsat: availableIn(told.find(available(scope)), `the balance of ${scope.account}`),
    heldMsat: heldIn(told, scope),
  });
}

function compileHeld(held: Amount, context: RowContext, resolve: Resolve<Scope>): (told: Told, scope: Scope) => Msat {
  const select = compileScopedSelector(held.select, resolve);
  const amountIn = compileAmount(held, context);
  return ({ value }, scope) => amountIn(select(scope)(value), `what ${scope.account} holds`);
}

/** Which way money goes, where amounts carry no sign. A confirmation moves nothing. */
const signs: Readonly<Record<EntryEffect, -1 | 0 | 1 | null>> = {
  charge: -1,
  hold: -1,
  refund: 1,
  release: 1,
  deposit: 1,
  confirm: 0,
  other: null,
};

/** Reads an entry. */
export function compileEntry(file: EntryRow, context: RowContext): (row: Row, account: string) => Entry {
  const id = compileText(file.id);
  const key = compileText(file.key);
  const payout = compileText(file.payout);
  const type = compileText(file.type);
  const select = compileSelector(file.amount.select);
  const amountIn = compileAmount(file.amount, context);
  const after = compileBalanceAfter(file, context);
  const at = file.at === null ? () => undefined : compileSelector(file.at);
  const effects = new Map(Object.entries(file.effects));
  const keep = kept(context);
  return (row, account) => {
    const what = `the amount of an entry of ${account}`;
    const word = type(row);
    const effect = effects.get(word) ?? "other";
    const amount = amountIn(select(row), what);
    return {
      entryId: keep.id(id(row)),
      key: keep.sent(key(row)),
      payoutId: keep.id(payout(row)),
      effect,
      word: keep.word(word),
      deltaMsat: file.unsigned ? signed(amount, effect, keep.word(word), what) : amount,
      balanceAfterMsat: after(row, account),
      enteredEpochMs: momentOf(at(row)),
    };
  };
}

function signed(amount: Msat, effect: EntryEffect, word: string, what: string): Msat {
  const sign = signs[effect];
  if (sign === null) throw new TargetError("nonsense", `${what} has no sign, and "${word}" does not tell it`);
  if (amount < 0) throw new TargetError("nonsense", `${what} is negative, although amounts are to have no sign`);
  return amount === 0 ? 0 : amount * sign;
}

function compileBalanceAfter(
  { balanceAfter }: EntryRow,
  context: RowContext,
): (row: Row, account: string) => Msat | null {
  if (balanceAfter === null) return () => null;
  const select = compileSelector(balanceAfter.select);
  const amountIn = compileAmount(balanceAfter, context);
  return (row, account) => {
    const value = select(row);
    return value === undefined || value === null ? null : amountIn(value, `the balance after an entry of ${account}`);
  };
}

/** Seconds since 1970 have ten digits for as long as anybody will read this; milliseconds have more. */
const LAST_SECONDS = 99_999_999_999;

/** A date, or a number of seconds or milliseconds since 1970; null for anything else. */
function momentOf(value: unknown): number | null {
  if (typeof value === "string") return /^\d{1,15}(?:\.\d+)?$/.test(value) ? momentOf(Number(value)) : epochMsOf(value);
  if (typeof value !== "number" || value < 0) return null;
  return value <= LAST_SECONDS ? value * 1_000 : value;
}

/** Reads a payout of a list. */
export function compilePayout(file: PayoutRow, context: RowContext): (row: Row, account: string) => ListedPayout {
  const id = compileText(file.id);
  const key = compileText(file.key);
  const project = compileText(file.account);
  const payee = compileText(file.payee);
  const state = compileSelector(file.state);
  const select = file.amount === null ? undefined : compileSelector(file.amount.select);
  const amountIn = file.amount === null ? undefined : compileAmount(file.amount, context);
  const states = new Map<string, PayoutState>(Object.entries(file.states));
  const keep = kept(context);
  return (row, account) => {
    const what = `the amount of a payout of ${account}`;
    const amountMsat = select === undefined ? null : (amountIn?.(select(row), what) ?? null);
    if (amountMsat !== null && amountMsat < 0) throw new TargetError("nonsense", `${what} is negative`);
    const found = state(row);
    const word = typeof found === "boolean" ? String(found) : textOf(found);
    return {
      payoutId: keep.id(id(row)),
      projectId: keep.sent(project(row)) || undefined,
      key: keep.sent(key(row)),
      gamertag: keep.sent(payee(row)) || undefined,
      state: states.get(word) ?? "unknown",
      word: keep.word(word),
      amountMsat,
    };
  };
}

/** Reads the state of the failure-injection switch. */
export function compileInjection(file: InjectionFile, context: RowContext): (told: Told) => Injection {
  const optional = (expression: string | null | undefined): Select =>
    expression === null || expression === undefined ? () => undefined : compileSelector(expression);
  const enabledIn = compileSelector(file.enabled);
  const rateIn = compileSelector(file.rate);
  const fateIn = optional(file.fault);
  const rollbackIn = optional(file.rollbackOnTimeout);
  const strategyIn = optional(file.strategy);
  const keep = kept(context);
  return (told) => {
    const { value } = told;
    const enabled = told.find(enabledIn);
    if (typeof enabled !== "boolean") {
      throw new TargetError("nonsense", "the failure-injection switch does not say whether it is enabled");
    }
    const rate = rateIn(value);
    const rollback = rollbackIn(value);
    const fate = fateIn(value);
    const strategy = strategyIn(value);
    return {
      enabled,
      timeoutRate: typeof rate === "number" ? rate : 0,
      rollbackOnTimeout: typeof rollback === "boolean" ? rollback : undefined,
      fate: typeof fate === "string" ? keep.word(fate) : undefined,
      strategy: typeof strategy === "string" ? keep.word(strategy) : undefined,
    };
  };
}
