import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DrivenPhase, DriverContext, LoadDriver } from "../engine/load-driver.ts";
import type { PlannedPhase } from "../scenario/plan.ts";
import { type EngineProcess, startEngineProcess } from "./engine-process.ts";
import type { LoadEngine } from "./load-engine.ts";
import { resultsName } from "./parts.ts";
import { ReportBook } from "./report-book.ts";
import { longestSilenceMs, readAll } from "./results.ts";
import { followResults, type ResultsFile } from "./results-file.ts";
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
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A driver that starts a load engine for each phase, and reads what it tells. */
export function createLoadDriver(options: DriverOptions): LoadDriver {
  return { name: options.engine.name, carryOut: (phase, context) => driven(options, phase, context) };
}

/** One process, and what it tells. */
interface RunningPart {
  readonly process: EngineProcess;
  readonly results: ResultsFile;
}

async function driven(options: DriverOptions, phase: PlannedPhase, context: DriverContext): Promise<DrivenPhase> {
  const { plan, target, keyPrefix, clientTimeoutMs } = context;
  const { calls } = target;
  const { name } = options.engine;
  const book = new ReportBook(phase, context);
  if (calls === null) return book.close(`${name} cannot call this service`);
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-load-"));
  try {
    writeScriptFolder(folder, options.engine, { plan, calls, keyPrefix, clientTimeoutMs });
    const parts = startParts(options, { ...calls.environment }, folder, plan.phases.indexOf(phase) + 1, context);
    const trouble = await listen(options, parts, book, context);
    await Promise.all(parts.map(({ process }) => process.stop()));
    readAll(options.engine.read, parts, book);
    for (const { results } of parts) results.close();
    return book.close(trouble ?? halfLine(name, parts));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function startParts(
  { engine, program, processes, environment }: DriverOptions,
  secrets: Readonly<Record<string, string | undefined>>,
  folder: string,
  phase: number,
  { clock }: DriverContext,
): readonly RunningPart[] {
  return Array.from({ length: processes }, (_, index) => {
    const part = { number: index + 1, of: processes };
    const results = join(folder, resultsName(phase, part));
    const { args, env } = engine.command({ phase, part, results });
    const process = startEngineProcess({ program, args, folder, env: { ...environment, ...secrets, ...env }, clock });
    return { process, results: followResults(results) };
  });
}

/** Reads until everything is told, or nothing more will be. Returns what is wrong; null for nothing. */
async function listen(
  { engine: { name, read }, silenceMs }: Pick<DriverOptions, "engine" | "silenceMs">,
  parts: readonly RunningPart[],
  book: ReportBook,
  context: DriverContext,
): Promise<string | null> {
  const { clock, stop } = context;
  const patienceMs = silenceMs ?? longestSilenceMs(context);
  let heardMs = clock.now();
  let toldMs: number | undefined;
  while (!stop.aborted) {
    const before = parts.map(({ process }) => process.ended());
    if (readAll(read, parts, book)) heardMs = clock.now();
    if (book.problem() !== null) return null;
    if (book.isComplete()) {
      toldMs ??= clock.now();
      if (!before.includes(undefined) || clock.now() - toldMs >= FAREWELL_MS) return null;
    } else {
      const failed = before.find((ended) => typeof ended === "string");
      if (failed !== undefined) return `${name} ${failed}`;
      if (!before.includes(undefined)) return null;
      const silentMs = clock.now() - heardMs;
      if (silentMs >= patienceMs)
        return `${name} was stopped: it had told nothing for ${Math.round(silentMs / 1000)} s`;
    }
    await clock.sleep(LOOK_MS, stop);
  }
  return null;
}

function halfLine(name: string, parts: readonly RunningPart[]): string | null {
  return parts.some(({ results }) => results.rest() !== "")
    ? `the last line of what ${name} told is not complete`
    : null;
}
