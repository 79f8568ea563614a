import { Document } from "yaml";
import type { AlertRule } from "../domain/alert.ts";
import { readNamedCondition } from "../domain/condition.ts";
import { type Counterpart, counterpartOf } from "./counterpart.ts";

/** A rule file for Prometheus. */
export interface RuleFile {
  /** YAML, with its line end. */
  readonly text: string;
  /** The names of the alerts that are only in a comment. */
  readonly without: readonly string[];
}

const HEAD = ` Rules for Prometheus, written by \`chaos-payout alerts --format prometheus\`.
 They watch what \`GET /metrics\` of \`chaos-payout serve\` exposes. Check them with: promtool check rules FILE`;

/** Writes alerts as a rule file. A comment at its end lists those that `/metrics` cannot express. */
export function prometheusRules(alerts: readonly AlertRule[]): RuleFile {
  const rules: object[] = [];
  const without: { readonly alert: AlertRule; readonly because: string }[] = [];
  for (const alert of alerts) {
    const counterpart = counterpartFor(alert);
    if (counterpart.ok) rules.push(rule(alert, counterpart));
    else without.push({ alert, because: counterpart.because });
  }
  const document = new Document({ groups: [{ name: "chaos-payout", rules }] });
  document.commentBefore = HEAD;
  if (without.length > 0) {
    const lines = without.map(({ alert: { name, when }, because }) => `   ${name} (${when}): ${because}`);
    document.comment = [" Without a counterpart in /metrics:", ...lines].join("\n");
  }
  return { text: document.toString({ lineWidth: 0 }), without: without.map(({ alert }) => alert.name) };
}

function counterpartFor({ when }: AlertRule): Counterpart {
  const read = readNamedCondition(when);
  return read.ok ? counterpartOf(read.condition) : { ok: false, because: read.problem };
}

function rule({ name, when, severity }: AlertRule, counterpart: Extract<Counterpart, { readonly ok: true }>): object {
  const { expr, forText, looksAt, value } = counterpart;
  return {
    alert: name,
    expr,
    for: forText,
    labels: { severity },
    annotations: { summary: `${name}: ${when}, and it is ${value}`, description: looksAt },
  };
}
