import type { FindingKind } from "../domain/finding.ts";
import type { DocumentedCell } from "../domain/matrix.ts";
import type { StrategyName } from "../domain/strategy.ts";

/**
 * The truth table: which strategy survives which fault, and why not. `matrix` measures every cell of it; a cell that comes out
 * differently is a defect, of the tool or of this table.
 */
export interface TruthColumn {
  /** The letter of the column. */
  readonly fault: string;
  /** What happens, in one line. */
  readonly title: string;
  /** The shipped scenario that brings it about. */
  readonly scenario: string;
  /** Null where nothing is documented. */
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

/** The two that are right, whatever happens. */
const good = { "tracked-saga": ok, outbox: ok };

const NEVER_GIVEN_BACK = "the charge is never given back";
const GUESSED = "gives the charge back on a guess, and the payment settles";
const SNAPSHOT = "the balance it restores is older than what others were charged since";
const LOST_IN_CRASH = "the charge is committed, the process is gone, and nobody knows of the payout";
const HELD_IN_CRASH = "the hold is committed, the process is gone, and nobody comes back to it";
const RACED = "the balance is checked first and charged later, so all that race for the last sats pass the check";
const CANCELLED = "cancels the hold on a guess, and the payment settles";

/** Every column, in the order of the table. */
export const truthTable: readonly TruthColumn[] = [
  {
    fault: "a",
    title: "the node times out, and then fails the payment; one payout at a time",
    scenario: "timeout-then-fails",
    cells: {
      naive: violated(NEVER_GIVEN_BACK, ["charged-not-paid"]),
      "snapshot-rollback": ok,
      rollback: ok,
      saga: ok,
      ...good,
    },
  },
  {
    fault: "b",
    title: "the node times out, and then settles the payment",
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
    title: "the node settles the payment, and its answer is lost",
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
      naive: violated(LOST_IN_CRASH, ["charged-not-paid"]),
      "snapshot-rollback": violated(LOST_IN_CRASH, ["charged-not-paid"]),
      rollback: violated(LOST_IN_CRASH, ["charged-not-paid"]),
      saga: stuck(HELD_IN_CRASH),
      ...good,
    },
  },
  {
    fault: "e",
    title: "the API is killed between the payment and its confirmation",
    scenario: "crash-before-confirm",
    cells: {
      naive: violated(`${LOST_IN_CRASH}: it fails, and ${NEVER_GIVEN_BACK}`, ["charged-not-paid"]),
      "snapshot-rollback": violated(
        `${LOST_IN_CRASH}: it fails, and ${NEVER_GIVEN_BACK}`,
        ["charged-not-paid"],
        ["unexplained-change", "impossible-balance"],
      ),
      rollback: violated(`${LOST_IN_CRASH}: it fails, and ${NEVER_GIVEN_BACK}`, ["charged-not-paid"]),
      saga: stuck(HELD_IN_CRASH),
      ...good,
    },
  },
  {
    fault: "f",
    title: "the caller gives up and sends the same key again while the first payment is still in flight",
    scenario: "retry-in-flight",
    cells: {
      naive: violated(
        "nothing guards the key: charged again, refused by the node, and told as a failure of what settles",
        ["double-charged", "false-refusal"],
      ),
      "snapshot-rollback": violated(
        `nothing guards the key: the second attempt is told as a failure of what settles; and ${SNAPSHOT}`,
        ["false-refusal"],
        ["unexplained-change", "paid-not-charged", "impossible-balance"],
      ),
      rollback: violated("nothing guards the key: the second attempt is told as a failure of what settles", [
        "false-refusal",
      ]),
      saga: ok,
      ...good,
    },
  },
  {
    fault: "g",
    title: "many payouts race for the last sats of a balance",
    scenario: "race-for-the-last-sats",
    cells: {
      naive: violated(RACED, ["overdraft"]),
      "snapshot-rollback": violated(RACED, ["overdraft"]),
      rollback: violated(RACED, ["overdraft"]),
      saga: ok,
      ...good,
    },
  },
  {
    fault: "h",
    title: "payouts in company: some time out while others succeed",
    scenario: "timeouts-in-company",
    cells: {
      naive: violated(NEVER_GIVEN_BACK, ["charged-not-paid"]),
      "snapshot-rollback": violated(SNAPSHOT, ["unexplained-change"], ["impossible-balance", "overdraft"]),
      rollback: ok,
      saga: ok,
      ...good,
    },
  },
  {
    fault: "i",
    title: "two instances of the API share one ledger, and requests reach both at once",
    scenario: "two-instances",
    cells: { naive: null, "snapshot-rollback": null, rollback: null, saga: ok, ...good },
  },
];

/** What is documented of a strategy under a fault; null where nothing is. */
export function documentedCell(fault: string, strategy: StrategyName): DocumentedCell | null {
  return truthTable.find((column) => column.fault === fault)?.cells[strategy] ?? null;
}
