import { z } from "zod";
import { listOf, mapOf, oneOf, refusal, shown } from "./fields.ts";
import { limits } from "./limits.ts";

/** The metrics that count something, and on which a scenario can put thresholds. */
const countMetrics = [
  "timeout_errors",
  "balance_rollback_failures",
  "attempts",
  "payouts",
  "paid",
  "pending",
  "refused",
  "unknown",
] as const;

const EXPRESSION = /^count\s*(==|!=|>=|<=|>|<)\s*(\d{1,9})$/;

function expression() {
  const error = refusal({
    label: "a threshold",
    takes: "count, one of == != > >= < <=, and a whole number, such as count==0",
    wrong: (input) => `${shown(input)} is none`,
  });
  return z
    .string({ error })
    .trim()
    .regex(EXPRESSION, { error })
    .transform((text) => text.replaceAll(/\s/g, ""))
    .meta({ title: "Condition", description: "What has to hold of the metric.", examples: ["count==0"] });
}

/** Conditions on metrics in k6's words: `timeout_errors: ["count>0"]`. */
export const thresholds = mapOf(
  oneOf(countMetrics),
  listOf(expression(), "expressions", limits.expressions).meta({
    title: "Conditions",
    description: "What has to hold of the metric; all of it.",
    examples: [["count==0"]],
  }),
  'a map from metric to expressions such as ["count==0"]',
)
  .transform((all): Readonly<Record<string, readonly string[]>> => all)
  .describe("Conditions on metrics, on top of the money checks, which are always on.");
