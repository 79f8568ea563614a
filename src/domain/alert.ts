/** How urgent an alert is, in Prometheus' usual words, the most urgent first. */
export const severities = ["critical", "warning", "info"] as const;

/** One of the severities. */
export type Severity = (typeof severities)[number];

/** A condition worth an alert. In a run it is shown and never changes the exit code; as a Prometheus rule it watches the API afterwards. */
export interface AlertRule {
  /** `PaymentTimeoutRate`. */
  readonly name: string;
  /** The condition: `timeout_rate > 2%`. */
  readonly when: string;
  readonly severity: Severity;
}

/** The alerts that are always on. A scenario may change the bound and the severity of the first, but not the second. */
export const builtInAlerts = [
  { name: "PaymentTimeoutRate", when: "timeout_rate > 2%", severity: "warning" },
  { name: "BalanceMismatch", when: "balance_mismatches > 0", severity: "critical" },
] as const satisfies readonly AlertRule[];
