import { isMetricName, type MetricKind, type MetricName, metricNames, metricText } from "./metric.ts";

/**
 * A condition on a metric in the grammar of k6's thresholds (metrics/thresholds_parser.go): `count==0`, `rate<0.02`, `p(95)<500`. Durations
 * are in milliseconds. Unlike in k6, `rate<2%` and `p(95)<1.5s` are allowed too.
 */
export interface Condition {
  readonly metric: MetricName;
  /** `count`, `rate`, or of a trend `avg`, `min`, `med`, `max` or `p(N)`. */
  readonly aggregate: string;
  readonly operator: Operator;
  /** In the unit of the metric: a number, a share from 0 to 1, or milliseconds. */
  readonly bound: number;
}

/** The operators of k6; `===` is its other name for `==`. */
export type Operator = keyof typeof comparisons;

/** A condition, or one sentence that says what is wrong with the text. */
export type ReadCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problem: string };

const comparisons = {
  "===": (left: number, right: number) => left === right,
  "==": (left: number, right: number) => left === right,
  "!=": (left: number, right: number) => left !== right,
  ">=": (left: number, right: number) => left >= right,
  "<=": (left: number, right: number) => left <= right,
  ">": (left: number, right: number) => left > right,
  "<": (left: number, right: number) => left < right,
} as const;

const OPERATOR = "===|==|!=|>=|<=|>|<";
const NUMBER = "\\d{1,15}(?:\\.\\d{1,9})?";
const PERCENTILE = "p\\((?:100(?:\\.0{1,6})?|\\d{1,2}(?:\\.\\d{1,6})?)\\)";

/** The parts of a condition for each kind of metric, as patterns and in words. */
const forms = {
  count: {
    aggregate: "count",
    bound: `(${NUMBER})()`,
    takes: "count, one of == != > >= < <=, and a number",
    examples: ["count==0", "count>0"],
  },
  rate: {
    aggregate: "rate",
    // A share from 0 to 1, or a percentage. rate<2 is refused, because it is meant as 2%.
    bound: "(?:([01](?:\\.\\d{1,9})?)()|(\\d{1,3}(?:\\.\\d{1,7})?)\\s*(%))",
    takes: "rate, one of == != > >= < <=, and a share from 0 to 1 or a percentage",
    examples: ["rate<0.02", "rate<2%"],
  },
  trend: {
    aggregate: `avg|min|med|max|${PERCENTILE}`,
    bound: `(${NUMBER})\\s*(ms|s|)`,
    takes: "avg, min, med, max or p(N), one of == != > >= < <=, and milliseconds",
    examples: ["p(95)<500", "avg<=80ms", "max<1.5s"],
  },
} as const satisfies Readonly<Record<MetricKind, object>>;

/** A pattern for conditions on a kind of metric. It allows what `readCondition` accepts, and rates above 1. */
export function conditionPattern(kind: MetricKind): string {
  const { aggregate, bound } = forms[kind];
  return `^\\s*(${aggregate})\\s*(${OPERATOR})\\s*${bound}\\s*$`;
}

/** A pattern for conditions that name their metric. It allows what `readNamedCondition` accepts, and rates above 1. */
export function namedConditionPattern(): string {
  const kinds = Object.keys(forms) as MetricKind[];
  const ofKind = (kind: MetricKind) => {
    const names = metricNames.filter((name) => metricText(name).kind === kind).join("|");
    const { aggregate, bound } = forms[kind];
    return `(?:${names})\\s*${kind === "trend" ? `(?:${aggregate})` : `(?:${aggregate})?`}\\s*(?:${OPERATOR})\\s*${bound}`;
  };
  return `^\\s*(?:${kinds.map(ofKind).join("|")})\\s*$`;
}

/** Examples of conditions on a kind of metric. */
export function conditionExamples(kind: MetricKind): readonly [string, ...string[]] {
  return forms[kind].examples;
}

