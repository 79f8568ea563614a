import type { Plan } from "../scenario/plan.ts";

/** Why a plan cannot run in virtual time, in words; undefined if it can. */
export function notSimulated({ interruptions, edgeOrder }: Plan): string | undefined {
  if (edgeOrder.length > 0) return "order is for real processes; in virtual time simulate says which events are late";
  const [first] = interruptions;
  if (first === undefined) return undefined;
  return `a crash at "when: ${first.when}" needs a real process`;
}
