import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Store } from "../ledger/store.ts";
import type { PayoutAnswer, PayoutService } from "./payout-service.ts";

/** What the API tells Prometheus. Every server has a registry of its own, so several can live in one process. */
export interface Metrics {
  /** Counts a payout that was answered after so long. */
  answered(answer: PayoutAnswer, tookMs: number): void;
  /** Counts a charge that was given back, while a caller waits or in the background. */
  gaveBack(): void;
  /** The metrics in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** In seconds, as Prometheus wants it; the upper ones are timeouts of the node. */
const DURATION_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** The metrics of one service. */
export function createMetrics(service: PayoutService, store: Store): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const payouts = new Counter({
    name: "payouts_total",
    help: "Payouts that were asked for, by what their caller was told; what was told before is replayed.",
    labelNames: ["status"],
    registers,
  });
  const timeouts = new Counter({
    name: "payout_timeout_errors_total",
    help: "Payouts that ended because the node did not answer in time.",
    registers,
  });
  const refunds = new Counter({
    name: "payout_refunds_total",
    help: "Payouts whose charge the strategy gave back, by a refund, by canceling a hold or by restoring the balance.",
    registers,
  });
  new Gauge({
    name: "payouts_in_flight",
    help: "Payouts that are being paid at this moment.",
    registers,
    collect() {
      this.set(service.inFlight);
    },
  });
  new Gauge({
    name: "payouts_parked",
    help: "Payouts of which only a person can find out whether they were paid: somebody has to look at them.",
    registers,
    async collect() {
      this.set(await store.parked());
    },
  });
  const duration = new Histogram({
    name: "payout_duration_seconds",
    help: "How long it took to answer a payout.",
    buckets: DURATION_BUCKETS,
    registers,
  });
  return {
    answered(answer, tookMs) {
      const kind = "isReplay" in answer && answer.isReplay ? "replayed" : answer.kind;
      payouts.inc(statusLabels[kind]);
      if (kind === "timed-out") timeouts.inc();
      duration.observe(tookMs / 1000);
    },
    gaveBack: () => refunds.inc(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
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
