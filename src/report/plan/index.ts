import type { ReportOptions } from "../report.ts";
import { planJson } from "./json.ts";
import type { Plans } from "./plans.ts";
import { planTable } from "./table.ts";

/** Renders plans; writes nothing. */
export type PlanReporter = (plans: Plans, options: ReportOptions) => string;

/** Every reporter of `plan` by name. A new one is a file and a line here. */
export const planReporters = { table: planTable, json: planJson } as const satisfies Record<string, PlanReporter>;
