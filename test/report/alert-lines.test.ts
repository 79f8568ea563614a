import { describe, expect, it } from "vitest";
import type { AlertResult } from "../../src/domain/reconciliation.ts";
import { alertLines } from "../../src/report/alert-lines.ts";
import { createTheme } from "../../src/report/theme.ts";

const timeouts: AlertResult = {
  ...{ name: "PaymentTimeoutRate", severity: "warning", when: "timeout_rate > 2%", fired: true, value: 0.05 },
};
const mismatch: AlertResult = {
  ...{ name: "BalanceMismatch", severity: "critical", when: "balance_mismatches > 0", fired: true, value: 1 },
};
const slow: AlertResult = {
  ...{ name: "Slow", severity: "info", when: "payout_duration p(95) > 100ms", fired: true, value: 159.2 },
};

describe("the lines of alerts", () => {
  it("show each alert that fired, with its condition and its value", () => {
    expect(alertLines([mismatch, timeouts, slow], 80, createTheme(0))).toEqual([
      " ! BalanceMismatch critical   balance_mismatches > 0   was 1",
      " ! PaymentTimeoutRate warning   timeout_rate > 2%   was 5%",
      " ! Slow info   payout_duration p(95) > 100ms   was 159 ms",
    ]);
  });

  it("leave out alerts that did not fire", () => {
    expect(alertLines([{ ...timeouts, fired: false, value: 0.01 }], 80, createTheme(0))).toEqual([]);
  });

  it("show an alert without samples, because silence would look like good news", () => {
    expect(alertLines([{ ...mismatch, fired: false, value: null }], 80, createTheme(0))).toEqual([
      " ? BalanceMismatch critical   balance_mismatches > 0   no samples",
    ]);
  });

  it("break between their parts on a narrow screen", () => {
    expect(alertLines([mismatch], 40, createTheme(0))).toEqual([
      " ! BalanceMismatch critical",
      "   balance_mismatches > 0   was 1",
    ]);
  });

  it("have a colour for each severity that only repeats the word", () => {
    const starts = alertLines([mismatch, timeouts, slow], 80, createTheme(1)).map((line) =>
      line.slice(1, line.indexOf("!")),
    );
    expect(new Set(starts).size).toBe(3);
  });
});
