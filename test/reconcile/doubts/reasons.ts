import { expect } from "vitest";
import type { Doubt } from "../../../src/domain/doubt.ts";
import type { Fact } from "../../../src/domain/fact.ts";
import type { RunStarted } from "../../../src/domain/run-started.ts";
import { reconcile } from "../../../src/reconcile/index.ts";
import { good, run } from "../facts.ts";

/** Why a balanced history of one good payout is inconclusive, once something is added to it. */
export function reasons(added: readonly Fact[], but: Partial<RunStarted> = {}): readonly Doubt[] {
  const { verdict, doubts } = reconcile(run(98_980_000, [...good(1), ...added], but));
  expect(verdict).toBe(doubts.length === 0 ? "balanced" : "inconclusive");
  return doubts;
}

/** Attempts that nobody planned to fail. */
export function trouble(attempts: number, but: Partial<Extract<Doubt, { kind: "unexplained-attempts" }>> = {}): Doubt {
  return { kind: "unexplained-attempts", attempts, fired: 0, crashed: false, clientTimeouts: 0, gateway: 0, ...but };
}