/** Reads a condition on a metric: `count==0`. */
export function readCondition(metric: MetricName, text: string): ReadCondition {
  const { kind } = metricText(metric);
  const [, aggregate, operator = "", ...bounds] = new RegExp(conditionPattern(kind)).exec(text) ?? [];
  const [digits = "", unit = ""] = bounds.filter((part) => part !== undefined);
  const bound = inUnitOfMetric(digits, unit);
  if (aggregate === undefined || !isOperator(operator) || (kind === "rate" && bound > 1)) {
    return { ok: false, problem: wrongCondition(metric, text) };
  }
  return { ok: true, condition: { metric, aggregate, operator, bound } };
}

/** Reads a condition that names its metric: `timeout_rate > 2%`, `payout_duration p(95) > 1s`. Counts and rates need no aggregate. */
export function readNamedCondition(text: string): ReadCondition {
  const [, name = "", rest = ""] = /^\s*([A-Za-z_]\w*)(.*)$/s.exec(text) ?? [];
  if (name === "" || rest.trim() === "") {
    return { ok: false, problem: "it is a metric, an operator and a bound, such as timeout_rate > 2%" };
  }
  if (!isMetricName(name))
    return { ok: false, problem: `there is no metric ${name}: there are ${metricNames.join(", ")}` };
  const { kind } = metricText(name);
  const isBare = /^\s*[=!<>]/.test(rest);
  return readCondition(name, isBare && kind !== "trend" ? `${kind}${rest}` : rest);
}

/** A condition that names its metric, in its normal form. */
export function namedCondition(text: string, { metric, aggregate, operator }: Condition): string {
  const bound = (/[=!<>]\s*([^=!<>]+)$/.exec(text)?.[1] ?? "").replaceAll(/\s/g, "");
  return [metric, ...(metricText(metric).kind === "trend" ? [aggregate] : []), operator, bound].join(" ");
}

/** Whether a figure meets a condition. */
export function meets(value: number, { operator, bound }: Condition): boolean {
  return comparisons[operator](value, bound);
}

/** The percentile of `p(95)`, `med`, `min` or `max`; undefined for any other aggregate. */
export function percentileOf(aggregate: string): number | undefined {
  if (aggregate === "min") return 0;
  if (aggregate === "med") return 50;
  if (aggregate === "max") return 100;
  const percent = /^p\((.+)\)$/.exec(aggregate)?.[1];
  return percent === undefined ? undefined : Number(percent);
}

function isOperator(text: string): text is Operator {
  return Object.hasOwn(comparisons, text);
}

/** By exponent and not by division, so that `0.7%` is exactly `0.007`. */
function inUnitOfMetric(digits: string, unit: string): number {
  const exponents: Readonly<Record<string, number>> = { "%": -2, s: 3 };
  return Number(`${digits}e${exponents[unit] ?? 0}`);
}

function wrongCondition(metric: MetricName, text: string): string {
  const { kind, instead } = metricText(metric);
  const { takes, examples } = forms[kind];
  const [, aggregate = ""] = /^\s*([A-Za-z]+(?:\([^)]*\))?)\s*[=!<>]/.exec(text) ?? [];
  const isKnown = new RegExp(`^(?:${forms[kind].aggregate})$`).test(aggregate);
  if (/^p\(/.test(aggregate) && kind === "trend" && !isKnown) {
    return `${metric} has p(N) for every N from 0 to 100, such as p(99.9), and ${aggregate} is none of them`;
  }
  if (isAggregate(aggregate) && !isKnown) {
    const other = instead === undefined || !isMetricName(instead) ? undefined : metricText(instead);
    const way = other?.kind === aggregate ? `; ${instead} is ${other.is}` : "";
    return `${metric} is a ${kind} and has no ${aggregate}: write ${examples[0]}${way}`;
  }
  const share = /([\d.]+)\s*$/.exec(text)?.[1];
  if (kind === "rate" && Number(share) > 1) return `a rate is from 0 to 1, and ${share} is more: write ${share}%`;
  return `a condition on ${metric} is ${takes}, such as ${examples.join(" or ")}`;
}

function isAggregate(word: string): boolean {
  return ["count", "rate", "value", "avg", "min", "med", "max"].includes(word) || /^p\(/.test(word);
}
