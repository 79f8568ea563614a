import type { FindingKind } from "../domain/finding.ts";
import type { DocumentedCell, MatrixPlace } from "../domain/matrix.ts";
import type { StrategyName } from "../domain/strategy.ts";

/** One fault, and which strategies survive it. `matrix` measures every cell; one that differs is a defect, in the tool or here. */
export interface TruthColumn {
  /** The shipped scenario that causes it, by which it is known. */
  readonly scenario: string;
  /** Another name that `matrix --fault` takes. The first nine have one; a new fault needs none. */
  readonly letter?: string;
  readonly place: MatrixPlace;
  readonly title: string;
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
const DEAF = "does nothing when the node calls back, so a webhook that goes wrong proves nothing";
const CANCELLED = "cancels the hold on a guess, and the payment settles";

/** The strategies that do nothing when the node calls back cannot be tried by what goes wrong with a webhook, whatever else they do. */
function deaf(cell: DocumentedCell = ok): DocumentedCell {
  const { verdict, because } = cell;
  const doubts = ["fault-impossible"] as const;
  return verdict === "balanced"
    ? { ...cell, verdict: "inconclusive", doubts, because: DEAF }
    : { ...cell, doubts, because };
}

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
    place: "client",
    title: "the caller gives up, looks the payout up, and makes a new one if the API knows none",
    scenario: "lookup-before-retry",
    cells: { ...withoutHold(violated(FOUND_NOTHING, ["double-paid"])), saga: ok, ...good },
  },
  {
    place: "client",
    title: "payouts of amounts that nobody can pay: negative, zero, a fraction, infinity, text, more than there is",
    scenario: "hostile-amounts",
    cells: { ...withoutHold(ok), saga: ok, ...good },
  },
  {
    place: "callback",
    title: "the node times out and settles, and half of the webhooks that say so never arrive",
    scenario: "webhook-lost",
    cells: {
      naive: deaf(),
      "snapshot-rollback": deaf(violated(GUESSED, ["paid-not-charged"])),
      rollback: violated("only the webhook would correct the refund, and it never comes", ["paid-not-charged"]),
      saga: deaf(violated(CANCELLED, ["paid-not-charged"])),
      ...good,
      "fail-open": deaf(),
    },
  },
  {
    place: "callback",
    title: "the node times out and settles, and half of the webhooks that say so arrive twice",
    scenario: "webhook-twice",
    cells: {
      naive: deaf(),
      "snapshot-rollback": deaf(violated(GUESSED, ["paid-not-charged"])),
      rollback: violated(
        "charges again at each webhook, and keeps none in mind",
        ["double-charged"],
        ["impossible-balance"],
      ),
      saga: deaf(violated(CANCELLED, ["paid-not-charged"])),
      ...good,
      "fail-open": deaf(),
    },
  },
  {
    place: "callback",
    title: "a payment fails after a timeout, a retry pays, and only then the webhook about the failure arrives",
    scenario: "webhook-after-retry",
    cells: {
      naive: deaf(violated("charges each attempt, and refunds none", ["double-charged"])),
      "snapshot-rollback": deaf(),
      rollback: violated(
        "a late failure takes back what the retry has paid",
        ["paid-not-charged"],
        ["impossible-balance", "double-charged"],
      ),
      saga: deaf(),
      ...good,
      "fail-open": deaf(),
    },
  },
  {
    place: "callback",
    title: "the webhook about a payment arrives before the answer to its request",
    scenario: "webhook-early",
    cells: { ...withoutHold(deaf()), rollback: ok, saga: deaf(), ...good, "fail-open": deaf() },
  },
];

/** What is documented for a strategy under a fault; null if nothing is. */
export function documentedCell(fault: string, strategy: StrategyName): DocumentedCell | null {
  return truthTable.find(({ scenario }) => scenario === fault)?.cells[strategy] ?? null;
}
