import { z } from "zod";
import { didYouMean } from "../document/did-you-mean.ts";
import { oneOf, section, wrongMap } from "../document/field-types.ts";
import { contradict, type Issue, mustBe, shown } from "../document/messages.ts";
import { isRecord } from "../document/tree.ts";
import { type AlertRule, builtInAlerts, severities } from "../domain/alert.ts";
import { namedCondition, namedConditionPattern, readNamedCondition } from "../domain/condition.ts";
import { listed } from "../domain/format.ts";
import { isMetricName, metricNames } from "../domain/metric.ts";
import { limits } from "./limits.ts";

const [timeoutRate, mismatch] = builtInAlerts;

const notText = mustBe("a metric, an operator and a bound, such as timeout_rate > 2%", { label: "when" });

function wrongCondition(issue: Issue): string {
  const { input } = issue;
  if (typeof input !== "string") return notText(issue);
  const name = /^\s*([A-Za-z_]\w*)/.exec(input)?.[1] ?? "";
  if (name !== "" && !isMetricName(name)) {
    const near = didYouMean(name, metricNames);
    return `unknown metric "${name}"${near === undefined ? "" : `: did you mean "${near}"?`} (known: ${metricNames.join(", ")})`;
  }
  const read = readNamedCondition(input);
  return `invalid condition ${shown(input)}: ${read.ok ? "" : read.problem}`;
}

const when = z
  .string({ error: wrongCondition })
  .refine((text) => readNamedCondition(text).ok, { error: wrongCondition })
  .transform((text) => {
    const read = readNamedCondition(text);
    return read.ok ? namedCondition(text, read.condition) : text;
  });

const alert = section(
  {
    when: when.optional().meta({
      title: "When",
      description:
        "A metric, for durations with its aggregate, an operator and a bound. Only the built-in alerts may omit it.",
      pattern: namedConditionPattern(),
      examples: ["timeout_rate > 2%", "payout_duration p(95) > 1s", "unknown > 0"],
    }),
    severity: oneOf(severities)
      .optional()
      .meta({
        title: "Severity",
        description: "How urgent it is; the default is warning.",
        examples: ["warning"],
        enumDescriptions: ["page someone now", "look at it today", "good to know"],
      }),
  },
  { label: "an alert", takes: 'a map such as { when: "timeout_rate > 2%", severity: warning }' },
).meta({
  title: "Alert",
  description: "One condition by its name.",
  examples: [{ when: "payout_duration p(95) > 1s", severity: "warning" }],
});

type Written = Readonly<Record<string, z.output<typeof alert>>>;

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,59}$/, {
  error: "the name of an alert must be up to 60 letters, digits and underscores, as in PaymentTimeoutRate",
});

/**
 * The alerts of a scenario by name, to which the two built-in ones are added. A scenario may change the bound of PaymentTimeoutRate, because
 * an acceptable number of timeouts depends on the node, and nothing of BalanceMismatch, because no missing money is acceptable.
 */
export const alerts = z
  .record(name, alert, {
    error: wrongMap('a map from name to alert such as { SlowPayouts: { when: "payout_duration p(95) > 1s" } }'),
  })
  // Also runs when an entry is invalid, so that all mistakes of a file are reported at once.
  .superRefine(refuseMistakes, { when: ({ value }) => isRecord(value) })
  .transform(allAlerts)
  .meta({
    title: "Alerts",
    description:
      "Conditions to be alerted about. The report shows them; they never change the exit code. PaymentTimeoutRate (timeout_rate > 2%) and BalanceMismatch are always on.",
    examples: [{ SlowPayouts: { when: "payout_duration p(95) > 1s", severity: "warning" } }],
  });

const NO_CONDITION = `missing key "when": it must be a condition such as timeout_rate > 2% (only ${listed(builtInAlerts.map((each) => each.name))} may omit it)`;

/** Refuses what depends on the name of an alert or on the number of alerts. */
function refuseMistakes(all: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx): void {
  const { length } = Object.keys(all);
  if (length > limits.alerts) {
    contradict(context, [], `a scenario must have at most ${limits.alerts} alerts (got ${length})`);
  }
  for (const [each, written] of Object.entries(all)) {
    if (!isRecord(written)) continue;
    const condition = written["when"];
    if (each === mismatch.name) {
      const { when: always = mismatch.when, severity = mismatch.severity } = written;
      if (always === mismatch.when && severity === mismatch.severity) continue;
      const message = `${each} is always ${mismatch.when} and ${mismatch.severity}: leave it out, or give your alert another name`;
      contradict(context, [each], message);
    } else if (each === timeoutRate.name) {
      if (typeof condition !== "string" || !readNamedCondition(condition).ok) continue;
      const message = `${each} must be timeout_rate above a bound, such as timeout_rate > 5%: give another condition another name`;
      if (!/^timeout_rate >=? /.test(condition)) contradict(context, [each, "when"], message);
    } else if (condition === undefined) contradict(context, [each], NO_CONDITION);
  }
}

function allAlerts(all: Written): readonly AlertRule[] {
  const isBuiltIn = (name: string) => builtInAlerts.some((rule) => rule.name === name);
  const own = Object.keys(all).filter((each) => !isBuiltIn(each));
  const defaults = own.map((each): AlertRule => ({ name: each, when: "", severity: "warning" }));
  return [...builtInAlerts, ...defaults].map((rule) => {
    const { when: condition = rule.when, severity = rule.severity } = all[rule.name] ?? {};
    return { name: rule.name, when: condition, severity };
  });
}
