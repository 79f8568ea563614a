import type { Clock } from "../../domain/clock.ts";
import { satsOf } from "../../domain/money.ts";
import { Callbacks } from "../callbacks/queue.ts";
import { httpCallbackSender } from "../callbacks/sender.ts";
import { dataAnswer } from "../envelope.ts";
import type { Routes } from "../router.ts";
import type { ApiCore, ApiExtension } from "../server-extension.ts";
import { createFailureInjection, type FailureInjection, type FaultSwitch } from "./failure-injection.ts";
import { createRateLimiter, type RateLimit, type RateLimiter } from "./rate-limit.ts";
import { addStatusRoutes } from "./status-routes.ts";

/** How the extension is set up. */
export interface DemoOptions {
  readonly clock: Clock;
  /** The fault injection of the node; undefined when the node is not ours. */
  readonly faults?: FaultSwitch | undefined;
  /** Whether callbacks may leave this machine; default false. */
  readonly allowRemoteCallbacks?: boolean | undefined;
  /** How many payouts a gamertag may request; default unlimited. */
  readonly rateLimit?: RateLimit | undefined;
}

/** What clients of the original demo API expect besides payouts and projects: statuses, callbacks, a rate limit and test routes. */
export function createDemo({ clock, faults, allowRemoteCallbacks = false, rateLimit }: DemoOptions): ApiExtension {
  const callbacks = new Callbacks({ clock, sender: httpCallbackSender, allowRemote: allowRemoteCallbacks });
  const limiter = rateLimit === undefined ? undefined : createRateLimiter(rateLimit, clock);
  return {
    addRoutes(routes, core) {
      addStatusRoutes(routes, core.store);
      addTestRoutes(routes, core, createFailureInjection(core.service, faults), callbacks, limiter);
    },
    retryAfter: (gamertag) => limiter?.ask(gamertag),
    payoutChanged: (payout) => callbacks.changed(payout),
    get isBusy() {
      return callbacks.isBusy;
    },
    stop: () => callbacks.stop(),
  };
}

/** The routes for tests: the failure-injection switch, the callback log and the reset. */
function addTestRoutes(
  routes: Routes,
  { service, projects }: ApiCore,
  injection: FailureInjection,
  callbacks: Callbacks,
  limiter: RateLimiter | undefined,
): void {
  routes.add("GET /api/v1/test/failure-injection", () => dataAnswer(200, "Failure injection found", injection.read()));

  routes.add("POST /api/v1/test/failure-injection", ({ body }) =>
    dataAnswer(200, "Failure injection changed", injection.write(body)),
  );

  routes.add("GET /api/v1/test/callbacks", () => {
    const { log } = callbacks;
    return dataAnswer(200, "Callbacks found", { callbacks: log, count: log.length });
  });

  routes.add("DELETE /api/v1/test/reset", async () => {
    injection.reset();
    await service.reset(projects);
    callbacks.clear();
    limiter?.reset();
    const data = {
      projects: projects.map(({ projectId, balanceMsat }) => ({ projectId, balance: satsOf(balanceMsat) })),
    };
    return dataAnswer(200, "Reset", data);
  });
}
