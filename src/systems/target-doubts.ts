import type { Doubt } from "../domain/doubt.ts";
import { isPaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import type { Plan } from "../scenario/plan.ts";
import { wireFaults } from "../wire/index.ts";

/** What a run cannot prove on an external target that is judged by its answers. */
export function doubtsOnTarget(plan: Plan): readonly Doubt[] {
  return [
    ...hiddenAtTheRail(plan),
    ...hiddenOnTheWire(plan),
    ...switchConflicts(plan),
    ...embeddedOnly(plan),
    ...duplicateHandling(plan),
  ];
}

/** The same for a target that pays through our rail, which knows what was paid and injects the faults. */
export function doubtsOnRail(plan: Plan): readonly Doubt[] {
  return embeddedOnly(plan);
}

/** Payment faults whose outcome the answers do not reveal: judged by answers alone, a wrong fix would look right. */
function hiddenAtTheRail(plan: Plan): Doubt[] {
  const names = [...new Set(plan.faults.map(({ name }) => name))];
  return names
    .filter((name) => isPaymentFaultName(name) && paymentFaults[name].hidesOutcome)
    .map((fault) => ({ kind: "fault-hides-outcome", fault }));
}

/** A caller that retries with the same key learns the outcome in the end; any other never does. */
function hiddenOnTheWire({ wireFaults: planned, client }: Plan): Doubt[] {
  if (client.attempts > 1 && client.retryKey === "same") return [];
  const names = [...new Set(planned.values())].filter((name) => wireFaults[name].hidesOutcome);
  return names.map((fault) => ({ kind: "wire-fault-hides-outcome", fault }));
}

/** The target's switch injects one fault at a time. */
function switchConflicts({ phases }: Plan): Doubt[] {
  return phases
    .filter(({ rates }) => rates.length > 1)
    .map(({ name }) => ({ kind: "switch-takes-one-fault", phase: name }));
}

/** Settings that only the embedded API has. */
function embeddedOnly({ crashes, instances }: Plan): Doubt[] {
  const points = crashes.map(({ at }) => at).join(", ");
  return [
    ...(crashes.length > 0 ? [{ kind: "not-controllable", what: "crashes", wanted: points } as const] : []),
    ...(instances === 1 ? [] : [{ kind: "not-controllable", what: "instances", wanted: String(instances) } as const]),
  ];
}

function duplicateHandling({ rail: { duplicates } }: Plan): Doubt[] {
  return duplicates === "reject" ? [] : [{ kind: "not-controllable", what: "duplicates", wanted: duplicates }];
}
