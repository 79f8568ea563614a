import { z } from "zod";
import { type AlertRule, builtInAlerts, type Severity, severities } from "../domain/alert.ts";
import { namedCondition, namedConditionPattern, readNamedCondition } from "../domain/condition.ts";
import { listed } from "../domain/format.ts";
import { isMetricName, metricNames } from "../domain/metric.ts";
import { contradict } from "./contradiction.ts";
import { didYouMean } from "./did-you-mean.ts";
import { oneOf, section, wrongMap } from "./field-types.ts";
import { limits } from "./limits.ts";
import { type Issue, mustBe, shown } from "./messages.ts";
import { isRecord } from "./tree.ts";

/**
 * The alerts of a scenario. Two are always on, and the file adds others. It may move the bound of `PaymentTimeoutRate`, because how many
 * timeouts are too many is a matter of the node; how much missing money is too much is not, so `BalanceMismatch` stays as it is.
 */

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

type Written = Readonly<
  Record<string, { readonly when?: string | undefined; readonly severity?: Severity | undefined }>
>;

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,59}$/, {
  error: "the name of an alert must be up to 60 letters, digits and underscores, as in PaymentTimeoutRate",
});

/** Conditions by name; what comes out are all alerts of the scenario, those that are always on among them. */
export const alerts = z
  .record(name, alert, {
    error: wrongMap('a map from name to alert such as { SlowPayouts: { when: "payout_duration p(95) > 1s" } }'),
  })
  .superRefine(
    (all, context) => {
      for (const { path, message } of mistakes(all)) contradict(context, { path, message: message });
    },
    // Asked even where an entry is wrong in itself, so that all mistakes of a file are told at once.
    { when: ({ value }) => isRecord(value) },
  )
  .transform(allAlerts)
  .meta({
    title: "Alerts",
    description:
      "Conditions to be alerted about. The report shows them; they never change the exit code. PaymentTimeoutRate (timeout_rate > 2%) and BalanceMismatch are always on.",
    examples: [{ SlowPayouts: { when: "payout_duration p(95) > 1s", severity: "warning" } }],
  });

interface Mistake {
  readonly path: readonly string[];
  readonly message: string;
}

/** What no entry can know by itself. Entries that are wrong in themselves are told of already, and left out here. */
function mistakes(all: Readonly<Record<string, unknown>>): readonly Mistake[] {
  const { length } = Object.keys(all);
  const tooMany = `a scenario must have at most ${limits.alerts} alerts (got ${length})`;
  return [
    ...(length > limits.alerts ? [{ path: [], message: tooMany }] : []),
    ...Object.entries(all).flatMap(([each, written]) => {
      if (!isRecord(written)) return [];
      if (each === mismatch.name) return wrongMismatch(written);
      if (each === timeoutRate.name) return wrongTimeoutRate(written);
      return written["when"] !== undefined ? [] : [{ path: [each], message: NO_CONDITION }];
    }),
  ];
}

const NO_CONDITION = `missing key "when": it must be a condition such as timeout_rate > 2% (only ${listed(builtInAlerts.map((each) => each.name))} may omit it)`;

function wrongMismatch(written: Readonly<Record<string, unknown>>): Mistake[] {
  const { when: condition = mismatch.when, severity = mismatch.severity } = written;
  if (condition === mismatch.when && severity === mismatch.severity) return [];
  const message = `${mismatch.name} is always ${mismatch.when} and ${mismatch.severity}: leave it out, or give your alert another name`;
  return [{ path: [mismatch.name], message }];
}

function wrongTimeoutRate({ when: condition = timeoutRate.when }: Readonly<Record<string, unknown>>): Mistake[] {
  if (typeof condition !== "string" || !readNamedCondition(condition).ok) return [];
  if (/^timeout_rate >=? /.test(condition)) return [];
  const message = `${timeoutRate.name} must be timeout_rate above a bound, such as timeout_rate > 5%: give another condition another name`;
  return [{ path: [timeoutRate.name, "when"], message }];
}

function allAlerts(all: Written): readonly AlertRule[] {
  const builtIn = builtInAlerts.map((rule) => ({
    name: rule.name,
    when: all[rule.name]?.when ?? rule.when,
    severity: all[rule.name]?.severity ?? rule.severity,
  }));
  const known: readonly string[] = builtInAlerts.map((rule) => rule.name);
  const own = Object.entries(all).flatMap(([each, { when: condition = "", severity = "warning" }]) =>
    known.includes(each) ? [] : [{ name: each, when: condition, severity }],
  );
  return [...builtIn, ...own];
}
