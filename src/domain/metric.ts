/** A count, a share from 0 to 1, or a distribution of durations in milliseconds, which k6 calls a trend. */
export type MetricKind = "count" | "rate" | "trend";

/** What a metric is. */
interface MetricText {
  readonly kind: MetricKind;
  /** What it counts or measures, in a phrase. */
  readonly is: string;
  /** The metric to suggest for another kind of figure: the share of a count, or the count of a share. */
  readonly instead?: string;
}

/** Every metric, with its kind and meaning. Thresholds and alerts are conditions on these. */
export const metrics = {
  timeout_errors: {
    kind: "count",
    is: "attempts that timed out at the node, whatever the caller was told",
    instead: "timeout_rate",
  },
  timeout_rate: { kind: "rate", is: "the share of attempts that timed out at the node", instead: "timeout_errors" },
  balance_rollback_failures: {
    kind: "count",
    is: "charges that have neither a settlement nor a refund behind them",
  },
  balance_mismatches: {
    kind: "count",
    is: "projects whose balance is not the expected one, or is so only because errors cancel each other out",
  },
  payout_duration: {
    kind: "trend",
    is: "how long payouts took, from the first sending to the last answer, retries and their waits included",
  },
  attempt_duration: {
    kind: "trend",
    is: "how long single attempts took, from sending to the answer or until the caller gave up",
  },
  attempts: { kind: "count", is: "requests that were sent" },
  payouts: { kind: "count", is: "payouts that were asked for" },
  paid: { kind: "count", is: "payouts that the caller knows to be paid", instead: "paid_rate" },
  paid_rate: { kind: "rate", is: "the share of payouts that the caller knows to be paid", instead: "paid" },
  pending: { kind: "count", is: "payouts that the API still called pending in the end" },
  refused: { kind: "count", is: "payouts that the caller knows not to be paid" },
  unknown: {
    kind: "count",
    is: "payouts of which the caller does not know whether they were paid",
    instead: "unknown_rate",
  },
  unknown_rate: {
    kind: "rate",
    is: "the share of payouts of which the caller does not know whether they were paid",
    instead: "unknown",
  },
} as const satisfies Readonly<Record<string, MetricText>>;

/** The name of a metric. */
export type MetricName = keyof typeof metrics;

/** All names, in the order of the table. */
export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];

/** True for the name of a metric. */
export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metrics, name);
}

/** The kind and meaning of a metric. */
export function metricText(name: MetricName): MetricText {
  return metrics[name];
}

/** The metric names of `GET /metrics`, which the Prometheus rules use. */
export const exposedMetrics = {
  payouts: "payouts_total",
  timeouts: "payout_timeout_errors_total",
  refunds: "payout_refunds_total",
  settledAfterRefund: "payout_settled_after_refund_total",
  inFlight: "payouts_in_flight",
  parked: "payouts_parked",
  mismatched: "payouts_mismatched",
  duration: "payout_duration_seconds",
} as const;

/** The upper bounds of the duration histogram, in seconds; the last ones are timeouts of the node. */
export const DURATION_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;
