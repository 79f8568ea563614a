import type { FastifyInstance } from "fastify";
import type { Callbacks } from "../callbacks/queue.ts";
import { RequestError, sendData } from "../envelope.ts";
import { type PayoutRecord, type PayoutStatus, payoutStatuses } from "../ledger/payout-records.ts";
import type { Store } from "../ledger/store.ts";
import { noPayout } from "../payout-routes.ts";
import { readStatus } from "../request-validation.ts";
import { payoutData } from "../response-bodies.ts";

interface OfPayout {
  readonly Params: { readonly id: string };
}

interface OfInternalId {
  readonly Params: { readonly internalId: string };
}

/** What these calls need. */
export interface DemoRoutesOptions {
  readonly store: Store;
  readonly callbacks: Callbacks;
}

/**
 * The calls that clients of the original demo API make besides: the statuses, a payout by the caller's own id, labels by hand, and
 * the callbacks.
 *
 * A label is what the payout is called from now on and nothing else. It moves no money, in the ledger or at the node, and it lets no
 * money be moved later: a payout that was labelled is not paid again under its key.
 */
export function addDemoRoutes(app: FastifyInstance, { store, callbacks }: DemoRoutesOptions): void {
  app.get("/api/v1/statuses", (_request, reply) =>
    sendData(reply, 200, "Statuses found", { statuses: payoutStatuses, descriptions: statusDescriptions }),
  );

  app.get<OfInternalId>("/api/v1/payouts/by-internal-id/:internalId", async ({ params: { internalId } }, reply) => {
    const payout = await store.payoutByInternalId(internalId);
    if (payout === undefined) {
      throw new RequestError("PAYOUT_NOT_FOUND", `There is no payout with the internalId ${internalId}`);
    }
    return sendData(reply, 200, "Payout found", payoutData(payout));
  });

  app.patch<OfPayout>("/api/v1/payouts/:id/status", async ({ params, body }, reply) => {
    const payout = await labelled(store, params.id, readStatus(body));
    return sendData(reply, 200, `Payout is ${payout.status}; no money was moved`, payoutData(payout));
  });

  /**
   * Nothing but this call makes a payout expire: there is no timer behind `expiresIn`. While a payout is not decided its payment may
   * still settle, and its hold must not end before the last moment at which it may; once it is decided there is nothing left
   * to expire. So `expiresAt` is for the caller to read, and no clock of ours ever changes a status.
   */
  app.post<OfPayout>("/api/v1/test/expire/:id", async ({ params }, reply) => {
    const payout = await labelled(store, params.id, "expired");
    return sendData(reply, 200, "Payout is expired; no money was moved", payoutData(payout));
  });

  app.get("/api/v1/test/callbacks", (_request, reply) => {
    const { log } = callbacks;
    return sendData(reply, 200, "Callbacks found", { callbacks: log, count: log.length });
  });
}

const statusDescriptions: Readonly<Record<PayoutStatus, string>> = {
  pending: "Taken on and not decided: it may still be paid, or given back.",
  completed: "Paid.",
  expired: "Called expired by hand; that says nothing about the money.",
  error: "Not paid as far as the API knows; after a timeout the node may have paid all the same.",
};

/** The payout with its new label. @throws RequestError when there is no such payout, or it cannot have this label. */
async function labelled(store: Store, payoutId: string, status: PayoutStatus): Promise<PayoutRecord> {
  if (status === "pending") return stillPending(store, payoutId);
  const labelling = await store.label(payoutId, status);
  if (labelling === undefined) throw noPayout(payoutId);
  switch (labelling.kind) {
    case "changed":
    case "kept":
    case "unchanged":
      return labelling.payout;
    case "undecided":
      throw new RequestError(
        "NOT_AVAILABLE",
        "This payout is pending: its strategy decides it, with the node's answer, and it cannot be labelled by hand before",
      );
    case "abandoned":
      throw new RequestError(
        "NOT_AVAILABLE",
        "This payout is pending and nobody comes back to it: whether it was paid, only the owner of the node can find out, and it cannot be labelled by hand",
      );
  }
}

/** A payout that is pending stays so; of any other nobody would ever decide what it is instead. */
async function stillPending(store: Store, payoutId: string): Promise<PayoutRecord> {
  const payout = await store.payout(payoutId);
  if (payout === undefined) throw noPayout(payoutId);
  if (payout.status === "pending") return payout;
  throw new RequestError(
    "NOT_AVAILABLE",
    `This payout is ${payout.status}: it cannot be made pending by hand, because nobody would come back to decide it`,
  );
}
