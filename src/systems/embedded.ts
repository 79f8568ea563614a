import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { costMsat, satsOf } from "../domain/money.ts";
import type { Recorder } from "../engine/recorder.ts";
import type { ComingToRest, SystemDescription, SystemUnderTest } from "../engine/system.ts";
import { ownCommand } from "../processes/api-process.ts";
import { type ApiFleet, type FleetEvent, startFleet } from "../processes/fleet.ts";
import { startNodeServer } from "../rail/node-server.ts";
import { clientTimeoutMs, type Plan } from "../scenario/plan.ts";
import { plannedProjects, shortfalls } from "../scenario/plan-summary.ts";
import { spread } from "../target/spread.ts";
import type { Target } from "../target/target.ts";
import { createCleanup } from "./cleanup.ts";
import { createPlannedRail } from "./planned-rail.ts";
import type { PreparedSystem, SystemContext } from "./prepared-system.ts";

/**
 * Every payment has resolved at the rail before the quiet begins, and the books of every strategy are written before it answers; so the
 * quiet only has to outlast the API's own bookkeeping, and what is wrong by then stays wrong.
 */
export const embeddedQuietPeriod: ComingToRest = { quietMs: 50, booksAreFinal: true, pace: { fromMs: 20, toMs: 20 } };

/**
 * The embedded payout API, as one child process or several on a ledger file of their own, with our rail here in this process. It begins to
 * start at once, so that a run does not have to wait for the end of another. Whatever happens, nothing of it is left once it was closed
 * or discarded.
 */
export function prepareEmbedded(context: SystemContext): PreparedSystem {
  const opening = assemble(context);
  // Whoever opens it is told why it did not start; until then nobody listens.
  opening.catch(() => {});
  return {
    description: describe(context.plan),
    open: () => opening,
    async discard() {
      const outcome = await opening.catch(() => undefined);
      await outcome?.close();
    },
  };
}

async function assemble(context: SystemContext): Promise<SystemUnderTest> {
  const { plan, clock, recorder } = context;
  const cleanup = createCleanup();
  let fleet: ApiFleet | undefined;
  const rail = createPlannedRail(context, plan.scenario, () => fleet?.crashesAhead() ?? plan.crashes.length);
  try {
    // The API makes it, and removes it too: so it goes whichever of the two is killed, and whenever.
    const ledgerFolder = join(tmpdir(), `chaos-payout-${randomUUID()}`);
    cleanup.add(() => rm(ledgerFolder, { recursive: true, force: true }));
    const server = await startNodeServer(rail.node);
    cleanup.add(() => server.close());
    const starting = startFleet({
      command: ownCommand(),
      strategy: plan.api.strategy,
      projects: plan.projects.map(({ projectId, balanceMsat }) => ({ projectId, balanceSats: satsOf(balanceMsat) })),
      railUrl: server.url,
      railTimeoutMs: plan.api.railTimeoutMs,
      duplicates: plan.rail.duplicates,
      ledgerFolder,
      clock,
      instances: plan.instances,
      crashes: plan.crashes,
      observe: crashObserver(recorder),
    });
    // Loading the HTTP client takes a third of the time of the API's start, so the two go side by side.
    const loading = import("../target/http-target.ts");
    const api = await starting;
    fleet = api;
    cleanup.add(() => api.stop());
    const { createHttpTarget } = await loading;
    const patienceMs = clientTimeoutMs(plan, "embedded");
    const target = together(api.urls.map((url) => createHttpTarget({ url, clock, patienceMs })));
    cleanup.add(() => target.close());
    return {
      description: describe(plan),
      target,
      costMsat,
      faults: rail.faults,
      processes: { died: api.died, listening: () => api.listening(), single: plan.instances === 1 },
      rest: embeddedQuietPeriod,
      close: () => cleanup.close(),
    };
  } catch (error) {
    throw await cleanup.closeAfter(error);
  }
}

/** What a run on the embedded API says of it, on real processes and in a simulation. */
export function describe(plan: Plan): SystemDescription {
  return {
    strategy: plan.api.strategy,
    target: null,
    oracle: "rail",
    injectedTimeouts: "unknown",
    staleReadsMs: 0,
    clientTimeoutMs: clientTimeoutMs(plan, "embedded"),
    mayHold: { ppm: 0, atLeastMsat: 0 },
    keyPrefix: plan.scenario,
    doubts: [],
    notes: shortfalls(plannedProjects(plan)),
  };
}

function together(targets: readonly Target[]): Target {
  const [first, ...others] = targets;
  if (first === undefined) throw new RangeError("a fleet without an instance");
  return others.length === 0 ? first : spread([first, ...others]);
}

/** A crash is what the API did, so it is a fact like every payment. */
function crashObserver(recorder: Recorder): (event: FleetEvent) => void {
  return (event) => {
    const atMs = recorder.atMs();
    const { instance } = event;
    switch (event.kind) {
      case "crashed":
        return recorder.record({ kind: "api-crashed", atMs, point: event.point, instance });
      case "restarted":
        return recorder.record({ kind: "api-restarted", atMs, instance });
    }
  };
}
