import type { FastifyInstance } from "fastify";
import { RequestError, sendData } from "./envelope.ts";
import type { PayoutService } from "./payout-service.ts";
import { readRailEvent } from "./request-validation.ts";

/**
 * The webhook for the rail: `POST /api/v1/rail-events {paymentHash, status}`. An event about a payment that is not known here, or not yet, is
 * answered with 404, so that the rail sends it again.
 */
export function addRailEventRoute(app: FastifyInstance, service: PayoutService): void {
  app.post("/api/v1/rail-events", async (request, reply) => {
    const event = readRailEvent(request.body);
    if (await service.hear(event)) return sendData(reply, 200, "Event taken", {});
    throw new RequestError("PAYOUT_NOT_FOUND", `No recorded payout has the payment ${event.paymentHash}`);
  });
}
