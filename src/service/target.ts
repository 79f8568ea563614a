import type { EntryEffect, PayoutState } from "../domain/books.ts";
import type { Msat } from "../domain/money.ts";
import type { Answer, PayoutRequest, Send } from "../domain/send.ts";
import type { Destinations } from "./destinations.ts";
import type { ServiceFile } from "./service-file.ts";

/** What a project holds: available, and set aside for payouts that are not decided. */
export interface Balance {
  readonly balanceMsat: Msat;
  readonly heldMsat: Msat;
}

/** One change of a balance, as the API lists it. */
export interface Entry {
  readonly entryId: string;
  /** The idempotency key of the entry's payout; "" for none. */
  readonly key: string;
  /** The API's id of the entry's payout; "" for none. */
  readonly payoutId: string;
  readonly effect: EntryEffect;
  /** The service's own word for it. */
  readonly word: string;
  readonly deltaMsat: Msat;
  readonly balanceAfterMsat: Msat | null;
  /** Milliseconds since 1970; null where the API does not tell. */
  readonly enteredEpochMs: number | null;
}

/** One payout, as the API lists it. */
export interface ListedPayout {
  readonly payoutId: string;
  /** The project that the row itself names; undefined where it names none. */
  readonly projectId?: string | undefined;
  readonly key: string;
  /** Who is paid; undefined where the API does not tell. */
  readonly gamertag?: string | undefined;
  readonly state: PayoutState;
  /** The service's own word for it. */
  readonly word: string;
  /** Null where the API does not tell. */
  readonly amountMsat: Msat | null;
}

/** The state of a target's failure-injection switch. */
export interface Injection {
  readonly enabled: boolean;
  readonly timeoutRate: number;
  readonly rollbackOnTimeout?: boolean | undefined;
  readonly fate?: string | undefined;
  /** Our own API names its strategy as well, so that it can be put back exactly. */
  readonly strategy?: string | undefined;
}

/** How much a read may take. Every read ends early, with a `TargetError`, when the signal aborts. */
export interface Reading {
  readonly signal?: AbortSignal | undefined;
}

/** Which entries a project had at some moment; only the target that made the mark can read it. */
export interface EntryMark {
  readonly projectId: string;
}

/**
 * The payout API seen from outside. Every read may fail with a `TargetError`, obeys its signal and has limits of its own in time, pages and
 * bytes; sending never fails. What the words of the service mean is decided here, once.
 */
export interface Target {
  readonly url: string;
  /** How payouts are sent to it, for a load engine that sends them in our place; null where only we can. */
  readonly calls: ServiceCalls | null;
  readonly send: Send;
  /** Asks how a payout stands; null where the service has no such call. */
  readonly poll: Poll | null;
  /** Asks whether there is a payout at all, which a caller may do before it sends one again; null where the service has no such call. */
  readonly lookUp: Poll | null;
  balance(projectId: string, reading?: Reading): Promise<Balance>;
  /** Remembers which entries there are now, as gently as the service allows. */
  markEntries(projectId: string, reading?: Reading): Promise<EntryMark>;
  /** The entries that were not there when the mark was made, a page at a time, in whatever order the service lists them. */
  entriesSince(mark: EntryMark, reading?: Reading): AsyncIterable<readonly Entry[]>;
  /** The payouts of a project, a page at a time; only those that the service itself calls pending where `pendingOnly` is set. */
  payouts(
    projectId: string,
    reading?: Reading & { readonly pendingOnly?: boolean },
  ): AsyncIterable<readonly ListedPayout[]>;
  fund(projectId: string, amountMsat: Msat): Promise<void>;
  injection(): Promise<Injection>;
  inject(state: Injection): Promise<void>;
  close(): Promise<void>;
}

/** How payouts are sent to a service, and how its answers are understood, as data and without secrets. */
export interface ServiceCalls {
  /** Where it is, once for each instance. */
  readonly urls: readonly [string, ...string[]];
  readonly service: ServiceFile;
  /** What the names in templates stand for, besides the environment. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The environment that `${env:NAME}` is read from: its values are secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly destinationsOf: ((payout: PayoutRequest) => Destinations) | undefined;
}

/** How a caller asks for a payout whose answer left it open. */
export interface Poll {
  readonly everyMs: number;
  /** Never rejects: an error is an answer with an unknown outcome. `payoutId` is the service's id; "" where no answer has named one. */
  ask(request: PayoutRequest, payoutId: string, signal?: AbortSignal): Promise<Answer>;
}

/** A target that did not do what it was asked for. */
export class TargetError extends Error {
  /**
   * `absent`: it does not offer the call. `unreachable`: nothing listens there. `nonsense`: it answered something else. `busy`: it asks to be
   * left alone for a while, and that lasted too long. `limit`: the answer did not end within its limits, or the reader gave up.
   */
  readonly kind: "absent" | "unreachable" | "nonsense" | "busy" | "limit";

  constructor(kind: TargetError["kind"], message: string) {
    super(message);
    this.name = "TargetError";
    this.kind = kind;
  }
}
