import type { Plan } from "../scenario/plan.ts";

/** Why a plan cannot run in virtual time, in words; undefined if it can. */
export function notSimulated({ interruptions }: Plan): string | undefined {
  const [first] = interruptions;
  if (first === undefined) return undefined;
  return `a crash at "when: ${first.when}" needs a real process`;
}
