import { prometheusRules } from "../../alerting/prometheus.ts";
import { type AlertRule, builtInAlerts } from "../../domain/alert.ts";
import { UsageError } from "../errors.ts";
import { loadScenarios } from "../scenarios/load.ts";

/** The rule file for stdout, and for stderr a line about what is not in it; "" for nothing. */
export interface AlertRules {
  readonly text: string;
  readonly remark: string;
}

/** Writes the alerts of scenarios as rules for Prometheus. @throws UsageError where two scenarios mean two things by one name. */
export async function alertsCommand(names: readonly string[], cwd: string): Promise<AlertRules> {
  const { text, without } = prometheusRules(names.length === 0 ? builtInAlerts : await alertsOf(names, cwd));
  const [are, comments] = without.length === 1 ? ["has", "a comment"] : ["have", "comments"];
  const remark = `chaos-payout: ${without.join(", ")} ${are} no counterpart in /metrics, and became ${comments} at the end of the file\n`;
  return { text, remark: without.length === 0 ? "" : remark };
}

/** All alerts of all scenarios, each once. One Prometheus can have one rule of a name. */
async function alertsOf(names: readonly string[], cwd: string): Promise<readonly AlertRule[]> {
  const alerts = new Map<string, { readonly alert: AlertRule; readonly file: string }>();
  for (const { file, scenario } of await loadScenarios(names, cwd)) {
    for (const alert of scenario.alerts) {
      const known = alerts.get(alert.name);
      if (known !== undefined && (known.alert.when !== alert.when || known.alert.severity !== alert.severity)) {
        const means = (one: AlertRule) => `${one.when} (${one.severity})`;
        throw new UsageError(
          `${alert.name} is ${means(known.alert)} in ${known.file} and ${means(alert)} in ${file}: rules can have one of them, so name one of the files`,
        );
      }
      if (known === undefined) alerts.set(alert.name, { alert, file });
    }
  }
  return [...alerts.values()].map(({ alert }) => alert);
}
