import { dataAnswer, RequestError } from "../envelope.ts";
import { type PayoutRecord, type PayoutStatus, payoutStatuses } from "../ledger/payout-records.ts";
import type { Store } from "../ledger/store.ts";
import { payoutNotFound } from "../payout-routes.ts";
import { readStatus } from "../request-validation.ts";
import { payoutData } from "../response-bodies.ts";
import type { Routes } from "../router.ts";

/** A status that is set manually is a label: it moves no money, now or later, and a labelled payout is not paid again under its key. */
export function addStatusRoutes(routes: Routes, store: Store): void {
  routes.add("GET /api/v1/statuses", () =>
    dataAnswer(200, "Statuses found", { statuses: payoutStatuses, descriptions: statusDescriptions }),
  );

  routes.add("GET /api/v1/payouts/by-internal-id/:internalId", async ({ id: internalId }) => {
    const payout = await store.payoutByInternalId(internalId);
    if (payout === undefined) throw new RequestError("PAYOUT_NOT_FOUND", `No payout has the internalId ${internalId}`);
    return dataAnswer(200, "Payout found", payoutData(payout));
  });

  routes.add("PATCH /api/v1/payouts/:id/status", async ({ id, body }) => {
    const payout = await labelled(store, id, readStatus(body));
    return dataAnswer(200, `Payout is ${payout.status}; no money was moved`, payoutData(payout));
  });

  // Only this call expires a payout. `expiresIn` has no timer, because a pending payment may still settle, and its hold must last as long.
  routes.add("POST /api/v1/test/expire/:id", async ({ id }) => {
    const payout = await labelled(store, id, "expired");
    return dataAnswer(200, "Payout is expired; no money was moved", payoutData(payout));
  });
}

const statusDescriptions: Readonly<Record<PayoutStatus, string>> = {
  pending: "Accepted, final status not yet known: it may still be paid or refunded.",
  completed: "Paid.",
  expired: "Set to expired manually, which says nothing about the money.",
  error: "Not paid as far as the API knows; after a timeout the node may still have paid.",
};

/** The payout with its new status. @throws RequestError when it does not exist or cannot be given this status. */
async function labelled(store: Store, payoutId: string, status: PayoutStatus): Promise<PayoutRecord> {
  if (status === "pending") return stillPending(store, payoutId);
  const labelling = await store.label(payoutId, status);
  if (labelling === undefined) throw payoutNotFound(payoutId);
  const { kind, payout } = labelling;
  if (kind !== "undecided" && kind !== "abandoned") return payout;
  throw new RequestError(
    "NOT_AVAILABLE",
    kind === "undecided"
      ? "This payout is pending: its status cannot be set until the node's answer has decided it"
      : "This payout is pending and will not be resolved: only the owner of the node can find out whether it was paid, so its status cannot be set",
  );
}

/** A pending payout stays pending. No other can become pending, because nothing would ever resolve it. */
async function stillPending(store: Store, payoutId: string): Promise<PayoutRecord> {
  const payout = await store.payout(payoutId);
  if (payout === undefined) throw payoutNotFound(payoutId);
  if (payout.status === "pending") return payout;
  throw new RequestError(
    "NOT_AVAILABLE",
    `This payout is ${payout.status}: it cannot be set to pending, because nothing would resolve it`,
  );
}
