import type { FindingKind } from "./finding.ts";
import type { Msat } from "./money.ts";
import type { Unfinished } from "./unfinished.ts";

/**
 * A reason why a run proves nothing, as data: what was not proved, with its figures. The sentence, and the flag or key that would settle
 * it, are made where it is shown. A doubt is never a pass.
 */
export type Doubt =
  // Declared, and not so.
  | {
      readonly kind: "fault-rounds-to-zero";
      readonly fault: string;
      readonly declared: string;
      readonly phase: string;
      readonly payouts: number;
    }
  | { readonly kind: "fault-not-fired"; readonly fault: string; readonly planned: number; readonly fired: number }
  /** Nothing that can be observed here would show that it fired. */
  | { readonly kind: "fault-not-observable"; readonly fault: string }
  /** The switch of the target took it without a sign that it knows it: its echo lacks it. */
  | { readonly kind: "fault-ignored"; readonly fault: string }
  /** After this fault of the rail the answers do not tell whether the payment settled. */
  | { readonly kind: "fault-hides-outcome"; readonly fault: string }
  /** After this fault of the wire the caller learns nothing more, because it does not retry with the same key. */
  | { readonly kind: "wire-fault-hides-outcome"; readonly fault: string }
  | { readonly kind: "switch-missing"; readonly reason: string }
  | { readonly kind: "switch-was-on" }
  | { readonly kind: "switch-takes-one-fault"; readonly phase: string }
  /** The faults of the target's switch could not be put back to where they were found. */
  | {
      readonly kind: "not-controllable";
      readonly what: "crashes" | "duplicates" | "instances";
      readonly wanted: string;
    }
  | {
      readonly kind: "concurrency-not-reached";
      readonly phase: string;
      readonly payouts: number;
      readonly declared: number;
      readonly reached: number;
    }
  /** Killed, and nobody came back to ask about what was under way. */
  | { readonly kind: "crash-not-retried"; readonly point: string; readonly atMs: number }
  /** Its payouts were to cost more than it holds, and it held more than the scenario declares: nothing was scarce. */
  | {
      readonly kind: "overfunded";
      readonly projectId: string;
      readonly declaredMsat: Msat;
      readonly openingMsat: Msat;
      readonly costMsat: Msat;
    }
  /** It held less than the scenario declares, and could not be funded. */
  | {
      readonly kind: "underfunded";
      readonly projectId: string;
      readonly declaredMsat: Msat;
      readonly openingMsat: Msat;
    }
  // The load.
  | { readonly kind: "nothing-sent" }
  | { readonly kind: "nothing-answered" }
  | { readonly kind: "all-refused" }
  | { readonly kind: "mostly-refused"; readonly refused: number; readonly payouts: number }
  | { readonly kind: "mostly-unreached"; readonly unreached: number; readonly payouts: number }
  | { readonly kind: "rail-unused" }
  /** A service of somebody else's asked our rail for payments that belong to no payout of this run. */
  | { readonly kind: "payments-of-others"; readonly payments: number; readonly settled: number }
  | { readonly kind: "nothing-reported-paid" }
  | { readonly kind: "never-sent"; readonly missing: number; readonly payouts: number }
  // The answers.
  | { readonly kind: "answers-unreadable"; readonly payouts: number }
  /** Attempts without a clear answer that no fault explains; how many of them the caller gave up on itself, and after how long. */
  | {
      readonly kind: "unexplained-attempts";
      readonly attempts: number;
      readonly fired: number;
      readonly crashed: boolean;
      readonly clientTimeouts: number;
      readonly clientTimeoutMs?: number | undefined;
      readonly gateway: number;
    }
  /** Payouts whose answers leave open whether they were paid, where nobody else can tell. `clientTimeouts` of them only because the caller gave up. */
  | {
      readonly kind: "outcomes-unknown";
      readonly payouts: number;
      readonly clientTimeouts: number;
      readonly clientTimeoutMs?: number | undefined;
    }
  | { readonly kind: "stayed-pending"; readonly payouts: number }
  /** Listed under words that are not known, at the end. */
  | { readonly kind: "states-unknown"; readonly payouts: number; readonly words: readonly string[] }
  // The end.
  | { readonly kind: "interrupted"; readonly signal: string }
  | { readonly kind: "time-limit"; readonly limitMs: number }
  | { readonly kind: "api-exited"; readonly atMs: number; readonly reason: string }
  | { readonly kind: "not-restarted"; readonly point: string }
  | { readonly kind: "journal-incomplete" }
  | { readonly kind: "drain-missing" }
  | { readonly kind: "unfinished"; readonly unfinished: readonly Unfinished[] }
  // The books.
  | {
      readonly kind: "read-failed";
      readonly what: "balance" | "entries" | "payouts";
      readonly projectId: string;
      readonly reason: string;
    }
  | { readonly kind: "balance-not-read"; readonly projectId: string; readonly when: "opening" | "final" }
  /** Could be read at the opening and not at the end. */
  | { readonly kind: "entries-lost"; readonly projectId: string }
  /** The balance moved by payouts of others as well, so this run was not alone. */
  | { readonly kind: "entries-of-others"; readonly projectId: string; readonly entries: number }
  | { readonly kind: "entries-unmatched"; readonly projectId: string; readonly entries: number }
  // The judge.
  | {
      readonly kind: "threshold-not-judged";
      readonly metric: string;
      readonly expression: string;
      readonly reason: string;
    }
  | { readonly kind: "check-failed"; readonly check: FindingKind; readonly reason: string };

/** The kind of a doubt. */
export type DoubtKind = Doubt["kind"];
