/**
 * The script of k6. Each iteration sends one payout: k6 numbers them for all segments together, so that several processes, or pods, share the payouts
 * of a phase without a word among them. https://grafana.com/docs/k6/latest/javascript-api/k6-execution/
 */
import { SharedArray } from "k6/data";
import execution from "k6/execution";
import { Counter, Trend } from "k6/metrics";
import type { PayoutNumber } from "../../domain/payout.ts";
import { scenarioOf } from "../k6/executor.ts";
import { METADATA, metrics } from "../k6/metrics.ts";
import type { LoadScript, PayoutRow } from "../load-script.ts";
import type { Report } from "../report.ts";
import { NobodyJudges } from "../run-name.ts";
import { addYoungerBuiltins } from "./k6-builtins.ts";
import { k6Clock } from "./k6-clock.ts";
import { k6Exchanges } from "./k6-exchanges.ts";
import { createPayoutSender } from "./send-payouts.ts";

/** The globals of k6. */
declare const __ENV: Readonly<Record<string, string | undefined>>;
declare function open(path: string): string;

addYoungerBuiltins();

const script: LoadScript = JSON.parse(open("./plan.json"));
const rows = new SharedArray<PayoutRow>("payouts", () => JSON.parse(open("./payouts.json")));
const number = Number(__ENV["CHAOS_PAYOUT_PHASE"]);
const phase = script.phases[number - 1];
if (phase === undefined) {
  throw new RangeError(`CHAOS_PAYOUT_PHASE must be a number from 1 to ${script.phases.length}`);
}
const { first, payouts } = phase;

const told = {
  begun: new Counter(metrics.begun),
  ready: new Counter(metrics.ready),
  attempt: new Trend(metrics.attempt, true),
  learned: new Counter(metrics.learned),
  done: new Counter(metrics.done),
  failed: new Counter(metrics.failed),
};

/** What k6 does, and how much it writes down besides. */
export const options = {
  scenarios: { chaos_payout: { ...scenarioOf(phase, script), exec: "payout" } },
  systemTags: ["status"],
  // Go sends a request with an idempotency key again, without a word, when a connection that it uses again is gone. An attempt is sent once.
  noConnectionReuse: true,
};

/** Made by the first payout, because secrets may be there no sooner; each virtual user has its own. */
let send: ((payout: PayoutNumber) => Promise<void>) | undefined;

/** How long the slowest part is waited for, in milliseconds. k6 allows a minute for all of this. */
const GATE_MS = 45_000;

/** Runs once in each process, when its virtual users are ready: k6 lets none of them begin before it has ended. */
export async function setup(): Promise<void> {
  const gate = __ENV["CHAOS_PAYOUT_GATE"];
  if (gate === undefined) return;
  const { origin, pathname: path } = new URL(gate);
  const request = { method: "GET", origin, path, headers: {}, body: null } as const;
  await new Promise((resolve) => k6Exchanges(k6Clock, GATE_MS).begin(request, resolve));
}

/** One iteration. */
export async function payout(): Promise<void> {
  const index = execution.scenario.iterationInTest;
  if (index >= payouts) return;
  try {
    send ??= sender();
    await send(first + index);
  } catch (error) {
    // The sender has told that itself, once.
    if (error instanceof NobodyJudges) return;
    report({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
}

/** k6 prints no summary: the verdict is told elsewhere. */
export function handleSummary(): object {
  return {};
}

function sender(): (payout: PayoutNumber) => Promise<void> {
  return createPayoutSender({
    ...{ script, report, clock: k6Clock, environment: __ENV },
    rowOf: (payout) => rows[payout - 1] ?? [0, 0],
    exchanges: k6Exchanges(k6Clock, script.clientTimeoutMs),
    turn: execution.vu.idInTest,
  });
}

/** What is set as metadata belongs to the points that are added until it is taken away again. */
function report(report: Report): void {
  // The parts of k6 begin by themselves.
  if (report.kind === "ready") return;
  const { metadata } = execution.vu.metrics;
  metadata[METADATA] = JSON.stringify(report);
  if (report.kind === "attempt") told.attempt.add(report.durationMs, { outcome: report.outcome });
  else told[report.kind].add(1);
  delete metadata[METADATA];
}
