import type { FindingKind } from "../../domain/finding.ts";
import { impossibleBalance, unexplainedChange } from "./balance.ts";
import {
  chargedNotPaid,
  doubleCharged,
  doublePaid,
  overdraft,
  paidNotCharged,
  partlyRefunded,
  stuckPending,
  wrongAmount,
} from "./money.ts";
import { type Said, say } from "./say.ts";
import type { Contradiction, Story } from "./story.ts";
import { acceptedAndLost, falseCallback, falseRefusal, falseSuccess, invalidAccepted, keyBreach } from "./told.ts";

/** What each kind of finding contradicts. A new kind is a function here. */
const contradictions: Readonly<Record<FindingKind, Contradiction>> = {
  "charged-not-paid": chargedNotPaid,
  "paid-not-charged": paidNotCharged,
  "double-paid": doublePaid,
  "double-charged": doubleCharged,
  "wrong-amount": wrongAmount,
  "partly-refunded": partlyRefunded,
  "false-refusal": falseRefusal,
  "false-success": falseSuccess,
  "false-callback": falseCallback,
  "accepted-and-lost": acceptedAndLost,
  "invalid-accepted": invalidAccepted,
  overdraft,
  "unexplained-change": unexplainedChange,
  "impossible-balance": impossibleBalance,
  "key-breach": keyBreach,
  "stuck-pending": stuckPending,
};

/** What is wrong in a story. Where its events do not show it, what the judge has seen, which is always true. */
export function contradictionIn(story: Story): Said {
  const { kind, examples } = story.finding;
  return contradictions[kind](story) ?? say`${examples[0]?.timeline.join("; ") || `the judge found ${kind}`}`;
}
