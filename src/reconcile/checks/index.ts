/** Every check, under the name of its finding. */

export { acceptedAndLost as "accepted-and-lost" } from "./accepted-and-lost.ts";
export { chargedNotPaid as "charged-not-paid" } from "./charged-not-paid.ts";
export { doubleCharged as "double-charged" } from "./double-charged.ts";
export { doublePaid as "double-paid" } from "./double-paid.ts";
export { falseCallback as "false-callback" } from "./false-callback.ts";
export { falseRefusal as "false-refusal" } from "./false-refusal.ts";
export { falseSuccess as "false-success" } from "./false-success.ts";
export { impossibleBalance as "impossible-balance" } from "./impossible-balance.ts";
export { invalidAccepted as "invalid-accepted" } from "./invalid-accepted.ts";
export { keyBreach as "key-breach" } from "./key-breach.ts";
export { overdraft as "overdraft" } from "./overdraft.ts";
export { paidNotCharged as "paid-not-charged" } from "./paid-not-charged.ts";
export { partlyRefunded as "partly-refunded" } from "./partly-refunded.ts";
export { stuckPending as "stuck-pending" } from "./stuck-pending.ts";
export { unexplainedChange as "unexplained-change" } from "./unexplained-change.ts";
export { wrongAmount as "wrong-amount" } from "./wrong-amount.ts";
