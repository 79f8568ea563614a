import type { Clock } from "../../domain/clock.ts";
import { Callbacks } from "../callbacks/queue.ts";
import { httpCallbackSender } from "../callbacks/sender.ts";
import type { ApiExtension } from "../extension.ts";
import { createFailureInjection, type FaultSwitch } from "./failure-injection.ts";
import { createRateLimiter, type RateLimit } from "./rate-limit.ts";
import { addStatusRoutes } from "./status-routes.ts";
import { addTestRoutes } from "./test-routes.ts";

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
    addRoutes(app, core) {
      addStatusRoutes(app, core.store);
      addTestRoutes(app, { ...core, callbacks, limiter, injection: createFailureInjection(core.service, faults) });
    },
    retryAfter: (gamertag) => limiter?.ask(gamertag),
    payoutChanged: (payout) => callbacks.changed(payout),
    get isBusy() {
      return callbacks.isBusy;
    },
    stop: () => callbacks.stop(),
  };
}
