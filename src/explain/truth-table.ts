import type { DocumentedCell } from "../domain/matrix.ts";
import type { StrategyName } from "../domain/strategy.ts";
import {
  CANCELLED,
  GUESSED,
  good,
  NEVER_REFUNDED,
  ok,
  SNAPSHOT,
  stuck,
  UNGUARDED,
  violated,
  withoutHold,
} from "./truth/cells.ts";
import type { TruthColumn } from "./truth/column.ts";
import { gatewayColumns } from "./truth/gateway-columns.ts";
import { lookupColumns } from "./truth/lookup-columns.ts";
import { nodeColumns } from "./truth/node-columns.ts";
import { processColumns } from "./truth/process-columns.ts";
import { providerColumns } from "./truth/provider-columns.ts";
import { storageColumns } from "./truth/storage-columns.ts";
import { webhookColumns } from "./truth/webhook-columns.ts";

export type { TruthColumn } from "./truth/column.ts";

const LOST_IN_CRASH = "the charge is committed, the process is gone, and nothing knows about the payout";
const FAILED_IN_CRASH = `${LOST_IN_CRASH}: it fails, and ${NEVER_REFUNDED}`;
const HELD_IN_CRASH = "the hold is committed, the process is gone, and nothing picks it up again";
const RACED =
  "the balance is checked first and charged later, so all payouts that race for the last sats pass the check";
const FOUND_NOTHING =
  "records the payout only when it is done, so a look-up finds nothing while the payment is in flight, and the caller makes a new one";

/** Every fault, in the order of the table within its place. */
export const truthTable: readonly TruthColumn[] = [
  {
    scenario: "timeout-then-fails",
    letter: "a",
    place: "payment",
    title: "the node times out, then fails the payment; one payout at a time",
    cells: {
      naive: violated(NEVER_REFUNDED, ["charged-not-paid"]),
      "snapshot-rollback": ok,
      rollback: ok,
      saga: ok,
      ...good,
    },
  },
  {
    scenario: "late-settle",
    letter: "b",
    place: "payment",
    title: "the node times out, then settles the payment",
    cells: {
      naive: ok,
      "snapshot-rollback": violated(
        `${GUESSED}; and ${SNAPSHOT}`,
        ["paid-not-charged", "unexplained-change"],
        ["impossible-balance"],
      ),
      rollback: violated(GUESSED, ["paid-not-charged"]),
      saga: violated(CANCELLED, ["paid-not-charged"]),
      ...good,
    },
  },
  {
    scenario: "lost-answer",
    letter: "c",
    place: "payment",
    title: "the node settles the payment, but its response is lost",
    cells: {
      naive: ok,
      "snapshot-rollback": violated(
        `${GUESSED}; and ${SNAPSHOT}`,
        ["paid-not-charged"],
        ["unexplained-change", "impossible-balance"],
      ),
      rollback: violated(GUESSED, ["paid-not-charged"]),
      saga: violated(CANCELLED, ["paid-not-charged"]),
      ...good,
    },
  },
  {
    scenario: "crash-before-pay",
    letter: "d",
    place: "process",
    title: "the API is killed between the charge and the payment",
    cells: {
      ...withoutHold(violated(LOST_IN_CRASH, ["charged-not-paid"])),
      saga: stuck(HELD_IN_CRASH),
      ...good,
    },
  },
  {
    scenario: "crash-before-confirm",
    letter: "e",
    place: "process",
    title: "the API is killed between the payment and its confirmation",
    cells: {
      ...withoutHold(violated(FAILED_IN_CRASH, ["charged-not-paid"])),
      "snapshot-rollback": violated(
        FAILED_IN_CRASH,
        ["charged-not-paid"],
        ["unexplained-change", "impossible-balance"],
      ),
      saga: stuck(HELD_IN_CRASH),
      ...good,
    },
  },
  {
    scenario: "retry-in-flight",
    letter: "f",
    place: "client",
    title: "the caller gives up and retries with the same key while the first payment is still in flight",
    cells: {
      naive: violated(
        "nothing guards the key: charged again, rejected by the node, and reported as failed although the payment settles",
        ["double-charged", "false-refusal"],
      ),
      "snapshot-rollback": violated(
        `${UNGUARDED}; and ${SNAPSHOT}`,
        ["false-refusal"],
        ["unexplained-change", "paid-not-charged", "impossible-balance"],
      ),
      rollback: violated(UNGUARDED, ["false-refusal"]),
      saga: ok,
      ...good,
    },
  },
  {
    scenario: "race-for-the-last-sats",
    letter: "g",
    place: "money",
    title: "many payouts race for the last sats of a balance",
    cells: { ...withoutHold(violated(RACED, ["overdraft"])), saga: ok, ...good },
  },
  {
    scenario: "timeouts-among-successes",
    letter: "h",
    place: "payment",
    title: "concurrent payouts: some time out while others succeed",
    cells: {
      naive: violated(NEVER_REFUNDED, ["charged-not-paid"]),
      "snapshot-rollback": violated(SNAPSHOT, ["unexplained-change"], ["impossible-balance", "overdraft"]),
      rollback: ok,
      saga: ok,
      ...good,
    },
  },
  {
    scenario: "two-instances",
    letter: "i",
    place: "process",
    title: "two instances of the API share one ledger, and requests reach both concurrently",
    cells: { ...withoutHold(null), saga: ok, ...good },
  },
  {
    scenario: "lookup-before-retry",
    place: "client",
    title: "the caller gives up, looks the payout up, and makes a new one if the API knows none",
    cells: { ...withoutHold(violated(FOUND_NOTHING, ["double-paid"])), saga: ok, ...good },
  },
  {
    scenario: "hostile-amounts",
    place: "client",
    title: "payouts of amounts that nobody can pay: negative, zero, a fraction, infinity, text, more than there is",
    cells: { ...withoutHold(ok), saga: ok, ...good },
  },
  ...nodeColumns,
  ...lookupColumns,
  ...providerColumns,
  ...gatewayColumns,
  ...processColumns,
  ...storageColumns,
  ...webhookColumns,
];

/** What is documented for a strategy under a fault; null if nothing is. */
export function documentedCell(fault: string, strategy: StrategyName): DocumentedCell | null {
  return truthTable.find(({ scenario }) => scenario === fault)?.cells[strategy] ?? null;
}
