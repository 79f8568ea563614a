import type { Clock } from "../domain/clock.ts";
import { type Msat, satsOf } from "../domain/money.ts";
import { type Answer, dataAnswer, errorAnswer, RequestError } from "./envelope.ts";
import type { PrometheusMetrics } from "./metrics.ts";
import type { PayoutAnswer } from "./payout-answer.ts";
import { readPayoutQuery, readRequestedPayout } from "./request-validation.ts";
import type { RequestedPayout } from "./requested-payout.ts";
import { payoutData } from "./response-bodies.ts";
import { queryOf, type Routes } from "./router.ts";
import type { ApiCore, ApiExtension } from "./server-extension.ts";

/** What the routes for payouts need. */
export interface PayoutRoutesOptions extends Pick<ApiCore, "service" | "store"> {
  readonly metrics: PrometheusMetrics;
  readonly clock: Clock;
  /** Limits how often a gamertag may request a payout. */
  readonly extension: Pick<ApiExtension, "retryAfter"> | undefined;
}

/** The routes for payouts. */
export function addPayoutRoutes(routes: Routes, options: PayoutRoutesOptions): void {
  const { service, store, metrics, clock, extension } = options;
  routes.add("POST /api/v1/payouts", async ({ body }) => {
    const startedMs = clock.now();
    const requested = readRequestedPayout(body);
    const retryAfter = extension?.retryAfter(requested.gamertag);
    if (retryAfter !== undefined) return limitAnswer(requested.gamertag, retryAfter);
    const answer = await service.pay(requested);
    metrics.answered(answer, clock.now() - startedMs);
    return answerOf(answer, requested);
  });

  routes.add("GET /api/v1/payouts", async (request) => {
    const { rows, next } = await store.payouts(readPayoutQuery(queryOf(request)));
    return dataAnswer(200, "Payouts found", { payouts: rows.map(payoutData), next: cursorOf(next) });
  });

  routes.add("GET /api/v1/payouts/:id", async ({ id }) => {
    const payout = await store.payout(id);
    if (payout === undefined) throw payoutNotFound(id);
    return dataAnswer(200, "Payout found", payoutData(payout));
  });
}

/** The error for an unknown payout id. */
export function payoutNotFound(payoutId: string): RequestError {
  return new RequestError("PAYOUT_NOT_FOUND", `No such payout: ${payoutId}`);
}

/** A cursor as text, so that callers pass it on and do not calculate with it. */
export function cursorOf(next: number | null): string | null {
  return next === null ? null : String(next);
}

/** Refused before any lookup: nothing was charged, and an earlier payout under the same key was not looked for. */
function limitAnswer(gamertag: string, retryAfter: number): Answer {
  const message = `Too many payout requests for ${gamertag}: retry in ${retryAfter} s`;
  return errorAnswer("RATE_LIMIT_EXCEEDED", message, { retryAfter }, ["retry-after", String(retryAfter)]);
}

function answerOf(answer: PayoutAnswer, { amountMsat }: RequestedPayout): Answer {
  switch (answer.kind) {
    case "completed":
      return dataAnswer(201, "Payout completed", payoutData(answer.payout));
    case "pending":
      return dataAnswer(202, "Payout pending: final status not yet known", payoutData(answer.payout));
    case "replayed":
      return dataAnswer(200, "Payout already processed", payoutData(answer.payout));
    case "failed":
      return errorAnswer("PAYMENT_FAILED", `Payment failed: ${answer.reason}`, payoutData(answer.payout));
    case "timed-out":
      return errorAnswer("PAYMENT_TIMEOUT", `Payment timed out: ${answer.reason}`, payoutData(answer.payout));
    case "in-progress":
      return errorAnswer("PAYOUT_IN_PROGRESS", "A payout with this idempotencyKey is still in progress", {
        id: answer.payoutId,
      });
    case "key-reused":
      return errorAnswer("IDEMPOTENCY_KEY_REUSED", "This idempotencyKey was already used with a different body", {
        id: answer.payoutId,
      });
    case "no-project":
      return errorAnswer("PROJECT_NOT_FOUND", "No such project");
    case "insufficient-balance":
      return shortfallAnswer(answer, amountMsat);
  }
}

/** The figures are in the data for programs, and in the message for callers that only log it. */
function shortfallAnswer(
  { balanceMsat, costMsat, reserveMsat }: Extract<PayoutAnswer, { kind: "insufficient-balance" }>,
  amountMsat: Msat,
): Answer {
  const [amount, fee] = [satsOf(amountMsat), satsOf(costMsat - reserveMsat - amountMsat)];
  const [totalCost, reserve, currentBalance] = [costMsat - reserveMsat, reserveMsat, balanceMsat].map(satsOf);
  const first = reserveMsat === 0 ? "" : `, ${reserve} sats more are reserved`;
  const message = `Insufficient balance: the payout costs ${totalCost} sats (${amount} plus a fee of ${fee})${first}, and the project has ${currentBalance}`;
  const data = { requiredAmount: amount, fee, totalCost, currentBalance };
  return errorAnswer("INSUFFICIENT_BALANCE", message, data);
}
