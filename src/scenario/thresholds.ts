import { z } from "zod";
import { conditionExamples, conditionPattern, readCondition } from "../domain/condition.ts";
import { type MetricName, metricNames, metrics } from "../domain/metric.ts";
import { listOf, refusal, section, shown } from "./fields.ts";
import { limits } from "./limits.ts";

/** What is wrong with a threshold, whatever was written in its place. */
function wrongThreshold(metric: MetricName): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => {
    if (typeof input !== "string") return notText(input);
    const read = readCondition(metric, input);
    return `${shown(input)} is no threshold: ${read.ok ? "" : read.problem}`;
  };
}

const text = refusal({
  label: "a threshold",
  takes: "text such as count==0",
  wrong: (input) => `${shown(input)} is none`,
});

/** k6 has a long form of thresholds, of which the text alone is the threshold. */
function notText(input: unknown): string {
  if (typeof input !== "object" || input === null || !("threshold" in input)) return text({ input });
  const instead =
    typeof input.threshold === "string" ? `write ${shown(input.threshold)} alone` : "write its text alone";
  return `a threshold is text, and k6's long form is not known here: ${instead}; a run always goes on to its end, so that it can be reconciled`;
}

function expression(metric: MetricName) {
  const { kind } = metrics[metric];
  const error = wrongThreshold(metric);
  return z
    .string({ error })
    .refine((written) => readCondition(metric, written).ok, { error })
    .meta({
      title: "Condition",
      description: "What has to hold of the metric.",
      pattern: conditionPattern(kind),
      examples: [...conditionExamples(kind)],
    })
    .transform((written) => written.replaceAll(/\s/g, ""));
}

function expressions(metric: MetricName) {
  const { kind, is } = metrics[metric];
  return listOf(expression(metric), "expressions", limits.expressions)
    .optional()
    .meta({ title: metric, description: `Conditions on ${is} (a ${kind}).`, examples: [[conditionExamples(kind)[0]]] });
}

const shape = Object.fromEntries(metricNames.map((metric) => [metric, expressions(metric)]));

/** Conditions on metrics in k6's words: `timeout_errors: ["count>0"]`. */
export const thresholds = section(shape, { takes: 'a map from metric to expressions such as ["count==0"]' })
  .transform((all): Readonly<Record<string, readonly string[]>> => {
    const given = Object.entries(all).flatMap(([metric, list]) =>
      list === undefined ? [] : [[metric, list] as const],
    );
    return Object.fromEntries(given);
  })
  .meta({
    title: "Thresholds",
    description: "Conditions on metrics, on top of the money checks, which are always on.",
    examples: [{ timeout_errors: ["count>0"], payout_duration: ["p(95)<500"] }],
  });
