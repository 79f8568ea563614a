import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";
import { costMsatOf } from "../domain/fee.ts";
import type { FaultSource, Quiescence, SystemDescription, SystemUnderTest } from "../engine/system-under-test.ts";
import { startNodeServer } from "../rail/dialects/lnd-rest.ts";
import { clientTimeoutMs, type Plan } from "../scenario/plan.ts";
import { plannedProjects, shortfalls } from "../scenario/plan-summary.ts";
import { acrossInstances } from "../service/instances.ts";
import type { Target } from "../service/target.ts";
import { embeddedCallbackDoubts } from "./callback-doubts.ts";
import { type Cleanup, createCleanup } from "./cleanup.ts";
import { embeddedDoor, withCallbacks } from "./client-callbacks.ts";
import { type EmbeddedFleet, startEmbeddedFleet } from "./embedded-fleet.ts";
import { createPlannedRail } from "./planned-rail.ts";
import type { PreparedSystem, SystemContext } from "./prepared-system.ts";

/**
 * Every payment has resolved at the rail before the quiet period, which only has to outlast the API's own bookkeeping. Where failures are checked
 * again, a payout that is listed as failed may still be charged, so the whole drain is waited for while that would explain a balance.
 */
export function embeddedQuietPeriod({ api: { recheckAfterMs } }: Plan): Quiescence {
  return {
    quietMs: 50 + (recheckAfterMs ?? 0),
    booksAreFinal: recheckAfterMs === null,
    pace: { fromMs: 20, toMs: 20 },
  };
}

/**
 * The embedded payout API: child processes on a temporary ledger file, and our rail in this process. It starts at once, so that it is ready
 * when the previous run ends.
 */
export function prepareEmbedded(context: SystemContext): PreparedSystem {
  const starting = Promise.allSettled([assemble(context)]);
  return {
    description: describe(context.plan),
    async open() {
      const [start] = await starting;
      if (start.status === "fulfilled") return start.value;
      throw start.reason;
    },
    async discard() {
      const [start] = await starting;
      if (start.status === "fulfilled") await start.value.close();
    },
  };
}

async function assemble(context: SystemContext): Promise<SystemUnderTest> {
  const { plan, clock } = context;
  const cleanup = createCleanup();
  let fleet: EmbeddedFleet | undefined;
  const rail = createPlannedRail(context, plan.scenario, {
    faultsElsewhere: () => fleet?.ahead() ?? plan.crashes.length + plan.interruptions.length,
    seen: (moment) => fleet?.processes.seen(moment),
  });
  try {
    // The API creates and removes it; we remove it as well, in case the API is killed.
    const ledgerFolder = join(tmpdir(), `chaos-payout-${randomUUID()}`);
    cleanup.add(() => rm(ledgerFolder, { recursive: true, force: true }));
    const webhooks = plan.api.webhooks ? await railWebhooks(clock) : undefined;
    cleanup.add(async () => rail.node.close());
    const server = await startNodeServer(rail.node, { news: webhooks?.news });
    cleanup.add(() => server.close());
    if (webhooks !== undefined) cleanup.add(() => webhooks.close());
    const starting = startEmbeddedFleet(context, server.url, ledgerFolder);
    // Loading the HTTP client takes a third of the API's start time, so do both at once.
    const loading = import("../service/http-target.ts");
    const api = await starting;
    fleet = api;
    webhooks?.aim(api.urls);
    cleanup.add(() => api.stop());
    const { createHttpTarget } = await loading;
    const { door, callbackUrl } = await listen(context, cleanup);
    const withinMs = clientTimeoutMs(plan, "embedded");
    const target = together(
      api.urls.map((url) => createHttpTarget({ url, clock, clientTimeoutMs: withinMs, callbackUrl })),
    );
    cleanup.add(() => target.close());
    return {
      description: describe(plan),
      target,
      costMsat: costMsatOf(plan.api.fee),
      faults: withCallbacks({ ...rail.faults, heal: () => heal(rail.faults, api) }, door),
      callbacks: door,
      processes: api.processes,
      quiescence: embeddedQuietPeriod(plan),
      close: () => cleanup.close(),
    };
  } catch (error) {
    throw await cleanup.closeAfter(error);
  }
}

/** Loaded only for who hears them, because they have an HTTP client of their own. */
async function railWebhooks(clock: Clock) {
  const { createRailWebhooks } = await import("./rail-webhooks.ts");
  return createRailWebhooks(clock);
}

/** Our end of the callbacks, where the plan has faults for them. */
async function listen(context: SystemContext, cleanup: Cleanup) {
  const door = embeddedDoor(context);
  if (door === null) return { door };
  cleanup.add(async () => door.close());
  const { startCallbackServer } = await import("./callback-server.ts");
  const { payoutApiCallbacks } = await import("../service/payout-api.ts");
  const server = await startCallbackServer(payoutApiCallbacks, (text) => text, door);
  cleanup.add(() => server.close());
  return { door, callbackUrl: server.url };
}

function heal(faults: FaultSource, fleet: EmbeddedFleet): Promise<void> {
  fleet.disarm();
  return faults.heal();
}

/** The description of the embedded API, on real processes and in a simulation. */
export function describe(plan: Plan): SystemDescription {
  return {
    strategy: plan.api.strategy,
    target: null,
    oracle: "rail",
    injectedTimeouts: "unknown",
    routingFees: "absorbed",
    sharedInvoices: false,
    staleReadsMs: 0,
    clientTimeoutMs: clientTimeoutMs(plan, "embedded"),
    mayHold: plan.api.fee.reserve,
    feeOnRefund: plan.api.fee.onRefund,
    keyPrefix: plan.scenario,
    doubts: embeddedCallbackDoubts(plan),
    notes: shortfalls(plannedProjects(plan)),
  };
}

function together(targets: readonly Target[]): Target {
  const [first, ...others] = targets;
  if (first === undefined) throw new RangeError("the fleet has no instance");
  return others.length === 0 ? first : acrossInstances([first, ...others]);
}
