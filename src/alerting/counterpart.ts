import { type Condition, percentileOf } from "../domain/condition.ts";
import { DURATION_BUCKETS, exposedMetrics } from "../domain/metric.ts";

/** A condition on a run as a Prometheus expression on the last five minutes of the metrics of `GET /metrics`. */
export type Counterpart =
  | {
      readonly ok: true;
      /** In PromQL. */
      readonly expr: string;
      /** How long it must be true before the alert fires. */
      readonly forText: string;
      /** What the rule watches and what it cannot see. */
      readonly looksAt: string;
      /** The value in an annotation, as a Prometheus template. */
      readonly value: string;
    }
  | { readonly ok: false; readonly because: string };

const WINDOW = "5m";
const SETTLED = "5m";

const longestSeconds = Math.max(...DURATION_BUCKETS);

/** The Prometheus expression for a condition, or why `/metrics` has none. */
export function counterpartOf(condition: Condition): Counterpart {
  switch (condition.metric) {
    case "timeout_rate":
      return {
        ok: true,
        expr: `sum by (job) (rate(${exposedMetrics.timeouts}[${WINDOW}])) / sum by (job) (rate(${exposedMetrics.payouts}[${WINDOW}])) ${bound(condition)}`,
        forText: SETTLED,
        looksAt: `The share of payouts that the API gave up waiting for, over ${WINDOW}. A timeout that is answered with 202 and settled later does not count here.`,
        value: "{{ $value | humanizePercentage }}",
      };
    case "timeout_errors":
      return counted(exposedMetrics.timeouts, condition, "Payouts that the API gave up waiting for");
    case "attempts":
      return counted(exposedMetrics.payouts, condition, "Requests for payouts that the API answered");
    case "balance_mismatches":
      return mismatched(condition);
    case "payout_duration":
    case "attempt_duration":
      return duration(condition);
    case "balance_rollback_failures":
      return { ok: false, because: "only the node knows which charges have a payment" };
    default:
      return { ok: false, because: "only the caller knows the answers it got" };
  }
}

function bound({ operator, bound }: Condition, unit = 1): string {
  // One division, so that 500 ms are exactly 0.5 s.
  return `${operator === "===" ? "==" : operator} ${bound / unit}`;
}

function counted(metric: string, condition: Condition, what: string): Counterpart {
  return {
    ok: true,
    expr: `sum by (job) (increase(${metric}[${WINDOW}])) ${bound(condition)}`,
    forText: "1m",
    looksAt: `${what} within ${WINDOW}; a run counts them from its start to its end.`,
    value: "{{ $value | humanize }}",
  };
}

/** A run counts projects and the API counts payouts, so only "more than 0" means the same in both. */
function mismatched({ operator, bound: limit }: Condition): Counterpart {
  const isAny =
    (operator === ">" && limit < 1) || (operator === "!=" && limit === 0) || (operator === ">=" && limit <= 1);
  if (!isAny) return { ok: false, because: "the API counts payouts and not projects: only > 0 means the same" };
  return {
    ok: true,
    // Several instances on one ledger see the same payouts.
    expr: `max by (job) (${exposedMetrics.mismatched}) > 0`,
    forText: "1m",
    looksAt:
      "Payouts of the latest 200,000 ledger entries whose charge does not fit their status: completed and not charged once, failed and still charged, or charged with nothing remembered of the payout. These are the ledger's own books: whether a payout that was refunded was paid after all, or one that was charged never was, only the node knows, and `chaos-payout run` asks it.",
    value: "{{ $value | humanize }}",
  };
}

function duration(condition: Condition): Counterpart {
  const { aggregate, operator, bound: limitMs } = condition;
  const limit = bound(condition, 1000);
  const looksAt = (what: string) =>
    `${what} over ${WINDOW}, from request to answer in the API; what a caller adds by trying again is not in it.`;
  const value = "{{ $value | humanizeDuration }}";
  const rate = (part: string) => `rate(${exposedMetrics.duration}_${part}[${WINDOW}])`;
  if (aggregate === "avg") {
    const expr = `sum by (job) (${rate("sum")}) / sum by (job) (${rate("count")}) ${limit}`;
    return { ok: true, expr, forText: SETTLED, value, looksAt: looksAt("The mean time of payouts") };
  }
  const percent = percentileOf(aggregate) ?? 0;
  if (percent === 0 || percent === 100)
    return { ok: false, because: "a histogram has neither a minimum nor a maximum" };
  if (operator === "==" || operator === "===" || operator === "!=") {
    return { ok: false, because: "a percentile of a histogram is an estimate, which equals nothing" };
  }
  if (limitMs >= longestSeconds * 1000) {
    return {
      ok: false,
      because: `the histogram of the API ends at ${longestSeconds} s, so its percentiles never go beyond`,
    };
  }
  const share = Number(`${percent}e-2`);
  return {
    ok: true,
    expr: `histogram_quantile(${share}, sum by (job, le) (${rate("bucket")})) ${limit}`,
    forText: SETTLED,
    value,
    looksAt: looksAt(`The time that ${percent} % of payouts do not exceed`),
  };
}
