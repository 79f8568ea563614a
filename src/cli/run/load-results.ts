import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../domain/clock.ts";
import { freshSeed } from "../../domain/random.ts";
import type { LoadDriver } from "../../engine/load-driver.ts";
import { isUsed } from "../../load/awaited-run.ts";
import type { LoadEngine, LoadEngineName } from "../../load/load-engine.ts";
import { type LoadScript, loadScriptOf } from "../../load/load-script.ts";
import { createResultsDriver, earlierResults } from "../../load/results-driver.ts";
import { runName } from "../../load/run-name.ts";
import { payoutsText } from "../../load/script-folder.ts";
import { limits } from "../../scenario/limits.ts";
import { shellWord } from "../../text/shell-word.ts";
import { orUsageError, UsageError } from "../errors.ts";
import { exportedSource } from "./exported-plan.ts";
import type { Job } from "./job.ts";
import type { LoadFlags } from "./load-flags.ts";
import type { TargetFlags } from "./target.ts";

interface ResultsSettings {
  readonly flags: LoadFlags & TargetFlags;
  readonly loadEngine: (name: LoadEngineName) => Promise<LoadEngine>;
}

/** A driver for a load that is sent elsewhere, by the plan in a folder. @throws UsageError unless it is the plan of this run, and unused */
export async function resultsDriver(
  jobs: readonly Job[],
  folder: string,
  { flags, loadEngine }: ResultsSettings,
): Promise<LoadDriver> {
  const [job, ...others] = jobs;
  if (job === undefined || others.length > 0) {
    throw new UsageError(`--load-results is for one scenario, that of the export (got ${jobs.length})`);
  }
  const script = readScript(folder);
  const { keyPrefix, exported } = script;
  if (flags.load !== undefined && flags.load !== exported.engine) {
    throw new UsageError(`${folder} was written for ${exported.engine} (got --load ${flags.load})`);
  }
  refuseUsed(folder, script);
  const settings = { keyPrefix, exported: { ...exported, seed: job.plan.seed } };
  const source = await exportedSource(job, flags, settings);
  refuseOther(folder, script, loadScriptOf(source));
  refuseOtherPayouts(folder, payoutsText(source));
  const { processes } = exported;
  const engine = await loadEngine(exported.engine);
  const run = runName(freshSeed().toString(36), systemClock.epochMs() + limits.loadMs);
  return createResultsDriver({ engine, folder, keyPrefix, processes, run, silenceMs: flags.loadSilence });
}

type ExportedScript = LoadScript & Required<Pick<LoadScript, "exported">>;

function readScript(folder: string): ExportedScript {
  const text = read(folder, "plan.json");
  try {
    const script: ExportedScript = JSON.parse(text);
    if (typeof script.keyPrefix === "string" && typeof script.exported?.engine === "string") return script;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UsageError(`${join(folder, "plan.json")} was not written by chaos-payout export`);
}

function read(folder: string, name: string): string {
  return orUsageError(
    () => readFileSync(join(folder, name), "utf8"),
    (reason) =>
      `--load-results must be a folder that chaos-payout export has written: ${join(folder, name)} cannot be read: ${reason}`,
  );
}

/** What an earlier run was answered says nothing of this one, and the service knows its keys. */
function refuseUsed(folder: string, { phases }: ExportedScript): void {
  const results = earlierResults(folder, phases.length);
  if (results === undefined && !isUsed(folder)) return;
  const why = results === undefined ? "a run has used it" : `it has ${results} already`;
  throw new UsageError(`${folder} cannot be used: ${why}; write a new one with chaos-payout export`);
}

/** The address may be another one from there. Everything else has to be the same. */
function refuseOther(folder: string, theirs: ExportedScript, ours: LoadScript): void {
  const parts = (script: LoadScript): Readonly<Record<string, unknown>> => {
    const { exported, urls, ...others } = script;
    return { seed: exported?.seed, ...others };
  };
  const expected = parts(ours);
  for (const [name, value] of Object.entries(parts(theirs))) {
    const [there, here] = [JSON.stringify(value), JSON.stringify(expected[name])];
    if (there === here) continue;
    const values = (there + here).length <= 120 ? ` (${there} there, ${here} here)` : "";
    throw otherPlan(folder, `its ${name} differs${values}`);
  }
}

function refuseOtherPayouts(folder: string, ours: string): void {
  const theirs = read(folder, "payouts.json");
  if (theirs === ours) return;
  const expected = ours.split("\n");
  const payout = theirs.split("\n").findIndex((line, index) => line !== expected[index]);
  throw otherPlan(folder, `payout ${payout} differs; a rail that was started again makes other invoices`);
}

function otherPlan(folder: string, why: string): UsageError {
  const flags = "use the flags that chaos-payout export has printed, or export again";
  return new UsageError(`${shellWord(folder)} does not have the plan of this run: ${why}: ${flags}`);
}
