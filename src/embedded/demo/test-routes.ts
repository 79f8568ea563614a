import type { FastifyInstance } from "fastify";
import type { Callbacks } from "../callbacks/queue.ts";
import { sendData } from "../envelope.ts";
import type { ApiCore } from "../extension.ts";
import type { FailureInjection } from "./failure-injection.ts";
import type { RateLimiter } from "./rate-limit.ts";

/** What the test routes control. */
export interface TestRoutesOptions extends ApiCore {
  readonly injection: FailureInjection;
  readonly callbacks: Callbacks;
  readonly limiter: RateLimiter | undefined;
}

/** The routes for tests: the failure-injection switch, the callback log and the reset. */
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

  app.get("/api/v1/test/callbacks", (_request, reply) => {
    const { log } = callbacks;
    return sendData(reply, 200, "Callbacks found", { callbacks: log, count: log.length });
  });

  app.delete("/api/v1/test/reset", async (_request, reply) => {
    injection.reset();
    await service.reset(projects);
    callbacks.clear();
    limiter?.reset();
    const data = { projects: projects.map(({ projectId, balanceSats }) => ({ projectId, balance: balanceSats })) };
    return sendData(reply, 200, "Reset", data);
  });
}
