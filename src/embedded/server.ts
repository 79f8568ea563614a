import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Clock } from "../domain/clock.ts";
import type { Chance } from "../domain/random.ts";
import type { StrategyName } from "../domain/strategy.ts";
import type { Rail } from "../rail/port.ts";
import { type Callbacks, createCallbacks } from "./callbacks/queue.ts";
import { httpCallbackSender } from "./callbacks/sender.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { createFailureInjection, type FaultSwitch } from "./demo/failure-injection.ts";
import { addDemoRoutes } from "./demo/payout-labels.ts";
import { createRateLimiter, type RateLimit } from "./demo/rate-limit.ts";
import { addTestRoutes } from "./demo/test-routes.ts";
import { sendData } from "./envelope.ts";
import { createApp } from "./fastify-app.ts";
import type { ProjectOpening } from "./ledger/balances.ts";
import { storageFailureOf } from "./ledger/storage-failure.ts";
import type { Store } from "./ledger/store.ts";
import { createMetrics, type PrometheusMetrics } from "./metrics.ts";
import { addPayoutRoutes } from "./payout-routes.ts";
import { PayoutService } from "./payout-service.ts";
import { addProjectRoutes } from "./project-routes.ts";
import { watchedStore } from "./watched-store.ts";

/** The embedded payout API over HTTP. Ledger and rail are given, and closed by whoever gave them. */
export interface ApiOptions {
  readonly store: Store;
  readonly rail: Rail;
  readonly clock: Clock;
  /** Draws the ids of payouts that come without an idempotency key. */
  readonly chance: Chance;
  readonly strategy: StrategyName;
  /** The faults of the node; undefined when it is somebody else's. */
  readonly faults?: FaultSwitch | undefined;
  /** Is told of every crash point that is passed. */
  readonly checkpoint?: Checkpoint | undefined;
  /** The projects to begin with. Those that the ledger has already keep their money. */
  readonly projects: readonly ProjectOpening[];
  /** Whether callbacks may leave this machine; not unless told so. */
  readonly allowRemoteCallbacks?: boolean | undefined;
  /** How often one gamertag may ask for a payout; as often as it likes unless told so. */
  readonly rateLimit?: RateLimit | undefined;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Is told of every error that is a bug of ours; the caller is told only that there was one. */
  readonly onBug: (error: unknown) => void;
  /** Is told in one line of trouble with the ledger's file, each time it is met; callers get a 503. */
  readonly onStorageFailure: (message: string) => void;
}

/** A payout API that listens. */
export interface Api {
  readonly url: string;
  readonly port: number;
  /**
   * Takes nothing new, answers what is under way and stops listening. Resolves with false when that took longer than allowed:
   * then connections were cut, and payouts may still be under way. Callbacks have what is left of the time, and are dropped at its end.
   */
  close(withinMs: number): Promise<boolean>;
}

const CLOSE_POLL_MS = 10;
/** How many callers may be waiting to be let in. */
const BACKLOG = 4_096;

/** Starts the API. Rejects when the port cannot be had, with the system's error (`EADDRINUSE`). */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { clock, host, allowRemoteCallbacks = false } = options;
  await options.store.openProjects(options.projects);
  const callbacks = createCallbacks({ clock, sender: httpCallbackSender, allowRemote: allowRemoteCallbacks });
  const store = watchedStore(options.store, {
    changed: (payout) => callbacks.changed(payout),
    refunded: () => metrics.refunded(),
  });
  const service = new PayoutService({ ...options, store, onBug: bugOrTrouble(options) });
  const metrics = createMetrics(service, store, clock);
  const injection = createFailureInjection(service, options.faults);
  const limiter = options.rateLimit === undefined ? undefined : createRateLimiter(options.rateLimit, clock);
  const app = createApp(options);
  addPayoutRoutes(app, { service, store, metrics, clock, limiter });
  addDemoRoutes(app, { store, callbacks });
  addProjectRoutes(app, store);
  addTestRoutes(app, { service, injection, callbacks, limiter, projects: options.projects });
  addWatchRoutes(app, metrics);
  try {
    await app.listen({ host, port: options.port, backlog: BACKLOG });
  } catch (error) {
    await service.close();
    callbacks.stop();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    close: (withinMs) => close({ app, service, callbacks, clock }, withinMs),
  };
}

/** What is met in the background has no caller who could be told. */
function bugOrTrouble({ onBug, onStorageFailure }: ApiOptions): (error: unknown) => void {
  return (error) => {
    const trouble = storageFailureOf(error);
    if (trouble === undefined) onBug(error);
    else onStorageFailure(trouble.message);
  };
}

interface Running {
  readonly app: FastifyInstance;
  readonly service: PayoutService;
  readonly callbacks: Callbacks;
  readonly clock: Clock;
}

async function close({ app, service, callbacks, clock }: Running, withinMs: number): Promise<boolean> {
  let isLate = false;
  const cancel = clock.timeout(withinMs, () => {
    isLate = true;
    app.server.closeAllConnections();
  });
  // A connection whose last answer has just left would otherwise be kept alive, and the server with it.
  const stopSweeping = clock.every(CLOSE_POLL_MS, () => app.server.closeIdleConnections());
  await app.close();
  stopSweeping();
  // A caller who hung up leaves its payout under way, and the worker has payouts of nobody who waits.
  let isWorking = true;
  void service.close().then(() => {
    isWorking = false;
  });
  while ((service.inFlight > 0 || isWorking) && !isLate) await clock.sleep(CLOSE_POLL_MS);
  const isThrough = !isLate;
  while (callbacks.isBusy && !isLate) await clock.sleep(CLOSE_POLL_MS);
  callbacks.stop();
  cancel();
  return isThrough;
}

function addWatchRoutes(app: FastifyInstance, metrics: PrometheusMetrics): void {
  app.get("/health", (_request, reply) => sendData(reply, 200, "Healthy", { status: "ok" }));
  app.get("/metrics", async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
