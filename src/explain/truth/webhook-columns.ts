import type { DocumentedCell } from "../../domain/matrix.ts";
import { CANCELLED, GUESSED, good, ok, violated, withoutHold } from "./cells.ts";
import type { TruthColumn } from "./column.ts";

const DEAF = "does nothing when the node calls back, so a webhook that goes wrong proves nothing";

/** The same, under a strategy that does nothing about a webhook: none that goes wrong tries it, whatever else is found. */
function deaf({ verdict, findings, perhaps, because }: DocumentedCell = ok): DocumentedCell {
  const doubts = ["fault-impossible"] as const;
  return verdict === "balanced"
    ? { verdict: "inconclusive", findings, perhaps, doubts, because: DEAF }
    : { verdict, findings, perhaps, doubts, because };
}

/** What becomes of the webhook by which the node says how a payment ended. */
export const webhookColumns: readonly TruthColumn[] = [
  {
    scenario: "webhook-lost",
    place: "callback",
    title: "the node times out and settles, and half of the webhooks that say so never arrive",
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
    scenario: "webhook-twice",
    place: "callback",
    title: "the node times out and settles, and half of the webhooks that say so arrive twice",
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
    scenario: "webhook-after-retry",
    place: "callback",
    title: "a payment fails after a timeout, a retry pays, and only then the webhook about the failure arrives",
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
    scenario: "webhook-early",
    place: "callback",
    title: "the webhook about a payment arrives before the answer to its request",
    cells: { ...withoutHold(deaf()), rollback: ok, saga: deaf(), ...good, "fail-open": deaf() },
  },
];
