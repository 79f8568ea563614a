import type { FastifyInstance } from "fastify";
import type { Callbacks } from "../callbacks/queue.ts";
import { sendData } from "../envelope.ts";
import type { ProjectOpening } from "../ledger/balances.ts";
import type { PayoutService } from "../payout-service.ts";
import type { FailureInjection } from "./failure-injection.ts";
import type { RateLimiter } from "./rate-limit.ts";

/** What the calls of a test change. */
export interface TestRoutesOptions {
  readonly service: PayoutService;
  readonly injection: FailureInjection;
  readonly callbacks: Callbacks;
  readonly limiter: RateLimiter | undefined;
  readonly projects: readonly ProjectOpening[];
}

/** The calls that only a test makes: the failure-injection switch, and the way back to the start. */
export function addTestRoutes(
  app: FastifyInstance,
  { service, injection, callbacks, limiter, projects }: TestRoutesOptions,
): void {
  app.get("/api/v1/test/failure-injection", (_request, reply) =>
    sendData(reply, 200, "Failure injection found", injection.read()),
  );

  app.post("/api/v1/test/failure-injection", (request, reply) =>
    sendData(reply, 200, "Failure injection changed", injection.write(request.body)),
  );

  app.delete("/api/v1/test/reset", async (_request, reply) => {
    injection.reset();
    await service.reset(projects);
    callbacks.clear();
    limiter?.reset();
    const data = { projects: projects.map(({ projectId, balanceSats }) => ({ projectId, balance: balanceSats })) };
    return sendData(reply, 200, "Everything is back to the start", data);
  });
}
