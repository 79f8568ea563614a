import type { FindingKind } from "../domain/finding.ts";
import type { DocumentedCell } from "../domain/matrix.ts";
import type { StrategyName } from "../domain/strategy.ts";

/** One fault, and which strategies survive it. `matrix` measures every cell; one that differs is a defect, in the tool or here. */
export interface TruthColumn {
  /** The letter of the column. */
  readonly fault: string;
  readonly title: string;
  /** The shipped scenario that causes it. */
  readonly scenario: string;
  /** Null means undocumented. */
  readonly cells: Readonly<Record<StrategyName, DocumentedCell | null>>;
}

const ok: DocumentedCell = { verdict: "balanced", findings: [], perhaps: [], because: "" };

function violated(
  because: string,
  findings: readonly FindingKind[],
  perhaps: readonly FindingKind[] = [],
): DocumentedCell {
  return { verdict: "violated", findings, perhaps, because };
}

function stuck(because: string): DocumentedCell {
  return { verdict: "stuck", findings: ["stuck-pending"], perhaps: [], because };
}

/** The strategies that look a payment up before they refund it. All three are right where look-ups tell the truth. */
const good = { "fail-open": ok, "tracked-saga": ok, outbox: ok };

/** The three without a hold, if they share a reason. */
function withoutHold(cell: DocumentedCell | null) {
  return { naive: cell, "snapshot-rollback": cell, rollback: cell };
}

const NEVER_REFUNDED = "the charge is never refunded";
const GUESSED = "refunds the charge on a guess, and the payment settles";
const SNAPSHOT = "the restored balance is older than the charges of other payouts";
const LOST_IN_CRASH = "the charge is committed, the process is gone, and nothing knows about the payout";
const FAILED_IN_CRASH = `${LOST_IN_CRASH}: it fails, and ${NEVER_REFUNDED}`;
const HELD_IN_CRASH = "the hold is committed, the process is gone, and nothing picks it up again";
const RACED =
  "the balance is checked first and charged later, so all payouts that race for the last sats pass the check";
const UNGUARDED = "nothing guards the key: the second attempt is reported as failed although the payment settles";
const FOUND_NOTHING =
  "records the payout only when it is done, so a look-up finds nothing while the payment is in flight, and the caller makes a new one";
const CANCELLED = "cancels the hold on a guess, and the payment settles";

/** Every column, in the order of the table. */
export const truthTable: readonly TruthColumn[] = [
  {
    fault: "a",
    title: "the node times out, then fails the payment; one payout at a time",
    scenario: "timeout-then-fails",
    cells: {
      naive: violated(NEVER_REFUNDED, ["charged-not-paid"]),
      "snapshot-rollback": ok,
      rollback: ok,
      saga: ok,
      ...good,
    },
  },
  {
    fault: "b",
    title: "the node times out, then settles the payment",
    scenario: "late-settle",
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
    fault: "c",
    title: "the node settles the payment, but its response is lost",
    scenario: "lost-answer",
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
    fault: "d",
    title: "the API is killed between the charge and the payment",
    scenario: "crash-before-pay",
    cells: {
      ...withoutHold(violated(LOST_IN_CRASH, ["charged-not-paid"])),
      saga: stuck(HELD_IN_CRASH),
      ...good,
    },
  },
  {
    fault: "e",
    title: "the API is killed between the payment and its confirmation",
    scenario: "crash-before-confirm",
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
    fault: "f",
    title: "the caller gives up and retries with the same key while the first payment is still in flight",
    scenario: "retry-in-flight",
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
    fault: "g",
    title: "many payouts race for the last sats of a balance",
    scenario: "race-for-the-last-sats",
    cells: { ...withoutHold(violated(RACED, ["overdraft"])), saga: ok, ...good },
  },
  {
    fault: "h",
    title: "concurrent payouts: some time out while others succeed",
    scenario: "timeouts-among-successes",
    cells: {
      naive: violated(NEVER_REFUNDED, ["charged-not-paid"]),
      "snapshot-rollback": violated(SNAPSHOT, ["unexplained-change"], ["impossible-balance", "overdraft"]),
      rollback: ok,
      saga: ok,
      ...good,
    },
  },
  {
    fault: "i",
    title: "two instances of the API share one ledger, and requests reach both concurrently",
    scenario: "two-instances",
    cells: { ...withoutHold(null), saga: ok, ...good },
  },
  {
    fault: "j",
    title: "the caller gives up, looks the payout up, and makes a new one if the API knows none",
    scenario: "lookup-before-retry",
    cells: { ...withoutHold(violated(FOUND_NOTHING, ["double-paid"])), saga: ok, ...good },
  },
];

/** What is documented for a strategy under a fault; null if nothing is. */
export function documentedCell(fault: string, strategy: StrategyName): DocumentedCell | null {
  return truthTable.find((column) => column.fault === fault)?.cells[strategy] ?? null;
}
