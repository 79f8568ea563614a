/** The public API of chaos-payout, by name. Importing it does nothing else. */

export type { Problem } from "./document/problem.ts";
export type { Clock } from "./domain/clock.ts";
export type { Conclusion } from "./domain/conclusion.ts";
export type { Doubt } from "./domain/doubt.ts";
export type { Fact } from "./domain/fact.ts";
export type { Example, Finding, FindingKind } from "./domain/finding.ts";
export type { Metric, ProjectStatement, Reconciliation } from "./domain/reconciliation.ts";
export type { Verdict } from "./domain/verdict.ts";
export type { Progress } from "./engine/progress.ts";
export { createFactLog, type FactLog } from "./journal/fact-log.ts";
export { reconcile } from "./reconcile/index.ts";
export { type RunOptions, runScenario, type ScenarioRun } from "./run-scenario.ts";
export type { BaseFile, ReadBase } from "./scenario/base-files.ts";
export { defineScenario, ScenarioError, type ScenarioInput } from "./scenario/define.ts";
export { type FilePosition, type ParseOptions, type ParseResult, parseScenario } from "./scenario/parse.ts";
export { type Overrides, type Plan, PlanError, planScenario } from "./scenario/plan.ts";
export type { Scenario } from "./scenario/schema.ts";
export { TargetError } from "./service/target.ts";
export type { ExternalTarget } from "./systems/external-target.ts";
