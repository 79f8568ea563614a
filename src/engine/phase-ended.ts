import type { PhaseEnded } from "../domain/fact.ts";
import type { PlannedPhase } from "../scenario/plan.ts";

/** The fact that a phase has ended. */
export function phaseEnded({ name, payouts, arrival }: PlannedPhase, mostInFlight: number, atMs: number): PhaseEnded {
  const concurrency = arrival.kind === "closed" ? arrival.concurrency : null;
  return { kind: "phase-ended", atMs, phase: name, payouts, concurrency, mostInFlight };
}
