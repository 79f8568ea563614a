import type { Doubt } from "../domain/doubt.ts";
import { isPaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import type { Plan } from "../scenario/plan.ts";
import { wireFaults } from "../wire/index.ts";

/** What can be said beforehand against a run on a target of somebody else's, whose answers are believed about what was paid. */
export function doubtsOnTarget(plan: Plan): readonly Doubt[] {
  return [
    ...hiddenAtTheRail(plan),
    ...hiddenOnTheWire(plan),
    ...crowded(plan),
    ...unlikeOurs(plan),
    ...railNotOurs(plan),
  ];
}

/** The same where our rail is behind the target: the rail knows what was paid, and does what the plan says. */
export function doubtsOnRail(plan: Plan): readonly Doubt[] {
  return unlikeOurs(plan);
}

/** Faults whose end the answers do not tell: judged by answers alone, a wrong fix would look right. */
function hiddenAtTheRail(plan: Plan): Doubt[] {
  const names = [...new Set(plan.faults.map(({ name }) => name))];
  return names
    .filter((name) => isPaymentFaultName(name) && paymentFaults[name].hidesOutcome)
    .map((fault) => ({ kind: "fault-hides-outcome", fault }));
}

/** A caller who asks again under the same key is told in the end; any other never hears what the API did with its request. */
function hiddenOnTheWire({ wire, client }: Plan): Doubt[] {
  if (client.attempts > 1 && client.retryKey === "same") return [];
  const names = [...new Set(wire.values())].filter((name) => wireFaults[name].hidesOutcome);
  return names.map((fault) => ({ kind: "wire-fault-hides-outcome", fault }));
}

/** The switch of a target injects one fault at a time. */
function crowded({ phases }: Plan): Doubt[] {
  return phases
    .filter(({ rates }) => rates.length > 1)
    .map(({ name }) => ({ kind: "switch-takes-one-fault", phase: name }));
}

/** What is a property of the embedded API, and cannot be made to hold of somebody else's. */
function unlikeOurs({ crashes, instances }: Plan): Doubt[] {
  const points = crashes.map(({ at }) => at).join(", ");
  return [
    ...(crashes.length > 0 ? [{ kind: "not-controllable", what: "crashes", wanted: points } as const] : []),
    ...(instances === 1 ? [] : [{ kind: "not-controllable", what: "instances", wanted: String(instances) } as const]),
  ];
}

function railNotOurs({ rail: { duplicates } }: Plan): Doubt[] {
  return duplicates === "reject" ? [] : [{ kind: "not-controllable", what: "duplicates", wanted: duplicates }];
}
