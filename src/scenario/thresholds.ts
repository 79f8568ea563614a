import { z } from "zod";
import { listOf, section } from "../document/field-types.ts";
import { type Issue, mustBe, shown } from "../document/messages.ts";
import { conditionExamples, conditionPattern, readCondition } from "../domain/condition.ts";
import { type MetricName, metricNames, metrics } from "../domain/metric.ts";
import { limits } from "./limits.ts";

function wrongThreshold(metric: MetricName): (issue: Issue) => string {
  return (issue) => {
    const { input } = issue;
    if (typeof input !== "string") return notText(issue);
    const read = readCondition(metric, input);
    return `invalid threshold ${shown(input)}: ${read.ok ? "" : read.problem}`;
  };
}

const notText = mustBe("text such as count==0", {
  label: "a threshold",
  hint(input) {
    if (typeof input !== "object" || input === null || !("threshold" in input)) return undefined;
    // The long form of k6 can also abort a run. Ours go on, because they must be reconciled.
    return typeof input.threshold === "string" ? `write only ${shown(input.threshold)}` : "write only the text";
  },
});

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

/** Conditions on metrics in the syntax of k6: `timeout_errors: ["count>0"]`. */
export const thresholds = section(shape, { takes: 'a map from metric to expressions such as ["count==0"]' })
  .transform((all): Readonly<Record<string, readonly string[]>> => {
    return Object.fromEntries(Object.entries(all).flatMap(([metric, list]) => (list ? [[metric, list]] : [])));
  })
  .meta({
    title: "Thresholds",
    description: "Conditions on metrics, on top of the money checks, which are always on.",
    examples: [{ timeout_errors: ["count>0"], payout_duration: ["p(95)<500"] }],
  });
