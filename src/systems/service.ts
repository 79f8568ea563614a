import { costMsatOf } from "../domain/fee.ts";
import type { Quiescence, SystemDescription, SystemUnderTest } from "../engine/system-under-test.ts";
import type { ServiceFleet } from "../processes/service-fleet.ts";
import { clientTimeoutMs, PlanError } from "../scenario/plan.ts";
import { isToldAmounts } from "../service/hostile-amount.ts";
import { callbackDoubts } from "./callback-doubts.ts";
import { startCallbackServer } from "./callback-server.ts";
import { type Cleanup, createCleanup } from "./cleanup.ts";
import { clientDoor, withCallbacks } from "./client-callbacks.ts";
import { openFailureSwitch } from "./failure-switch.ts";
import { orderDoubts } from "./order.ts";
import { prefixOf } from "./planned-rail.ts";
import type { SystemContext } from "./prepared-system.ts";
import { openServiceRail, type ServiceRail, sharesInvoices } from "./service-rail.ts";
import type { ServiceScope } from "./service-scope.ts";
import { redactorOf, startDescribed } from "./service-start.ts";
import { openDescribed } from "./service-target.ts";
import type { ServiceUnderTest } from "./service-under-test.ts";
import { doubtsOnAnswers, doubtsOnDialects, doubtsOnService } from "./target-doubts.ts";
import { topUpProjects } from "./top-up.ts";

/**
 * Opens a payout service that a file describes: plays its rails, listens for its callbacks, starts it where the file says how, and reads its
 * books. With a rail of ours it is judged by what was really paid; without one by its answers and lists.
 * @throws TargetError when it cannot be started or reached, or does not tell a balance.
 */
export async function openService(chosen: ServiceUnderTest, context: SystemContext): Promise<SystemUnderTest> {
  const cleanup = createCleanup();
  try {
    return await assemble(chosen, context, cleanup);
  } catch (error) {
    throw await cleanup.closeAfter(error);
  }
}

async function assemble(chosen: ServiceUnderTest, context: SystemContext, cleanup: Cleanup): Promise<SystemUnderTest> {
  const { plan, clock, recorder, stop } = context;
  const { service } = chosen;
  refuseUnsendable(service, plan);
  let fleet: ServiceFleet | null = null;
  const rail = await openServiceRail(chosen, context, {
    seen: (moment) => fleet?.seen(moment),
    faultsElsewhere: () => fleet?.interruptionsAhead() ?? plan.interruptions.length,
  });
  if (rail !== null) cleanup.add(() => rail.close());
  const keyPrefix = rail?.keyPrefix ?? prefixOf(context);
  const redact = redactorOf(service, chosen.environment);
  const door = service.callbacks && clientDoor(context, keyPrefix);
  if (door !== null) cleanup.add(async () => door.close());
  const callbacks = service.callbacks && door && (await startCallbackServer(service.callbacks, redact, door));
  if (callbacks !== null) cleanup.add(() => callbacks.close());
  const scope: ServiceScope = {
    environment: chosen.environment,
    rails: rail?.variables ?? {},
    callbacksUrl: callbacks?.url ?? "",
  };
  fleet = await startDescribed(chosen, {
    ...{ scope, clock, instances: plan.instances, interruptions: plan.interruptions, abandon: stop },
    observe: (event) => recorder.record({ ...event, atMs: recorder.atMs() }),
  });
  if (fleet !== null) cleanup.add(async () => (await fleet?.stop())?.[0]);
  const withinMs = clientTimeoutMs(plan, "target");
  const ports = fleet?.ports ?? [];
  const target = await openDescribed(chosen, { clock, scope, destinationsOf: rail?.destinationsOf, ports, withinMs });
  cleanup.add(() => target.close());
  const own = await openFailureSwitch(target, rail === null ? plan : withoutRates(plan));
  cleanup.add(() => own.restore());
  const notes = await topUpProjects(target, plan, { clock, stop });
  const missing = {
    service: rail === null ? "our rail is not behind the service" : null,
    client: door === null ? "the service file declares no callbacks" : null,
  };
  const description: SystemDescription = {
    strategy: null,
    target: chosen.url ?? service.name,
    oracle: rail === null ? "answers" : "rail",
    injectedTimeouts: rail === null && own.injects.size > 0 ? (service.injection?.timeouts ?? "unknown") : "unknown",
    staleReadsMs: chosen.staleReadsMs ?? 0,
    clientTimeoutMs: withinMs,
    mayHold: chosen.mayHold ?? service.mayHold,
    feeOnRefund: service.fee.onRefund,
    routingFees: service.fee.routing === "absorbed" ? "absorbed" : "passed-on",
    sharedInvoices: sharesInvoices(service, plan),
    keyPrefix,
    doubts: [
      ...own.doubts,
      ...(rail === null ? doubtsOnAnswers(plan) : []),
      ...doubtsOnService(plan, fleet !== null),
      ...doubtsOnDialects(plan, rail?.impossible ?? {}),
      ...callbackDoubts(plan, missing),
      ...orderDoubts(plan, rail === null ? "none" : chosen.rail === undefined ? "here" : "elsewhere"),
    ],
    notes: [...(rail === null ? [ANSWERS] : []), ...(service.module === null ? [] : [MODULE]), ...notes],
  };
  return {
    description,
    target,
    costMsat: costMsatOf(service.fee),
    faults: withCallbacks(
      rail === null ? own : { ...rail.faults, begin: () => own.heal(), heal: () => healed(rail, fleet) },
      door,
    ),
    callbacks: door,
    processes: fleet,
    quiescence: rail === null ? quiescence : quiescenceOnRail,
    close: () => cleanup.close(),
  };
}

/** Its books may follow later, and each request costs it something. */
const quiescence: Quiescence = { quietMs: 300, booksAreFinal: false, pace: { fromMs: 100, toMs: 1_000 } };

/** Our rail sees every payment, so the quiet period only has to outlast the service's bookkeeping. */
const quiescenceOnRail: Quiescence = { ...quiescence, quietMs: 200 };

const ANSWERS =
  "the oracle is what the service answers and lists: what it reports as paid counts as paid; what its provider really settled is unknown";

const MODULE = "a JavaScript module of the service file takes part in requests or answers";

/** A plan that was made without regard to the service may ask for what it cannot be told. */
function refuseUnsendable(service: ServiceUnderTest["service"], { hostileAmounts }: SystemContext["plan"]) {
  const { name } = service;
  if (hostileAmounts.length === 0 || isToldAmounts(service)) return;
  throw new PlanError(
    `hostile amounts cannot be asked of ${name}: it is told an invoice, which has an amount of its own, and no amount`,
  );
}

function withoutRates(plan: SystemContext["plan"]): SystemContext["plan"] {
  return { ...plan, phases: plan.phases.map((phase) => ({ ...phase, rates: [] })) };
}

/** What is down has to come back first: it may still owe a refund or an answer. */
async function healed(rail: ServiceRail, fleet: ServiceFleet | null): Promise<void> {
  fleet?.disarm();
  await fleet?.recovered();
  await rail.faults.heal();
}
