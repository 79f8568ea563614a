import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { prometheusRules } from "../../src/alerting/prometheus.ts";
import { type AlertRule, builtInAlerts } from "../../src/domain/alert.ts";
import { conditionExamples } from "../../src/domain/condition.ts";
import { metricNames, metrics } from "../../src/domain/metric.ts";
import { temporaryFolder } from "../embedded/ledger/temporary-ledger.ts";
import { runningApi } from "../embedded/running-api.ts";

/** A rule file as the documentation of Prometheus has it, and not a key more. */
const duration = z.string().regex(/^\d+[smh]$/);
const ruleFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string().min(1),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Za-z_]\w*$/),
          expr: z.string().min(1),
          for: duration,
          labels: z.strictObject({ severity: z.enum(["critical", "warning", "info"]) }),
          annotations: z.strictObject({ summary: z.string().min(1), description: z.string().min(1) }),
        }),
      ),
    }),
  ),
});

/** One alert for each form of condition on each metric. */
const all: readonly AlertRule[] = metricNames.flatMap((metric) => {
  const { kind } = metrics[metric];
  const own =
    kind === "trend" ? ["p(50)>1s", "p(99.9) >= 1ms", "med<1s", "min>1", "max>1s", "p(95)==1", "p(95)>10s"] : [];
  return [...conditionExamples(kind), ...own].map((condition, index) => {
    return { name: `${metric}_${index}`, when: `${metric} ${condition}`, severity: "info" } as const;
  });
});

const wanted: readonly AlertRule[] = [
  ...builtInAlerts,
  ...all,
  { name: "NoMismatch", when: "balance_mismatches === 0", severity: "warning" },
  { name: "AnyMismatch", when: "balance_mismatches >= 1", severity: "warning" },
];
const { text, without } = prometheusRules(wanted);
const { groups } = ruleFile.parse(parse(text));
const rules = groups.flatMap(({ rules }) => rules);

/** The names of metrics in an expression, and whether Prometheus' own grammar takes all of it. */
function read(expr: string): { readonly names: readonly string[]; readonly isWhole: boolean } {
  const names: string[] = [];
  let isWhole = true;
  parser.parse(expr).iterate({
    enter({ type, from, to }) {
      if (type.isError) isWhole = false;
      if (type.name === "Identifier" && expr.slice(from, to).startsWith("payout")) names.push(expr.slice(from, to));
    },
  });
  return { names, isWhole };
}

describe("the rules for Prometheus", () => {
  it("are a rule for each alert that has a counterpart, and a comment for every other", () => {
    expect([...rules.map(({ alert }) => alert), ...without].sort()).toEqual(wanted.map(({ name }) => name).sort());
    const comments = text.split("\n").filter((line) => line.startsWith("#   "));
    expect(comments.map((line) => /^#\s+(\w+) \(/.exec(line)?.[1])).toEqual(without);
  });

  it.each(rules.map(({ alert, expr }) => [alert, expr]))("of %s parse whole: %s", (_, expr) => {
    expect(read(expr)).toEqual({ isWhole: true, names: expect.arrayContaining([expect.any(String)]) });
  });

  it("name only metrics that the API exposes", async () => {
    const { call, pay } = await runningApi();
    await pay();
    const { body } = await call("GET", "/metrics");
    const exposed = new Set(String(body).match(/^\w+(?=[ {])/gm));
    const names = new Set(rules.flatMap(({ expr }) => read(expr).names));
    expect([...names].filter((name) => !exposed.has(name))).toEqual([]);
    expect(names.size).toBeGreaterThanOrEqual(5);
  });

  it("are shown no mistake by a grammar that finds mistakes", () => {
    expect(read("sum by (job (rate(payouts_total[5m]))").isWhole).toBe(false);
    expect(read("payouts_total[5m] >").isWhole).toBe(false);
  });

  it.skipIf(spawnSync("promtool", ["--version"]).error !== undefined)("are accepted by promtool", () => {
    const file = join(temporaryFolder(), "rules.yml");
    writeFileSync(file, text);
    expect(execFileSync("promtool", ["check", "rules", file], { encoding: "utf8" })).toContain(`${rules.length} rules`);
  });

  it.each([
    [
      "timeout_rate > 0.7%",
      "sum by (job) (rate(payout_timeout_errors_total[5m])) / sum by (job) (rate(payouts_total[5m])) > 0.007",
    ],
    ["timeout_errors === 3", "sum by (job) (increase(payout_timeout_errors_total[5m])) == 3"],
    ["balance_mismatches > 0", "max by (job) (payouts_mismatched) > 0"],
    [
      ...(["attempt_duration p(99.9) > 500ms"] as const),
      "histogram_quantile(0.999, sum by (job, le) (rate(payout_duration_seconds_bucket[5m]))) > 0.5",
    ],
    [
      ...(["payout_duration avg > 1.5s"] as const),
      "sum by (job) (rate(payout_duration_seconds_sum[5m])) / sum by (job) (rate(payout_duration_seconds_count[5m])) > 1.5",
    ],
  ])("say %s as %s", (when, expr) => {
    const one = prometheusRules([{ name: "A", when, severity: "info" }]);
    expect(ruleFile.parse(parse(one.text)).groups[0]?.rules[0]?.expr).toBe(expr);
  });

  it.each([
    ["unknown > 0", "only the caller knows the answers it got"],
    ["balance_rollback_failures > 0", "only the node knows which charges have a payment"],
    ["balance_mismatches > 3", "the API counts payouts and not projects: only > 0 means the same"],
    ["payout_duration max > 1s", "a histogram has neither a minimum nor a maximum"],
    ["payout_duration p(95) > 10s", "the histogram of the API ends at 10 s, so its percentiles never go beyond"],
    ["payout_duration p(95) == 1s", "a percentile of a histogram is an estimate, which equals nothing"],
  ])("say why there is none for %s", (when, because) => {
    const one = prometheusRules([{ name: "A", when, severity: "info" }]);
    expect(one.text).toContain(`#   A (${when}): ${because}\n`);
    expect([one.without, ruleFile.parse(parse(one.text)).groups[0]?.rules]).toEqual([["A"], []]);
  });
});
