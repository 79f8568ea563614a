import { limits } from "../../scenario/limits.ts";
import type { EnginePhase } from "../load-engine.ts";
import type { LoadScript } from "../load-script.ts";

/** Neither a phase nor an attempt of it is ever cut off: the driver ends a load that takes too long. */
const FOREVER = `${limits.loadMs / 1000}s`;

/** The least number of virtual users of an open phase, if it has as many payouts; into so many segments it can be divided. */
const FEW_USERS = 100;

/** The most virtual users that are kept ready; each is a whole JavaScript runtime. */
const MANY_USERS = limits.concurrency.to;

/** An open phase goes on for a moment, so that its last payout is not lost to rounding. What begins then has nothing to send. */
const SURPLUS_MS = 500;

/** A scenario of k6, as the documentation of its executor has it. */
export type Executor =
  | {
      readonly executor: "shared-iterations";
      readonly vus: number;
      readonly iterations: number;
      readonly maxDuration: string;
      readonly gracefulStop: string;
    }
  | {
      readonly executor: "constant-arrival-rate";
      readonly rate: number;
      readonly timeUnit: string;
      readonly duration: string;
      readonly preAllocatedVUs: number;
      readonly maxVUs: number;
      readonly gracefulStop: string;
    };

/**
 * How k6 carries out a phase. https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/shared-iterations/ and
 * https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/constant-arrival-rate/
 */
export function scenarioOf(phase: EnginePhase, script: Pick<LoadScript, "client" | "clientTimeoutMs">): Executor {
  const { arrival, payouts } = phase;
  if (arrival.kind === "closed") {
    const vus = Math.min(arrival.concurrency, payouts);
    return {
      executor: "shared-iterations",
      ...{ vus, iterations: payouts, maxDuration: FOREVER, gracefulStop: FOREVER },
    };
  }
  const { perSecond } = arrival;
  const { attempts, backoffMs } = script.client;
  const attemptMs = 2 * script.clientTimeoutMs;
  const slowestMs = attempts * attemptMs + backoffMs * 2 ** (attempts - 1);
  const usersFor = (ms: number) =>
    Math.min(payouts, MANY_USERS, Math.max(FEW_USERS, Math.ceil((perSecond * ms) / 1000)));
  return {
    executor: "constant-arrival-rate",
    ...rateOf(perSecond),
    duration: `${Math.ceil((payouts * 1000) / perSecond) + SURPLUS_MS}ms`,
    // Without a virtual user to spare, k6 leaves an iteration out.
    preAllocatedVUs: usersFor(attemptMs),
    maxVUs: usersFor(slowestMs),
    gracefulStop: FOREVER,
  };
}

/** A rate with a fraction is a whole one in a longer time. To the millionth of a payout a second. */
function rateOf(perSecond: number): { readonly rate: number; readonly timeUnit: string } {
  let seconds = 1;
  while (seconds < 1e6 && !Number.isInteger(perSecond * seconds)) seconds *= 10;
  return { rate: Math.max(1, Math.round(perSecond * seconds)), timeUnit: `${seconds}s` };
}

/** Into how many segments these phases can be divided: one without a virtual user would leave its iterations undone. */
export function mostSegments(phases: readonly EnginePhase[]): number {
  return Math.min(...phases.map(fewestUsers));
}

function fewestUsers({ arrival, payouts }: EnginePhase): number {
  return Math.min(payouts, arrival.kind === "closed" ? arrival.concurrency : FEW_USERS);
}
