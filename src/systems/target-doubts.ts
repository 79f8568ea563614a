import type { Doubt } from "../domain/doubt.ts";
import { isPaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import type { ImpossibleFaults } from "../rail/impossible-faults.ts";
import type { Plan } from "../scenario/plan.ts";
import { wireFaults } from "../wire/index.ts";

/** What a run cannot prove on an external target that is judged by its answers. */
export function doubtsOnTarget(plan: Plan): readonly Doubt[] {
  return [...doubtsOnAnswers(plan), ...doubtsOnRail(plan)];
}

/** What answers alone cannot prove. */
export function doubtsOnAnswers(plan: Plan): readonly Doubt[] {
  const { faults, wireFaults: onTheWire, client, phases, rail } = plan;
  // Judged by answers alone, a wrong fix would look right.
  const hidden = faults
    .map(({ name }) => name)
    .filter((name) => isPaymentFaultName(name) && paymentFaults[name].hidesOutcome);
  // A caller that retries with the same key learns the outcome in the end; any other never does.
  const learnsOutcome = client.attempts > 1 && client.retryKey === "same";
  const lost = learnsOutcome ? [] : [...onTheWire.values()].flat().filter((name) => wireFaults[name].hidesOutcome);
  const conflicts = phases.filter(({ rates }) => rates.length > 1);
  return [
    ...[...new Set(hidden)].map((fault) => ({ kind: "fault-hides-outcome", fault }) as const),
    ...[...new Set(lost)].map((fault) => ({ kind: "wire-fault-hides-outcome", fault }) as const),
    ...conflicts.map(({ name }) => ({ kind: "switch-takes-one-fault", phase: name }) as const),
    ...notControllable("duplicates", rail.duplicates === "reject" ? "" : rail.duplicates),
  ];
}

/** The same for a target that pays through our rail, which knows what was paid and injects the faults. */
export function doubtsOnRail({ crashes, interruptions, instances }: Plan): readonly Doubt[] {
  const wanted = [...crashes.map(({ at }) => at), ...interruptions.map(({ when }) => when)];
  return [
    ...notControllable("crashes", wanted.join(", ")),
    ...notControllable("instances", instances === 1 ? "" : String(instances)),
  ];
}

/** What a run cannot prove on a service of somebody's own: crash points lie in our code, and only what we start can be interrupted. */
export function doubtsOnService({ crashes, interruptions, instances }: Plan, isStarted: boolean): readonly Doubt[] {
  const inside = crashes.map(({ at }) => at);
  const outside = isStarted ? [] : interruptions.map(({ when }) => when);
  return [
    ...notControllable("crashes", [...inside, ...outside].join(", ")),
    ...notControllable("instances", isStarted || instances === 1 ? "" : String(instances)),
  ];
}

/** What a run cannot prove on rails on which a declared fault cannot happen. Callbacks to the client are not those of the rail. */
export function doubtsOnDialects(plan: Plan, impossible: ImpossibleFaults): readonly Doubt[] {
  const { paymentFaults: atTheNode, lookupFaults, callbackFaults } = plan;
  const toService = [...callbackFaults.values()].filter(({ to }) => to === "service");
  const planned = new Set([
    ...[...atTheNode.values()].flat(),
    ...[...lookupFaults.values(), ...toService].map(({ fault }) => fault),
  ]);
  return [...planned].flatMap((fault) => {
    const reason = impossible[fault];
    return reason === undefined ? [] : [{ kind: "fault-impossible", fault, reason } as const];
  });
}

function notControllable(what: "crashes" | "instances" | "duplicates", wanted: string): Doubt[] {
  return wanted === "" ? [] : [{ kind: "not-controllable", what, wanted }];
}
