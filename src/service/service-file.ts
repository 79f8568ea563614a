import type { DialectName } from "../domain/dialect.ts";
import type { FeeRule, ReserveRule } from "../domain/fee.ts";
import type { Msat } from "../domain/money.ts";
import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import type { PayeeKind } from "../domain/payee.ts";
import type { BalanceCall, EntriesCall, PayoutsCall, SqlBooks } from "./service-books.ts";
import type { Call, Selector, Template, Unit } from "./service-call.ts";

export type {
  Amount,
  BalanceCall,
  EntriesCall,
  EntryRow,
  ListCall,
  Paging,
  PayoutRow,
  PayoutsCall,
  SqlBooks,
} from "./service-books.ts";
export type { Call, Json, Selector, Template, Unit } from "./service-call.ts";

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
  readonly fee: ServiceFee;
  /** What it may hold beyond the cost of a payout under way: the higher of the two. */
  readonly mayHold: ReserveRule;
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
  /** How it is found by its key before it is sent again; null for the poll. */
  readonly lookup: PollCall | null;
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
  /**
   * What marks an answer as the service's own: any of these; null where any JSON object is. A gateway's answer means nothing. A text that only
   * repeats the status ("Not Found") marks nothing, unless the condition is about certain statuses.
   */
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

/** What an answer means for which a condition holds. */
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
  /** Where the answer has the idempotency key; one with another key, or without, is about another payout and says nothing. Null for not checked. */
  readonly key: Selector | null;
  /** What says that there is no such payout: any of these, in an answer of the service itself that means nothing else. */
  readonly absent: readonly Condition[];
}

/** What a payout costs beyond its amount, and who pays for its route. */
export interface ServiceFee extends FeeRule {
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
  /** After how long an open payment is answered as pending, in milliseconds; null as the dialect does. */
  readonly pendingAfterMs: number | null;
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
  /** `${enabled}`, `${rate}`, `${fault}`, and what the next two selectors found. A key whose value is not known is left out. */
  readonly set: Call;
  readonly enabled: Selector;
  readonly rate: Selector;
  readonly fault: Selector | null;
  /** Whether a payout that times out gets its money back. */
  readonly rollbackOnTimeout?: Selector | undefined;
  readonly strategy?: Selector | undefined;
  /** What the timeouts mean that it injects. */
  readonly timeouts: "never-paid" | "unknown";
}
