/** The public API of chaos-payout, by name. Importing it does nothing else. */
export type { Clock } from "./domain/clock.ts";
export type { Fact } from "./domain/fact.ts";
export type { Example, Finding, FindingKind } from "./domain/finding.ts";
export type { Metric, ProjectStatement, Reconciliation } from "./domain/reconciliation.ts";
export type { Verdict } from "./domain/verdict.ts";
export type { Progress } from "./engine/progress.ts";
export { createFactLog, type FactLog } from "./journal/fact-log.ts";
export { reconcile } from "./reconcile/reconcile.ts";
export { type RunOptions, runScenario, type ScenarioRun } from "./run-scenario.ts";
export type { BaseFile, ReadBase } from "./scenario/chain.ts";
export { defineScenario, ScenarioError, type ScenarioInput } from "./scenario/define.ts";
export { type ParseResult, type Place, parseScenario, type Surroundings } from "./scenario/parse.ts";
export { type Overrides, type Plan, PlanError, planScenario } from "./scenario/plan.ts";
export type { Problem } from "./scenario/problem.ts";
export type { Scenario } from "./scenario/schema.ts";
export type { ForeignTarget } from "./systems/foreign-target.ts";
export { TargetError } from "./target/target.ts";
