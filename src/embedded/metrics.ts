import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../domain/clock.ts";
import { DURATION_BUCKETS, exposedMetrics } from "../domain/metric.ts";
import { costBoundedCache } from "./cost-bounded-cache.ts";
import type { Store } from "./ledger/store.ts";
import type { PayoutAnswer } from "./payout-answer.ts";
import type { PayoutService } from "./payout-service.ts";

/** The metrics of the API for Prometheus. Each server has its own registry, so several can run in one process. */
export interface PrometheusMetrics {
  /** Counts an answered payout and its duration. */
  answered(answer: PayoutAnswer, tookMs: number): void;
  /** Counts a refund, while a caller waits or in the background. */
  refunded(): void;
  /** Renders the metrics in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Creates the metrics of a service. */
export function createMetrics(service: PayoutService, store: Store, clock: Clock): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  const payouts = new Counter({
    name: exposedMetrics.payouts,
    help: "Payouts that were asked for, by what their caller was told; what was told before is replayed.",
    labelNames: ["status"],
    registers,
  });
  const timeouts = new Counter({
    name: exposedMetrics.timeouts,
    help: "Payouts that ended because the node did not answer in time.",
    registers,
  });
  const refunds = new Counter({
    name: exposedMetrics.refunds,
    help: "Payouts whose charge the strategy gave back, by a refund, by canceling a hold or by restoring the balance.",
    registers,
  });
  addGauges(registry, service, store, clock);
  const duration = new Histogram({
    name: exposedMetrics.duration,
    help: "How long it took to answer a payout.",
    buckets: [...DURATION_BUCKETS],
    registers,
  });
  return {
    answered(answer, tookMs) {
      const kind = "isReplay" in answer && answer.isReplay ? "replayed" : answer.kind;
      payouts.inc(statusLabels[kind]);
      if (kind === "timed-out") timeouts.inc();
      duration.observe(tookMs / 1000);
    },
    refunded: () => refunds.inc(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Gauges, which are read on each scrape. */
function addGauges(registry: Registry, service: PayoutService, store: Store, clock: Clock): void {
  const registers = [registry];
  const mismatches = costBoundedCache(
    () => store.mismatches(),
    clock,
    () => store.generation,
  );
  new Gauge({
    name: exposedMetrics.inFlight,
    help: "Payouts that are being paid at this moment.",
    registers,
    collect() {
      this.set(service.inFlight);
    },
  });
  new Gauge({
    name: exposedMetrics.parked,
    help: "Payouts of which only a person can find out whether they were paid: somebody has to look at them.",
    registers,
    async collect() {
      this.set(await store.parked());
    },
  });
  new Gauge({
    name: exposedMetrics.mismatched,
    help: "Payouts, of the latest 200,000 ledger entries, whose charge does not fit their status: completed and not charged once, failed and still charged, or charged with nothing remembered of the payout. What the node paid is not known here.",
    registers,
    async collect() {
      this.set(await mismatches());
    },
  });
}

const statusLabels = {
  completed: { status: "completed" },
  replayed: { status: "replayed" },
  pending: { status: "pending" },
  failed: { status: "failed" },
  "timed-out": { status: "timeout" },
  "in-progress": { status: "in_progress" },
  "key-reused": { status: "refused" },
  "no-project": { status: "refused" },
  "insufficient-balance": { status: "refused" },
} as const satisfies Record<PayoutAnswer["kind"], { readonly status: string }>;
