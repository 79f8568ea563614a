import type { CallbackReceiver } from "./callback-fault.ts";
import type { FaultPlace } from "./fault.ts";
import type { FindingKind } from "./finding.ts";
import type { Interruption } from "./interruption.ts";
import type { Msat } from "./money.ts";
import type { Unfinished } from "./unfinished.ts";

/** Every kind of doubt, with its fields and the name of each field's type. The journal checks doubts against it. */
export const doubtFields = {
  // The plan.
  "fault-rounds-to-zero": { fault: "text", declared: "text", phase: "text", payouts: "count" },
  /** `where` says what it waited for in vain; `inARow` and `to` are settings of the fault, missing where it has none. */
  "fault-not-fired": {
    fault: "text",
    where: "place",
    planned: "count",
    fired: "count",
    inARow: "number or missing",
    to: "receiver or missing",
  },
  /** It cannot happen here, whatever is declared; the reason is a clause. */
  "fault-impossible": { fault: "text", reason: "text" },
  /** Nothing that can be observed here would show that it fired. */
  "fault-not-observable": { fault: "text" },
  /** The target's switch accepted the fault but does not echo it. */
  "fault-ignored": { fault: "text" },
  /** After this payment fault the answers do not show whether the payment settled. */
  "fault-hides-outcome": { fault: "text" },
  /** After this wire fault the caller learns nothing more, because it does not retry with the same key. */
  "wire-fault-hides-outcome": { fault: "text" },
  "switch-missing": { reason: "text" },
  "switch-was-on": {},
  "switch-takes-one-fault": { phase: "text" },
  "not-controllable": { what: "notOurs", wanted: "text" },
  "concurrency-not-reached": { phase: "text", payouts: "count", declared: "count", reached: "count" },
  /** The API was killed, and no caller asked again about the payouts that were under way. */
  "crash-not-retried": { point: "text", how: "interruption", atMs: "number" },
  /** The payouts were to cost more than the project holds, but it held more than declared. */
  overfunded: { projectId: "text", declaredMsat: "msat", openingMsat: "msat", costMsat: "msat" },
  /** The project held less than declared and could not be funded. */
  underfunded: { projectId: "text", declaredMsat: "msat", openingMsat: "msat" },
  // The load.
  "nothing-sent": {},
  "nothing-answered": {},
  "all-refused": {},
  "mostly-refused": { refused: "count", payouts: "count" },
  "mostly-unreached": { unreached: "count", payouts: "count" },
  "rail-unused": {},
  /** The target asked our rail for payments that belong to no payout of this run. */
  "payments-of-others": { payments: "count", settled: "count" },
  "nothing-reported-paid": {},
  "never-sent": { missing: "count", payouts: "count" },
  /** An event did not happen in the order that the scenario lists: it had waited for another one for as long as it may. */
  "order-not-kept": { event: "text", before: "text", waitedMs: "number" },
  // The answers.
  "answers-unreadable": { payouts: "count" },
  /** Attempts without a clear answer that no fault explains, and how many of them the caller gave up on. */
  "unexplained-attempts": {
    attempts: "count",
    fired: "count",
    crashed: "flag",
    clientTimeouts: "count",
    clientTimeoutMs: "number or missing",
    gateway: "count",
  },
  /** Payouts whose outcome only the answers could tell, and do not; `clientTimeouts` of them only because the caller gave up. */
  "outcomes-unknown": { payouts: "count", clientTimeouts: "count", clientTimeoutMs: "number or missing" },
  "stayed-pending": { payouts: "count" },
  /** Payouts whose caller was to look them up before it retried, and could not. */
  "not-looked-up": { payouts: "count" },
  /** Payouts that nobody can make, and that were neither refused nor taken, with their amounts by name. */
  "invalid-not-refused": { payouts: "count", amounts: "texts" },
  /** Payouts that were accepted, and neither the rail nor the service shows any more of them. */
  "accepted-unseen": { payouts: "count" },
  /** Our rail told the service how payouts ended, and nothing that is understood of its answers told their callers. */
  "outcomes-untold": { payouts: "count" },
  /** Callbacks that said nothing that is understood. */
  "callbacks-unread": { payouts: "count" },
  /** The service charges the fees of routes to accounts, and only its provider knows them. */
  "routes-unknown": { payouts: "count" },
  /** A service that keeps the fees of payouts that failed lists no entries, and this much is missing that may be such fees, or lost. */
  "kept-fees-unknown": { projectId: "text", missingMsat: "msat" },
  /** Payouts that are listed under unknown words at the end. */
  "states-unknown": { payouts: "count", words: "texts" },
  // The end.
  interrupted: { signal: "text" },
  "time-limit": { limitMs: "number" },
  "api-exited": { atMs: "number", reason: "text" },
  "not-restarted": { point: "text", how: "interruption" },
  "journal-incomplete": {},
  "drain-missing": {},
  unfinished: { unfinished: "unfinished" },
  // The books.
  "read-failed": { what: "books", projectId: "text", reason: "text" },
  "balance-not-read": { projectId: "text", when: "edge" },
  /** The entries could be read before the load but not at the end. */
  "entries-lost": { projectId: "text" },
  /** Payouts of others moved the balance as well. */
  "entries-of-others": { projectId: "text", entries: "count" },
  "entries-unmatched": { projectId: "text", entries: "count" },
  // The judge.
  "threshold-not-judged": { metric: "text", expression: "text", reason: "text" },
  "check-failed": { check: "finding", reason: "text" },
} as const;

interface FieldValues {
  readonly text: string;
  readonly texts: readonly string[];
  readonly count: number;
  readonly number: number;
  readonly msat: Msat;
  readonly flag: boolean;
  readonly place: FaultPlace;
  readonly receiver: CallbackReceiver;
  readonly books: "balance" | "entries" | "payouts";
  readonly edge: "opening" | "final";
  readonly finding: FindingKind;
  readonly interruption: Interruption;
  readonly notOurs: "crashes" | "duplicates" | "instances";
  readonly unfinished: readonly Unfinished[];
}

type Optional = "number or missing" | "receiver or missing";

type TypeOf<Name extends string> = Name extends `${infer Base} or missing`
  ? TypeOf<Base>
  : FieldValues[Name & keyof FieldValues];

type Fields<Of extends Readonly<Record<string, keyof FieldValues | Optional>>> = {
  readonly [Name in keyof Of as Of[Name] extends Optional ? never : Name]: TypeOf<Of[Name]>;
} & { readonly [Name in keyof Of as Of[Name] extends Optional ? Name : never]?: TypeOf<Of[Name]> | undefined };

/** The kind of a doubt. */
export type DoubtKind = keyof typeof doubtFields;

/** A reason why a run proves nothing, as data; `explain` has the sentences. A doubt never counts as a pass. */
export type Doubt = {
  [Kind in DoubtKind]: { readonly kind: Kind } & Fields<(typeof doubtFields)[Kind]>;
}[DoubtKind];
