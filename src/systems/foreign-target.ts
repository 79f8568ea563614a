import type { Clock } from "../domain/clock.ts";
import type { DeclaredProject, InjectedTimeouts } from "../domain/run-started.ts";
import { clientTimeoutMs, type Plan } from "../scenario/plan.ts";
import { createHttpTarget } from "../target/http-target.ts";
import type { Target } from "../target/target.ts";

/** A payout API that somebody else started, and what it declares of itself. */
export interface ForeignTarget {
  readonly url: string;
  /** The value of the `authorization` header; never written anywhere. */
  readonly authorization?: string | undefined;
  /** What the switch of the target is to be set to; undefined leaves it as it is found. */
  readonly rollbackOnTimeout?: boolean | undefined;
  /** The port of 127.0.0.1 at which our rail waits for its payments; without one it pays through a rail of its own. */
  readonly railPort?: number | undefined;
  /** What the timeouts mean that its switch injects; that they never pay is the contract of the switch. */
  readonly injectedTimeouts?: InjectedTimeouts | undefined;
  /** How far its reads may lag behind, in milliseconds; 0 where it does not say. */
  readonly staleReadsMs?: number | undefined;
  /** What it may hold beyond the cost of a payout while it is under way; nothing where it does not say. */
  readonly mayHold?: DeclaredProject["mayHold"] | undefined;
}

/** The client of a target. */
export function connect({ url, authorization }: ForeignTarget, plan: Plan, clock: Clock): Target {
  return createHttpTarget({ url, authorization, clock, clientTimeoutMs: clientTimeoutMs(plan, "target") });
}

/** Keys that no earlier run on the same target can have used. */
export function uniquePrefix(plan: Plan, clock: Clock): string {
  return `${plan.scenario}_${clock.epochMs().toString(36)}`;
}

/** What a run says of a target, whoever is the oracle. */
export function declarations({ url, staleReadsMs, mayHold }: ForeignTarget, plan: Plan) {
  return {
    strategy: null,
    target: url,
    staleReadsMs: staleReadsMs ?? 0,
    mayHold: mayHold ?? { ppm: 0, atLeastMsat: 0 },
    clientTimeoutMs: clientTimeoutMs(plan, "target"),
  } as const;
}
