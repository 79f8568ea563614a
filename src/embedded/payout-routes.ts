import type { FastifyInstance, FastifyReply } from "fastify";
import type { Clock } from "../domain/clock.ts";
import type { Sats } from "../domain/money.ts";
import type { RateLimiter } from "./demo/rate-limit.ts";
import { RequestError, sendData, sendError } from "./envelope.ts";
import type { Store } from "./ledger/store.ts";
import type { PrometheusMetrics } from "./metrics.ts";
import type { PayoutAnswer, PayoutService } from "./payout-service.ts";
import { readPayoutQuery, readRequestedPayout } from "./request-validation.ts";
import type { RequestedPayout } from "./requested-payout.ts";
import { payoutData } from "./response-bodies.ts";

/** What the calls about payouts need. */
export interface PayoutRoutesOptions {
  readonly service: PayoutService;
  readonly store: Store;
  readonly metrics: PrometheusMetrics;
  readonly clock: Clock;
  /** Undefined where anybody may ask as often as they like. */
  readonly limiter: RateLimiter | undefined;
}

/** The calls about payouts. */
export function addPayoutRoutes(app: FastifyInstance, options: PayoutRoutesOptions): void {
  const { service, store, metrics, clock, limiter } = options;
  app.post("/api/v1/payouts", async (request, reply) => {
    const startedMs = clock.now();
    const wanted = readRequestedPayout(request.body);
    const retryAfter = limiter?.ask(wanted.gamertag);
    if (retryAfter !== undefined) return sendLimit(reply, wanted.gamertag, retryAfter);
    const answer = await service.pay(wanted);
    metrics.answered(answer, clock.now() - startedMs);
    return sendAnswer(reply, answer, wanted);
  });

  app.get("/api/v1/payouts", async (request, reply) => {
    const { rows, next } = await store.payouts(readPayoutQuery(request.query));
    return sendData(reply, 200, "Payouts found", { payouts: rows.map(payoutData), next: cursorOf(next) });
  });

  app.get<{ Params: { id: string } }>("/api/v1/payouts/:id", async (request, reply) => {
    const payout = await store.payout(request.params.id);
    if (payout === undefined) throw noPayout(request.params.id);
    return sendData(reply, 200, "Payout found", payoutData(payout));
  });
}

/** There is no payout with this id. */
export function noPayout(payoutId: string): RequestError {
  return new RequestError("PAYOUT_NOT_FOUND", `There is no payout ${payoutId}`);
}

/** A cursor is text: it is for handing back, not for counting with. */
export function cursorOf(next: number | null): string | null {
  return next === null ? null : String(next);
}

/** Refused before anything was looked up, so nothing was charged and nothing is known of an earlier payout under the same key. */
function sendLimit(reply: FastifyReply, gamertag: string, retryAfter: number): FastifyReply {
  const message = `${gamertag} has asked for too many payouts: the next one may come in ${retryAfter} s`;
  return sendError(reply.header("retry-after", retryAfter), "RATE_LIMIT_EXCEEDED", message, { retryAfter });
}

function sendAnswer(reply: FastifyReply, answer: PayoutAnswer, { amountSats }: RequestedPayout): FastifyReply {
  switch (answer.kind) {
    case "completed":
      return sendData(reply, 201, "Payout completed", payoutData(answer.payout));
    case "pending":
      return sendData(reply, 202, "Payout pending: its end is not known yet", payoutData(answer.payout));
    case "replayed":
      return sendData(reply, 200, "Payout already processed", payoutData(answer.payout));
    case "failed":
      return sendError(reply, "PAYMENT_FAILED", `Payment failed: ${answer.reason}`, payoutData(answer.payout));
    case "timed-out":
      return sendError(reply, "PAYMENT_TIMEOUT", `Payment timed out: ${answer.reason}`, payoutData(answer.payout));
    case "in-progress":
      return sendError(reply, "PAYOUT_IN_PROGRESS", "A payout with this idempotencyKey is still being paid", {
        id: answer.payoutId,
      });
    case "key-reused":
      return sendError(reply, "IDEMPOTENCY_KEY_REUSED", "This idempotencyKey belongs to a payout with another body", {
        id: answer.payoutId,
      });
    case "no-project":
      return sendError(reply, "PROJECT_NOT_FOUND", "There is no such project");
    case "insufficient-balance":
      return sendShortfall(reply, answer, amountSats);
  }
}

type Shortfall = Extract<PayoutAnswer, { readonly kind: "insufficient-balance" }>;

/** The figures stand in the data for programs, and once more in the message, plain, for those who only log it. */
function sendShortfall(reply: FastifyReply, { balanceSats, costSats }: Shortfall, amountSats: Sats): FastifyReply {
  const fee = costSats - amountSats;
  const message = `Insufficient balance: the payout costs ${costSats} sats (${amountSats} and a fee of ${fee}), and the project has ${balanceSats}`;
  const data = { requiredAmount: amountSats, fee, totalCost: costSats, currentBalance: balanceSats };
  return sendError(reply, "INSUFFICIENT_BALANCE", message, data);
}
