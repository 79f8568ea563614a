import { isMetricName, type MetricKind, type MetricName, metricNames, metricText } from "./metric.ts";

/**
 * Conditions on metrics, in the grammar of k6's thresholds (metrics/thresholds_parser.go): an aggregate, an operator and a bound, such
 * as `count==0`, `rate<0.02` and `p(95)<500`. Durations are in milliseconds, as in k6. Beyond k6 a rate may be written as a percentage and a
 * duration with its unit: `rate<2%`, `p(95)<1.5s`.
 */
export interface Condition {
  readonly metric: MetricName;
  /** Which figure of the metric: `count`, `rate`, or of a trend `avg`, `min`, `med`, `max` or `p(N)`. */
  readonly aggregate: string;
  readonly operator: Operator;
  /** In the unit of the metric: a number, a share from 0 to 1, or milliseconds. */
  readonly bound: number;
}

/** The operators of k6; `===` is its other name for `==`. */
export type Operator = keyof typeof comparisons;

/** A condition, or the one sentence that says why a text is none, and the way out. */
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

/** What a condition on a metric of each kind is made of, and how that is said. */
const forms = {
  count: {
    aggregate: "count",
    bound: `(${NUMBER})()`,
    takes: "count, one of == != > >= < <=, and a number",
    examples: ["count==0", "count>0"],
  },
  rate: {
    aggregate: "rate",
    // A share from 0 to 1, or the same in percent. Whoever writes rate<2 means 2%.
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

/** The whole of a condition on a metric of a kind, as a pattern. It allows what `readCondition` takes, but for rates above 1. */
export function conditionPattern(kind: MetricKind): string {
  const { aggregate, bound } = forms[kind];
  return `^\\s*(${aggregate})\\s*(${OPERATOR})\\s*${bound}\\s*$`;
}

/** The whole of a condition that names its metric, as a pattern. It allows what `readNamedCondition` takes, but for rates above 1. */
export function namedConditionPattern(): string {
  const kinds = Object.keys(forms) as MetricKind[];
  const ofKind = (kind: MetricKind) => {
    const names = metricNames.filter((name) => metricText(name).kind === kind).join("|");
    const { aggregate, bound } = forms[kind];
    return `(?:${names})\\s*${kind === "trend" ? `(?:${aggregate})` : `(?:${aggregate})?`}\\s*(?:${OPERATOR})\\s*${bound}`;
  };
  return `^\\s*(?:${kinds.map(ofKind).join("|")})\\s*$`;
}

/** Conditions on a metric of a kind, as somebody would write them. */
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

/**
 * Reads a condition that names its metric: `timeout_rate > 2%`, `payout_duration p(95) > 1s`. The aggregate of a count or a rate may be
 * left out, because it has only that one.
 */
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

/** A condition that names its metric, with single blanks between its parts; the aggregate of a count or a rate goes without saying. */
export function namedCondition(text: string, { metric, aggregate, operator }: Condition): string {
  const bound = (/[=!<>]\s*([^=!<>]+)$/.exec(text)?.[1] ?? "").replaceAll(/\s/g, "");
  return [metric, ...(metricText(metric).kind === "trend" ? [aggregate] : []), operator, bound].join(" ");
}

/** Whether a figure meets a condition. */
export function meets(value: number, { operator, bound }: Condition): boolean {
  return comparisons[operator](value, bound);
}

/** The figure that is meant by `p(95)`, `med`, `min` and `max`, in percent of the samples; undefined for every other. */
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

/** Through the exponent and not by a division, so that `0.7%` is the number that `0.007` is. */
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
