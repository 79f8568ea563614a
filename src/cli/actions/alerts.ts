import { prometheusRules } from "../../alerting/prometheus.ts";
import { type AlertRule, builtInAlerts } from "../../domain/alert.ts";
import { listed } from "../../domain/format.ts";
import { UsageError } from "../errors.ts";
import { loadScenarios } from "../scenarios/load.ts";

/** The rule file of scenarios for stdout, and a line for stderr about what it lacks, or "". @throws UsageError if two alerts of one name differ */
export async function alertsCommand(names: readonly string[], cwd: string) {
  const { text, without } = prometheusRules(names.length === 0 ? builtInAlerts : await alertsOf(names, cwd));
  const became =
    without.length === 1
      ? "has no metric in /metrics, so it is a comment"
      : "have no metric in /metrics, so they are comments";
  const notice = `chaos-payout: ${listed(without)} ${became} at the end of the file\n`;
  return { text, notice: without.length === 0 ? "" : notice };
}

/** All alerts of all scenarios, each once, because a name can have only one rule in Prometheus. */
async function alertsOf(names: readonly string[], cwd: string): Promise<readonly AlertRule[]> {
  const alerts = new Map<string, { readonly alert: AlertRule; readonly file: string }>();
  for (const { file, scenario } of await loadScenarios(names, cwd)) {
    for (const alert of scenario.alerts) {
      const other = alerts.get(alert.name);
      if (other === undefined) alerts.set(alert.name, { alert, file });
      else if (other.alert.when !== alert.when || other.alert.severity !== alert.severity) {
        const rule = ({ when, severity }: AlertRule) => `${when} (${severity})`;
        throw new UsageError(
          `the alert ${alert.name} is ${rule(other.alert)} in ${other.file} and ${rule(alert)} in ${file}, but it can have only one rule: name only one of the files`,
        );
      }
    }
  }
  return [...alerts.values()].map(({ alert }) => alert);
}
