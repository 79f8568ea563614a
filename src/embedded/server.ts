import { formatSats } from "../domain/format.ts";
import { type App, type AppOptions, createApp } from "./api-server.ts";
import { dataAnswer } from "./envelope.ts";
import type { ProjectOpening } from "./ledger/balances.ts";
import type { PayoutRecord } from "./ledger/payout-records.ts";
import { storageFailureOf } from "./ledger/storage-failure.ts";
import { createMetrics } from "./metrics.ts";
import { addPayoutRoutes } from "./payout-routes.ts";
import { PayoutService, type PayoutServiceOptions } from "./payout-service.ts";
import { addProjectRoutes } from "./project-routes.ts";
import { addRailEventRoute } from "./rail-event-route.ts";
import type { ApiExtension } from "./server-extension.ts";
import { watchedStore } from "./watched-store.ts";

/** The embedded payout API over HTTP. The caller closes the store and the rail that it passes. */
export interface ApiOptions extends PayoutServiceOptions, AppOptions {
  /** The projects to start with. A project that the ledger already has keeps its balance. */
  readonly projects: readonly ProjectOpening[];
  /** Called with one line when a payment has settled after its payout was refunded: somebody has to look at the node. */
  readonly onSettledAfterRefund?: ((message: string) => void) | undefined;
  /** What the API offers besides payouts and projects; default nothing. */
  readonly extension?: ApiExtension | undefined;
  /** 0 for any free port. */
  readonly port: number;
}

/** A payout API that listens. */
export interface Api {
  readonly url: string;
  readonly port: number;
  /**
   * Accepts nothing new, finishes what is under way and stops listening. Resolves with false when that took too long: then connections were
   * cut, and payouts may still be under way. The extension gets the remaining time.
   */
  close(withinMs: number): Promise<boolean>;
}

const CLOSE_POLL_MS = 10;

/** Starts the API. Rejects when the port is taken, with the system's error (`EADDRINUSE`). */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { clock, host, projects, extension } = options;
  await options.store.openProjects(projects);
  const store = watchedStore(options.store, {
    changed: (payout) => extension?.payoutChanged(payout),
    refunded: () => metrics.refunded(),
    chargedAgain(payout) {
      metrics.chargedAgain();
      options.onSettledAfterRefund?.(settledAfterRefund(payout));
    },
  });
  const service = new PayoutService({ ...options, store, onBug: bugOrStorageFailure(options) });
  const metrics = createMetrics(service, store, clock);
  const app = createApp(options);
  addPayoutRoutes(app, { service, store, metrics, clock, extension });
  addProjectRoutes(app, store);
  app.add("GET /health", () => dataAnswer(200, "Healthy", { status: "ok" }));
  app.add("GET /metrics", async () => ({ status: 200, type: metrics.contentType, text: await metrics.text() }));
  if (options.hearsRail) addRailEventRoute(app, service);
  extension?.addRoutes(app, { service, store, projects });
  try {
    const port = await app.listen(options.port);
    return {
      url: `http://${host}:${port}`,
      port,
      close: (withinMs) => close(app, service, options, withinMs),
    };
  } catch (error) {
    await service.close();
    extension?.stop();
    throw error;
  }
}

function settledAfterRefund({ payoutId, projectId, amountMsat, feeMsat }: PayoutRecord): string {
  const cost = formatSats(amountMsat + feeMsat);
  return `${payoutId} has settled after the node had called it failed and it was refunded: ${projectId} was charged ${cost} sats again`;
}

/** For errors in the background, which no caller waits for. */
function bugOrStorageFailure({ onBug, onStorageFailure }: ApiOptions): (error: unknown) => void {
  return (error) => {
    const failure = storageFailureOf(error);
    if (failure === undefined) onBug(error);
    else onStorageFailure(failure.message);
  };
}

async function close(
  app: App,
  service: PayoutService,
  { extension, clock }: ApiOptions,
  withinMs: number,
): Promise<boolean> {
  let isLate = false;
  const cancel = clock.timeout(withinMs, () => {
    isLate = true;
    app.closeAll();
  });
  // A connection whose last answer has just left would otherwise be kept alive, and the server with it.
  const stopSweeping = clock.every(CLOSE_POLL_MS, () => app.closeIdle());
  await app.close();
  stopSweeping();
  // Payouts may outlive their callers' connections, and the worker has payouts without a caller.
  let isWorking = true;
  void service.close().then(() => {
    isWorking = false;
  });
  while ((service.inFlight > 0 || isWorking) && !isLate) await clock.sleep(CLOSE_POLL_MS);
  const isFinished = !isLate;
  while (extension?.isBusy && !isLate) await clock.sleep(CLOSE_POLL_MS);
  extension?.stop();
  cancel();
  return isFinished;
}
