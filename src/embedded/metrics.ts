import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../domain/clock.ts";
import { DURATION_BUCKETS, exposedMetrics } from "../domain/metric.ts";
import { costBoundedCache } from "./cost-bounded-cache.ts";
import type { Store } from "./ledger/store.ts";
import type { PayoutAnswer } from "./payout-answer.ts";
import type { PayoutService } from "./payout-service.ts";

/** The metrics of the API for Prometheus. */
export type PrometheusMetrics = ReturnType<typeof createMetrics>;

/** Creates the metrics of a service. Each server has its own registry, so several can run in one process. */
export function createMetrics(service: PayoutService, store: Store, clock: Clock) {
  const registry = new Registry();
  const registers = [registry];
  const payouts = new Counter({
    name: exposedMetrics.payouts,
    help: "Payout requests, by the answer to the caller; replayed: the answer of an earlier request.",
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
    help: "Payouts whose charge was undone: refunded, a hold canceled, or the balance restored.",
    registers,
  });
  const settledAfterRefund = new Counter({
    name: exposedMetrics.settledAfterRefund,
    help: "Payouts that were charged again, because the node had called their payments failed and they have settled.",
    registers,
  });
  addGauges(registry, service, store, clock);
  const duration = new Histogram({
    name: exposedMetrics.duration,
    help: "Time to answer a payout request, in seconds.",
    buckets: [...DURATION_BUCKETS],
    registers,
  });
  return {
    /** Counts an answered payout and its duration. */
    answered(answer: PayoutAnswer, tookMs: number): void {
      const kind = "isReplay" in answer && answer.isReplay ? "replayed" : answer.kind;
      payouts.inc({ status: statusLabels[kind] });
      if (kind === "timed-out") timeouts.inc();
      duration.observe(tookMs / 1000);
    },
    /** Counts a refund, while a caller waits or in the background. */
    refunded: () => refunds.inc(),
    /** Counts a payout that was charged again after its refund. */
    chargedAgain: () => settledAfterRefund.inc(),
    /** Renders the metrics in Prometheus' text format. */
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Gauges, which are read on each scrape. */
function addGauges(registry: Registry, service: PayoutService, store: Store, clock: Clock): void {
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  const mismatches = costBoundedCache(
    () => store.mismatches(),
    clock,
    () => store.generation(),
  );
  gauge(exposedMetrics.inFlight, "Payouts that are being paid for a caller who waits.", () => service.inFlight);
  gauge(exposedMetrics.parked, "Pending payouts that no program can decide: somebody has to look at the node.", () =>
    store.parked(),
  );
  gauge(
    exposedMetrics.mismatched,
    "Payouts, of the latest 200,000 ledger entries, whose charge does not match their status: completed and not charged once, failed and still charged, or charged but not recorded. What the node paid is not known here.",
    mismatches,
  );
}

const statusLabels = {
  completed: "completed",
  replayed: "replayed",
  pending: "pending",
  failed: "failed",
  "timed-out": "timeout",
  "in-progress": "in_progress",
  "key-reused": "refused",
  "no-project": "refused",
  "insufficient-balance": "refused",
} as const satisfies Record<PayoutAnswer["kind"], string>;
