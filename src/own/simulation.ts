import { costMsatOf } from "../domain/fee.ts";
import { seededChance } from "../domain/random.ts";
import type { SystemDescription, SystemUnderTest } from "../engine/system-under-test.ts";
import { type Plan, PlanError } from "../scenario/plan.ts";
import { createAbouts } from "../simulation/abouts.ts";
import { createDelayedRail } from "../simulation/delayed-rail.ts";
import { createFleet, type Fleet } from "../simulation/fleet.ts";
import { type Guard, noGuard } from "../simulation/guard.ts";
import type { Simulation, SimulationOptions } from "../simulation/index.ts";
import { createTracing } from "../simulation/tracing/index.ts";
import { turnedFaults } from "../simulation/turned-faults.ts";
import { createTurns, type Turns } from "../simulation/turns.ts";
import { describe } from "../systems/embedded.ts";
import { createPlannedRail } from "../systems/planned-rail.ts";
import type { SystemContext } from "../systems/prepared-system.ts";
import { openLedger } from "./ledger.ts";
import { type OwnProcess, type OwnProcessOptions, ownProcess } from "./process.ts";
import { ownTarget, type ReadStatus } from "./target.ts";

/** A service of your own. */
export interface OwnSystem {
  /** Called when a process begins, and again after each crash, with the same ledger. */
  readonly start: OwnProcessOptions["start"];
  /** Reads how a payout stands; null where the service does not tell. */
  readonly status: ReadStatus | null;
}

/** What a simulated run of it may have different. */
export interface OwnSimulationOptions extends Pick<SimulationOptions, "seed" | "order" | "traced"> {
  /** Watches for what escapes virtual time; default nobody. */
  readonly guard?: Guard | undefined;
}

/** One run of a service of your own in virtual time, with our rail, and a ledger in memory. */
export function createOwnSimulation(system: OwnSystem, options: OwnSimulationOptions): Simulation {
  const { seed, order = { kind: "random", seed, shortMs: 2, longMs: 0 } } = options;
  const turns = createTurns(order);
  let isStuck = () => {};
  const stuck = new Promise<never>((_, reject) => {
    isStuck = () =>
      reject(
        new Error("the service waits for something that is not in virtual time, such as a socket, a file or a timer"),
      );
  });
  // Whoever runs it is told.
  stuck.catch(() => {});
  return {
    order,
    clock: turns.clock,
    prepare: (context) => ({
      description: describeOwn(context.plan, system),
      open: async () => openOwn(context, turns, isStuck, system, options),
      discard: async () => {},
    }),
    ordered: turns.ordered,
    stuck,
  };
}

/** The scenario names no strategy of ours, but the report names one. */
function describeOwn(plan: Plan, { status }: OwnSystem): SystemDescription {
  const description = describe(plan);
  const untold = status === null ? ["no status is read, so a payout that stays pending is not noticed by it"] : [];
  return { ...description, strategy: "your own", notes: [...description.notes, ...untold] };
}

/** @throws PlanError where the scenario has what a service without an API cannot meet */
function mustBePossible({ interruptions, api, callbackFaults, hostileAmounts, sharedInvoices }: Plan): void {
  const impossible = [
    [interruptions.length > 0, 'crashes at moments ("when")'],
    [api.webhooks || callbackFaults.size > 0, "webhooks and callbacks"],
    [hostileAmounts.length > 0, "amounts that nobody can pay"],
    [sharedInvoices, "shared invoices"],
  ] as const;
  for (const [isThere, what] of impossible) {
    if (isThere) throw new PlanError(`a payout function of your own cannot have ${what}: leave them out`);
  }
}

function openOwn(
  context: SystemContext,
  turns: Turns,
  stuck: () => void,
  system: OwnSystem,
  { seed, traced, guard = noGuard }: OwnSimulationOptions,
): SystemUnderTest {
  const { plan, recorder } = context;
  const { start, status } = system;
  mustBePossible(plan);
  const { clock, take, lateMs } = turns;
  const { duplicates } = plan.rail;
  const { railTimeoutMs, fee } = plan.api;
  const abouts = createAbouts(plan.scenario);
  const tracing = traced && createTracing(traced, { recorder, abouts, listen: turns.listen });
  const costMsat = costMsatOf(fee);
  let fleet: Fleet<OwnProcess> | undefined;
  const { node, faults } = createPlannedRail(context, plan.scenario, {
    faultsElsewhere: () => fleet?.crashesAhead() ?? 0,
    seen: () => {},
  });
  const ledger = openLedger(clock, plan.projects);
  const stopTime = clock.drive({ stuck });
  const bugs: unknown[] = [];
  const processes: OwnProcessOptions = {
    ...{ start, ledger, clock, take, lateMs, guard, tracing, chance: seededChance(seed) },
    railOf: (life, host) => createDelayedRail({ node, clock, duplicates, railTimeoutMs, take, abouts, host, life }),
    onBug: (error) => void bugs.push(error),
  };
  const begun = createFleet({
    ...{ instances: plan.instances, crashes: plan.crashes, store: ledger, clock, recorder },
    serviceOf: (host) => ownProcess(processes, host),
  });
  fleet = begun;
  const description = describeOwn(plan, system);
  return {
    description,
    target: ownTarget({
      ...{ ledger, next: begun.next, clock, take, abouts, costMsat, status },
      clientTimeoutMs: description.clientTimeoutMs,
    }),
    costMsat,
    faults: turnedFaults(faults, turns, begun),
    processes: {
      died: new Promise(() => {}),
      listening: begun.listening,
      recovered: begun.recovered,
      single: plan.instances === 1,
      moments: new Set(),
      seen: () => {},
    },
    callbacks: null,
    quiescence: { quietMs: QUIET_MS, booksAreFinal: false, pace: { fromMs: 20, toMs: 250 } },
    async close() {
      const isClosed = await begun.close();
      node.close();
      stopTime();
      const escaped = guard.escaped();
      if (escaped !== undefined) throw escaped;
      if (bugs.length > 0) throw bugs[0];
      const sinceMs = ledger.openSinceMs();
      if (sinceMs !== null && clock.now() - sinceMs > OPEN_MS) throw new Error(NEVER_ENDED);
      if (!isClosed) throw new Error(NEVER_CLOSED);
      return [];
    },
  };
}

/** Longer than a worker of somebody else's sleeps between two rounds. */
const QUIET_MS = 1_000;

/** How long a transaction may be open at the end of a run. */
const OPEN_MS = 1_000;

const NEVER_CLOSED = "the service never ends: start or close waits for something that does not happen";

const NEVER_ENDED =
  "a transaction never ended: a transaction within a transaction waits for itself, and so does one that awaits what another one has to bring about";
