/** What `GET /metrics` calls what it exposes; rules for Prometheus are written in these names. */
export const exposedMetrics = {
  payouts: "payouts_total",
  timeouts: "payout_timeout_errors_total",
  refunds: "payout_refunds_total",
  inFlight: "payouts_in_flight",
  parked: "payouts_parked",
  mismatched: "payouts_mismatched",
  duration: "payout_duration_seconds",
} as const;

/** The upper bounds of the duration histogram, in seconds, as Prometheus wants it; the upper ones are timeouts of the node. */
export const DURATION_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;
