import { dataAnswer, RequestError } from "./envelope.ts";
import type { PayoutService } from "./payout-service.ts";
import { readRailEvent } from "./request-validation.ts";
import type { Routes } from "./router.ts";

/**
 * The webhook for the rail: `POST /api/v1/rail-events {paymentHash, status}`. An event about a payment that is not known here, or not yet, is
 * answered with 404, so that the rail sends it again.
 */
export function addRailEventRoute(routes: Routes, service: PayoutService): void {
  routes.add("POST /api/v1/rail-events", async ({ body }) => {
    const event = readRailEvent(body);
    if (await service.hear(event)) return dataAnswer(200, "Event taken", {});
    throw new RequestError("PAYOUT_NOT_FOUND", `No recorded payout has the payment ${event.paymentHash}`);
  });
}
