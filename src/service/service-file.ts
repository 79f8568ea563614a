import type { EntryEffect, PayoutState } from "../domain/books.ts";
import type { DialectName } from "../domain/dialect.ts";
import type { Msat } from "../domain/money.ts";
import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import type { PayeeKind } from "../domain/payee.ts";

/**
 * A service file as it is after validation: how a payout API is talked to, started and read. Texts in it may hold templates (`${payout.key}`),
 * selectors are JMESPath. Units and durations are already numbers; everything else is as the file says.
 */
export interface ServiceFile {
  readonly name: string;
  readonly description: string;
  /** The folder of the file: relative paths begin there. */
  readonly folder: string;
  readonly url: Template;
  /** Sent with every call. */
  readonly headers: Readonly<Record<string, Template>>;
  /** The unit of amounts that do not say their own. */
  readonly unit: Unit;
  readonly fee: FeeRule;
  /** What it may hold beyond the cost of a payout under way: the higher of the two. */
  readonly mayHold: { readonly ppm: number; readonly atLeastMsat: Msat };
  readonly accounts: readonly Account[];
  readonly rails: Readonly<Record<string, RailOptions>>;
  readonly payees: {
    readonly pay: PayeeKind /** The rail whose host answers for the payees. */;
    readonly at: string | null;
  };
  readonly start: StartOptions | null;
  /** Called once before the first payout, and again after a 401. */
  readonly login: Step | null;
  /** One to three calls, in order. The last one moves the money unless another says `moves`. */
  readonly payout: PayoutCalls;
  /** How a payout is asked for later; null where the service has no such call. */
  readonly poll: PollCall | null;
  readonly balance: BalanceCall | null;
  readonly entries: EntriesCall | null;
  readonly payouts: PayoutsCall | null;
  /** Read-only SQL in place of calls. */
  readonly books: SqlBooks | null;
  readonly fund: Call | null;
  readonly callbacks: Callbacks | null;
  readonly injection: Injection | null;
  /** A JavaScript module for what cannot be declared, relative to the folder; null for none. */
  readonly module: string | null;
}

/** A text that may hold `${name}`; `${name:text}` is always text. A text that is one template keeps the type of the value. */
export type Template = string;

/** A JMESPath expression. */
export type Selector = string;

/** The unit of an amount. */
export type Unit = "msat" | "sat" | "btc";

/** A value of a body: templates may stand in any text. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One HTTP request. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the URL of the service on, with its query; or a whole address. */
  readonly path: Template;
  readonly headers: Readonly<Record<string, Template>>;
  readonly body:
    | null
    | { readonly kind: "json"; readonly value: Json }
    | { readonly kind: "form"; readonly fields: Readonly<Record<string, Template>> }
    | { readonly kind: "graphql"; readonly query: string; readonly variables: Json };
}

/** A call, and what is kept of its answer for later calls: `${name}`. */
export interface Step {
  readonly call: Call;
  readonly capture: Readonly<Record<string, Selector>>;
  /** True for the call that moves the money. */
  readonly moves: boolean;
}

/** What makes a payout, and what its answers mean. */
export interface PayoutCalls {
  readonly steps: readonly [Step, ...Step[]];
  readonly answer: AnswerMeaning;
}

/** What an answer about one payout means. Conditions are tried in this order; what nothing matches is unknown. */
export interface AnswerMeaning {
  /** The id that the service gives the payout. */
  readonly id: Selector | null;
  /** The word for its state. */
  readonly state: Selector | null;
  /** The error code. */
  readonly code: Selector | null;
  /** What marks an answer as the service's own; null where any JSON object is. A gateway's answer means nothing. */
  readonly own: readonly Condition[] | null;
  /** 1. The first that matches decides. */
  readonly outcomes: readonly OutcomeRule[];
  /** 2. By the word for the state, where the status is 2xx. */
  readonly states: Readonly<Record<string, Meaning>>;
  /** 3. By the status, where it is an error. */
  readonly errors: Readonly<Record<number, Meaning>>;
}

/** What a word, a status or a condition means. */
export interface Meaning {
  readonly means: Outcome;
  readonly because: AnswerReason;
}

/** What an answer means that meets a condition. */
export interface OutcomeRule extends Meaning {
  readonly when: Condition;
}

/** A condition as data: all its parts must hold. */
export interface Condition {
  /** Any of these statuses; ranges are inclusive. Null for any status. */
  readonly status: readonly { readonly from: number; readonly to: number }[] | null;
  readonly headers: Readonly<Record<string, Test>>;
  /** By selector. */
  readonly body: Readonly<Record<Selector, Test>>;
}

/** `is`: one of these values. `exists`: whether there is a value other than null. `matches`: a regular expression for a text. */
export type Test =
  | { readonly kind: "is"; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly kind: "is-not"; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly kind: "exists"; readonly exists: boolean }
  | { readonly kind: "type"; readonly type: "boolean" | "number" | "string" | "array" | "object" }
  | { readonly kind: "matches"; readonly pattern: string };

/** A payout is asked for by its id, key or anything captured, until its state is final. */
export interface PollCall {
  readonly call: Call;
  readonly everyMs: number;
  /** Its own rules, over those of the payout. A 404 is unknown unless a rule says otherwise. */
  readonly answer: AnswerMeaning;
}

/** An amount in an answer. The unit is the file's where null. */
export interface Amount {
  readonly select: Selector;
  readonly unit: Unit | null;
}

/** How the balance of an account is read. */
export interface BalanceCall {
  readonly call: Call;
  readonly available: Amount;
  /** What is set aside; null where the service holds nothing, or the available balance already contains it. */
  readonly held: Amount | null;
}

