import type { FindingKind } from "../../../src/domain/finding.ts";
import type { Cases } from "../trial.ts";
import { acceptedAndLost } from "./accepted-and-lost.ts";
import { chargedNotPaid } from "./charged-not-paid.ts";
import { doubleCharged } from "./double-charged.ts";
import { doublePaid } from "./double-paid.ts";
import { falseCallback } from "./false-callback.ts";
import { falseRefusal } from "./false-refusal.ts";
import { falseSuccess } from "./false-success.ts";
import { impossibleBalance } from "./impossible-balance.ts";
import { invalidAccepted } from "./invalid-accepted.ts";
import { keyBreach } from "./key-breach.ts";
import { liedTo } from "./lied-to.ts";
import { overdraft } from "./overdraft.ts";
import { paidNotCharged } from "./paid-not-charged.ts";
import { partlyRefunded } from "./partly-refunded.ts";
import { stuckPending } from "./stuck-pending.ts";
import { toldLate } from "./told-late.ts";
import { unexplainedChange } from "./unexplained-change.ts";
import { wrongAmount } from "./wrong-amount.ts";

/** Every kind of finding with the APIs that its check is tried with; the compiler finds one that was forgotten. */
const byCheck = {
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
} satisfies Record<FindingKind, Cases>;

/** All that the check of a kind is tried with: also the same mistakes about a rail that lies, and about webhooks that come late. */
export function casesOf(kind: FindingKind): Cases {
  const all: readonly Cases[] = [byCheck[kind], liedTo[kind] ?? none, toldLate[kind] ?? none];
  return { wrong: all.flatMap(({ wrong }) => wrong), odd: all.flatMap(({ odd }) => odd) };
}

const none: Cases = { wrong: [], odd: [] };
