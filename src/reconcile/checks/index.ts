import { acceptedAndLost } from "./accepted-and-lost.ts";
import { chargedNotPaid } from "./charged-not-paid.ts";
import type { Checks } from "./check.ts";
import { doubleCharged } from "./double-charged.ts";
import { doublePaid } from "./double-paid.ts";
import { falseRefusal } from "./false-refusal.ts";
import { falseSuccess } from "./false-success.ts";
import { impossibleBalance } from "./impossible-balance.ts";
import { keyBreach } from "./key-breach.ts";
import { overdraft } from "./overdraft.ts";
import { paidNotCharged } from "./paid-not-charged.ts";
import { partlyRefunded } from "./partly-refunded.ts";
import { stuckPending } from "./stuck-pending.ts";
import { unexplainedChange } from "./unexplained-change.ts";
import { wrongAmount } from "./wrong-amount.ts";

/** Every question that is asked of a statement. */
export const checks = {
  "charged-not-paid": chargedNotPaid,
  "paid-not-charged": paidNotCharged,
  "double-paid": doublePaid,
  "double-charged": doubleCharged,
  "wrong-amount": wrongAmount,
  "partly-refunded": partlyRefunded,
  "false-refusal": falseRefusal,
  "false-success": falseSuccess,
  "accepted-and-lost": acceptedAndLost,
  overdraft,
  "unexplained-change": unexplainedChange,
  "impossible-balance": impossibleBalance,
  "key-breach": keyBreach,
  "stuck-pending": stuckPending,
} satisfies Checks;