/** How a list is read page by page. */
export type Paging =
  | { readonly kind: "none" }
  /** The selector finds the cursor of the next page; `${cursor}` is empty at first. Null stands for the id of the last row. */
  | { readonly kind: "cursor"; readonly next: Selector | null }
  /** `${page}`, counted from `from`; ends with an empty page. */
  | { readonly kind: "page"; readonly from: number }
  /** `${offset}` in rows; ends with an empty page. */
  | { readonly kind: "offset" };

/** A list of rows. `${limit}` is its page size. */
export interface ListCall {
  readonly call: Call;
  readonly list: Selector;
  readonly paging: Paging;
  readonly limit: number;
}

/** The entries of an account. */
export interface EntriesCall extends ListCall {
  readonly order: "newest-first" | "oldest-first" | null;
  /** The call that lists the newest first, if another one does. */
  readonly newest: Call | null;
  readonly row: EntryRow;
}

/** Where an entry of a list has its values. */
export interface EntryRow {
  readonly id: Selector | null;
  /** The key of its payout. */
  readonly key: Selector | null;
  /** The service's id of its payout. */
  readonly payout: Selector | null;
  readonly amount: Amount;
  /** Amounts are signed where null; else the word of `type` decides. */
  readonly type: Selector | null;
  readonly effects: Readonly<Record<string, EntryEffect>>;
  /** True where amounts carry no sign, and effects give them theirs. */
  readonly unsigned: boolean;
  readonly balanceAfter: Amount | null;
  /** When it was made: a date, or a number of seconds or milliseconds since 1970. */
  readonly at: Selector | null;
}

/** The payouts of an account. */
export interface PayoutsCall extends ListCall {
  /** The call that lists only those that are pending; null where there is none. */
  readonly pending: Call | null;
  readonly row: PayoutRow;
}

/** Where a payout of a list has its values. */
export interface PayoutRow {
  readonly id: Selector | null;
  readonly key: Selector | null;
  readonly account: Selector | null;
  readonly payee: Selector | null;
  readonly amount: Amount | null;
  readonly state: Selector;
  readonly states: Readonly<Record<string, PayoutState>>;
}

/** Queries whose columns have the names of `EntryRow` and `PayoutRow`; `:account` is the account. */
export interface SqlBooks {
  /** `postgres://…`, or the path of a SQLite file. */
  readonly database: Template;
  /** Columns `available` and `held`. */
  readonly balance: string | null;
  /** Columns `id`, `key`, `payout`, `amount`, `type`, `balance_after`, `at`; `:after` is the last id that was read. */
  readonly entries: string | null;
  /** Columns `id`, `key`, `state`, `amount`, `payee`. */
  readonly payouts: string | null;
  readonly unit: Unit | null;
  readonly effects: Readonly<Record<string, EntryEffect>>;
  readonly unsigned: boolean;
  readonly states: Readonly<Record<string, PayoutState>>;
}

/** What a payout costs beyond its amount. */
export interface FeeRule {
  readonly ppm: number;
  readonly flatMsat: Msat;
  /** Rounded to a multiple of `toMsat`: 1 or 1,000. */
  readonly round: "up" | "down" | "half-up";
  readonly toMsat: number;
  readonly minimumMsat: Msat;
  readonly maximumMsat: Msat | null;
  /** Amounts below are free. */
  readonly freeBelowMsat: Msat;
  /** `absorbed` by the service, `charged` to the account, or `reserved` (charged first, and what was not used is returned). */
  readonly routing: "absorbed" | "charged" | "reserved";
}

/** An account whose balance pays. */
export interface Account {
  readonly id: string;
  /** `${account.name}` in templates. `${account}` is the id. */
  readonly variables: Readonly<Record<string, Template>>;
  /** The balance that it should have; null as found. */
  readonly balanceMsat: Msat | null;
}

/** A rail that we play for it. */
export interface RailOptions {
  readonly dialect: DialectName;
  readonly tls: boolean;
  /** Null for any free port. */
  readonly port: number | null;
  readonly routingFee: { readonly ppm: number; readonly baseMsat: Msat };
}

/** How we start it. */
export interface StartOptions {
  readonly command: readonly [Template, ...Template[]];
  readonly folder: string;
  readonly env: Readonly<Record<string, Template>>;
  /** A path that answers 2xx once it is ready; null for a port that accepts connections. */
  readonly ready: Template | null;
  readonly readyWithinMs: number;
  /** Run one after the other before each scenario. */
  readonly before: readonly (readonly [Template, ...Template[]])[];
  readonly instances: number;
  /** Replace the signals, for containers: run to kill, and to start again. */
  readonly kill: readonly [Template, ...Template[]] | null;
  readonly restart: readonly [Template, ...Template[]] | null;
  /** Run at the end, for containers. */
  readonly stop: readonly [Template, ...Template[]] | null;
}

/** We listen for what the service tells its caller: a POST to this path. */
export interface Callbacks {
  readonly path: string;
  readonly id: Selector | null;
  readonly key: Selector | null;
  readonly state: Selector;
  readonly states: Readonly<Record<string, Meaning>>;
}

/** A failure-injection switch of the service's own. */
export interface Injection {
  readonly read: Call;
  /** `${enabled}`, `${rate}` and `${fault}`. */
  readonly set: Call;
  readonly enabled: Selector;
  readonly rate: Selector;
  readonly fault: Selector | null;
  /** What the timeouts mean that it injects. */
  readonly timeouts: "never-paid" | "unknown";
}
