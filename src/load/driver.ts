import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DrivenPhase, DriverContext, LoadDriver } from "../engine/load-driver.ts";
import { createOrphanGuard, type OrphanGuard } from "../processes/orphan-guard.ts";
import type { PlannedPhase } from "../scenario/plan.ts";
import { type EngineProcess, startEngineProcess } from "./engine-process.ts";
import { fileGate, type Gate, httpGate } from "./gate.ts";
import type { LoadEngine } from "./load-engine.ts";
import { resultsName } from "./parts.ts";
import { ReportBook } from "./report-book.ts";
import { longestSilenceMs, readParts, readToEnd, type ToldPart } from "./results.ts";
import { followResults } from "./results-file.ts";
import { writeScriptFolder } from "./script-folder.ts";

/** How often results are read. */
const LOOK_MS = 50;

/** How long an engine that has told everything may take to end by itself. */
const FAREWELL_MS = 1_000;

/** How an engine is run. */
export interface DriverOptions {
  readonly engine: LoadEngine;
  /** The path of its program. */
  readonly program: string;
  /** How many processes share the load. */
  readonly processes: number;
  /** How long it may tell nothing before it is stopped, in milliseconds; default a minute longer than the longest payout. */
  readonly silenceMs?: number | undefined;
}

/** A driver that starts a load engine for each phase, and reads what it tells. */
export function createLoadDriver(options: DriverOptions): LoadDriver {
  return { name: options.engine.name, carryOut: (phase, context) => driven(options, phase, context) };
}

/** One process, and what it tells. */
interface RunningPart extends ToldPart {
  readonly child: EngineProcess;
}

async function driven(options: DriverOptions, phase: PlannedPhase, context: DriverContext): Promise<DrivenPhase> {
  const { plan, target, keyPrefix, clientTimeoutMs } = context;
  const { calls } = target;
  const { name } = options.engine;
  const book = new ReportBook(phase, context);
  if (calls === null) return book.close(`${name} cannot call this service`);
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-load-"));
  const guard = createOrphanGuard(["rm", "-rf", folder], { folder: tmpdir(), env: {} }, context.clock);
  let parts: readonly RunningPart[] = [];
  let gate: Gate | undefined;
  try {
    writeScriptFolder(folder, options.engine, { plan, calls, keyPrefix, clientTimeoutMs });
    gate = await gateOf(options, phase, folder);
    const start = { guard, folder, gate, phase: plan.phases.indexOf(phase) + 1, secrets: calls.environment };
    parts = await startParts(options, start, context);
    const trouble = await listen({ ...options, parts, book, gate }, context);
    await Promise.all(parts.map(({ child }) => child.stop()));
    readToEnd(options.engine.read, parts, book);
    return book.close(trouble ?? halfLine(name, parts));
  } finally {
    await Promise.all(parts.map(({ child }) => child.stop()));
    for (const { results } of parts) results.close();
    gate?.close();
    guard.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the processes of a phase are started, and what they find there. */
interface Start {
  readonly guard: OrphanGuard;
  readonly folder: string;
  readonly gate: Gate | undefined;
  /** From 1. */
  readonly phase: number;
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

async function startParts(
  { engine, program, processes }: DriverOptions,
  { guard, folder, gate, phase, secrets }: Start,
  { clock }: DriverContext,
): Promise<readonly RunningPart[]> {
  const known = Object.entries(secrets).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const parts = Array.from({ length: processes }, (_, index) => ({ number: index + 1, of: processes }));
  return Promise.all(
    parts.map(async (part) => {
      const name = resultsName(phase, part);
      const results = join(folder, name);
      const { args, env } = engine.command({ phase, part, results, gate: gate?.address(part.number) });
      const surroundings = { folder, env: { ...Object.fromEntries(known), ...env } };
      const child = await startEngineProcess(guard, [program, ...args], surroundings, clock);
      return { name, child, results: followResults(results) };
    }),
  );
}

/** Callers of a closed phase begin together. Arrivals of an open one have their times. */
async function gateOf(
  { engine, processes }: DriverOptions,
  { arrival }: PlannedPhase,
  folder: string,
): Promise<Gate | undefined> {
  if (processes === 1 || arrival.kind === "open") return undefined;
  return engine.gate === "http" ? httpGate(processes) : fileGate(folder, processes);
}

/** The load of one phase, as it is listened to. */
interface Listening extends Pick<DriverOptions, "engine" | "silenceMs"> {
  readonly parts: readonly RunningPart[];
  readonly book: ReportBook;
  readonly gate: Gate | undefined;
}

/** Reads until everything is told, or nothing more will be. Returns what is wrong; null for nothing. */
async function listen(
  { engine, silenceMs, parts, book, gate }: Listening,
  context: DriverContext,
): Promise<string | null> {
  const { name } = engine;
  const { clock, stop } = context;
  const patienceMs = silenceMs ?? longestSilenceMs(context);
  let heardMs = clock.now();
  let toldMs: number | undefined;
  while (!stop.aborted) {
    const before = parts.map(({ child }) => child.ended());
    const { isAny, isMore } = readParts(engine.read, parts, book);
    if (isAny) heardMs = clock.now();
    gate?.look(book.ready());
    if (book.problem() !== null) return null;
    if (isMore) toldMs = undefined;
    else if (book.isComplete()) {
      toldMs ??= clock.now();
      if (!before.includes(undefined) || clock.now() - toldMs >= FAREWELL_MS) return null;
    } else {
      const failed = before.find((ended) => typeof ended === "string");
      if (failed !== undefined) return `${name} ${failed}`;
      if (!before.includes(undefined)) return null;
      const silentMs = clock.now() - heardMs;
      if (silentMs >= patienceMs)
        return `${name} was stopped: it had reported nothing for ${Math.round(silentMs / 1000)} s`;
    }
    await clock.sleep(isMore ? 0 : LOOK_MS, stop);
  }
  return null;
}

function halfLine(name: string, parts: readonly RunningPart[]): string | null {
  return parts.some(({ results }) => results.rest() !== "")
    ? `the last line of what ${name} told is not complete`
    : null;
}
