import type { RunChart } from "../../../src/domain/chart.ts";

/** A small run over time: two phases, a fault that fired three times, and a balance that ends too low. */
export const chart: RunChart = {
  projects: [
    {
      projectId: "project_test_001",
      expected: [
        { atMs: 1, msat: 300_000_000 },
        { atMs: 80, msat: 200_000_000 },
        { atMs: 400, msat: 106_200_000 },
      ],
      actual: [
        { atMs: 1, msat: 300_000_000 },
        { atMs: 70, msat: 190_000_000 },
        { atMs: 600, msat: 96_000_000 },
      ],
      actualFrom: "entries",
    },
  ],
  phases: [
    { name: "normal", startMs: 10, endMs: 200 },
    { name: "spike", startMs: 200, endMs: 450 },
  ],
  drain: { startMs: 450, endMs: 600 },
  firings: [40, 210, 260].map((atMs) => ({ atMs, fault: "timeout" })),
  durations: [
    {
      outcome: "unknown",
      count: 10,
      buckets: [{ fromMs: 98.304, toMs: 106.496, count: 10 }],
      quantiles: { "p(50)": 104.6, "p(95)": 105.2, "p(99)": 105.2, max: 105.2 },
    },
    {
      outcome: "paid",
      count: 190,
      buckets: [
        { fromMs: 4.096, toMs: 4.608, count: 150 },
        { fromMs: 8.192, toMs: 9.216, count: 40 },
      ],
      quantiles: { "p(50)": 4.2, "p(95)": 8.3, "p(99)": 9.1, max: 9.2 },
    },
  ],
  endMs: 612.4,
};
