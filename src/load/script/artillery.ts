/**
 * The processor of an Artillery script. Each virtual user is a caller: of a closed phase it sends one payout after the other, of an open one the
 * payout whose turn it is. Artillery's own request step ends a virtual user when a request times out, and the retry after a timeout is what this is
 * about, so the requests are made here.
 */
import { existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { env, stderr } from "node:process";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../domain/clock.ts";
import { Connections } from "../../service/connections.ts";
import { AwaitedRun } from "../awaited-run.ts";
import type { LoadScript, PayoutRow } from "../load-script.ts";
import { partFrom, payoutsOf, resultsName } from "../parts.ts";
import type { Report } from "../report.ts";
import { createPayoutSender } from "./send-payouts.ts";

/** What Artillery hands to a function of its processor. */
interface VirtualUser {
  readonly vars: Readonly<Record<string, unknown>>;
}

/** Where its metrics go. */
interface Metrics {
  emit(kind: "counter" | "histogram", name: string, value: number): void;
}

const folder = dirname(fileURLToPath(import.meta.url));
const part = partFrom(env["CHAOS_PAYOUT_PART"]);
let users = 0;
let running: Promise<Running> | undefined;
let hasFailed = false;

/** How long the callers of a closed phase wait for the last of them. */
const ARRIVAL_MS = 5_000;

/** How often the gate is looked at. */
const GATE_MS = 5;

/** A phase that has begun. */
interface Running {
  readonly isOpen: boolean;
  /** The payouts of this part that nobody has taken yet. */
  readonly payouts: Iterator<number>;
  readonly send: (payout: number) => Promise<void>;
  /** Resolves once all parts can begin. */
  readonly opened: Promise<void>;
}

/** What each virtual user does. Artillery counts what is thrown here, and does not show it. */
export async function payouts(user: VirtualUser, metrics: Metrics): Promise<void> {
  try {
    await sendPayouts(user, metrics);
  } catch (error) {
    if (!hasFailed) stderr.write(`chaos-payout: ${error instanceof Error ? error.message : String(error)}\n`);
    hasFailed = true;
    throw error;
  }
}

async function sendPayouts({ vars }: VirtualUser, metrics: Metrics): Promise<void> {
  const user = users;
  users += 1;
  running ??= begin(Number(vars["phase"]), metrics);
  // Of several parts each has the virtual users of all, and leaves the turns of the others to them.
  if (user % part.of !== part.number - 1) return;
  const { isOpen, payouts: left, send, opened } = await running;
  await opened;
  for (let next = left.next(); next.done !== true; next = left.next()) {
    await send(next.value);
    if (isOpen) return;
  }
}

async function begin(number: number, metrics: Metrics): Promise<Running> {
  const script: LoadScript = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"));
  const rows: readonly PayoutRow[] = JSON.parse(readFileSync(join(folder, "payouts.json"), "utf8"));
  const phase = script.phases[number - 1];
  if (phase === undefined) throw new RangeError(`the plan has no phase ${number}`);
  const { CHAOS_PAYOUT_RUN: named = "" } = env;
  if (script.exported !== undefined && script.exported.processes !== part.of) {
    throw new RangeError(
      `CHAOS_PAYOUT_PART must be one of ${script.exported.processes} parts (got ${part.number}/${part.of})`,
    );
  }
  const awaited = script.exported === undefined ? undefined : new AwaitedRun(folder, systemClock);
  const run = (await awaited?.ready(number, named)) ?? named;
  const results = openSync(env["CHAOS_PAYOUT_RESULTS"] ?? join(folder, resultsName(number, part)), "wx");
  const report = (told: Report) => {
    writeSync(results, `${JSON.stringify(told)}\n`);
    if (told.kind !== "attempt") return;
    metrics.emit("counter", `chaos_payout.${told.outcome}`, 1);
    metrics.emit("histogram", "chaos_payout.attempt_duration", told.durationMs);
  };
  const send = createPayoutSender({
    ...{ script, report, run, clock: systemClock, environment: env },
    rowOf: (payout) => rows[payout - 1] ?? [0, 0],
    exchanges: new Connections(systemClock, script.clientTimeoutMs),
    overBecause: awaited && ((run) => awaited.overBecause(run)),
  });
  const { arrival } = phase;
  const isOpen = arrival.kind === "open";
  const callers = isOpen ? 0 : Math.min(arrival.concurrency, phase.payouts);
  return { isOpen, payouts: payoutsOf(phase, part), send, opened: gateOpens(report, callers) };
}

/** Callers arrive one by one, and processes take seconds to start; only what is sent at the same time is a spike. */
async function gateOpens(report: (told: Report) => void, callers: number): Promise<void> {
  for (let waitedMs = 0; users < callers && waitedMs < ARRIVAL_MS; waitedMs += GATE_MS)
    await systemClock.sleep(GATE_MS);
  const gate = env["CHAOS_PAYOUT_GATE"];
  if (gate === undefined) return;
  report({ kind: "ready" });
  while (!existsSync(gate)) await systemClock.sleep(GATE_MS);
}
