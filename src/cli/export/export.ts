import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../domain/clock.ts";
import type { LoadEngine, LoadEngineName } from "../../load/load-engine.ts";
import { loadScriptOf, type ScriptSource } from "../../load/load-script.ts";
import { writeScriptFolder } from "../../load/script-folder.ts";
import { uniquePrefix } from "../../systems/planned-rail.ts";
import { shellWord } from "../../text/shell-word.ts";
import { orUsageError, UsageError } from "../errors.ts";
import { exportedSource } from "../run/exported-plan.ts";
import { type PlanningFlags, planJob } from "../run/job.ts";
import { loadEngine, refuseTooManyProcesses } from "../run/load.ts";
import { loadScenarios, nameOf, readKnownScenarios } from "../scenarios/load.ts";
import { isSystemError } from "../system-error.ts";
import { instructions } from "./instructions.ts";
import { unreachable } from "./unreachable.ts";

/** The flags of `export`. */
export interface ExportFlags extends PlanningFlags {
  readonly processes: number;
  readonly operator?: boolean;
  readonly fargate?: boolean;
}

/** The arguments of `export`. */
export interface ExportWhat {
  readonly engine: LoadEngineName;
  readonly folder: string;
  readonly scenario: string | undefined;
}

/** What was written, what to do with it, and what will not work as it stands. */
export interface ExportText {
  readonly instructions: string;
  readonly warnings: readonly string[];
}

/** Writes the plan of a scenario as a script for a load engine. @throws UsageError where that is not possible */
export async function exportCommand(
  { engine: name, folder, scenario }: ExportWhat,
  flags: ExportFlags,
): Promise<ExportText> {
  refuseFlags(name, flags);
  refuseFull(folder);
  if (scenario === undefined) await refuseName(name, folder);
  const names = scenario === undefined ? [] : [scenario];
  const [loaded, ...others] = await loadScenarios(names, process.cwd(), { set: flags.set });
  if (loaded === undefined || others.length > 0) {
    throw new UsageError(`export writes one scenario: name it (got ${others.length + 1})`);
  }
  const job = await planJob(loaded, flags);
  const { plan } = job;
  await refuseTooManyProcesses([job], name, flags.processes, "--processes");
  const exported = { engine: name, seed: plan.seed, processes: flags.processes };
  const source = await exportedSource(job, flags, { keyPrefix: uniquePrefix(plan, systemClock), exported });
  const engine = await loadEngine(name);
  const files = writable(folder, () => writeScriptFolder(folder, engine, source));
  const manifests = writable(folder, () =>
    flags.operator === true ? writeManifests(folder, engine, files, source, flags.processes) : [],
  );
  const from = flags.operator === true ? "pod" : flags.fargate === true ? "task" : undefined;
  const { urls } = source.calls;
  const warnings = from === undefined ? [] : unreachable({ from, urls, rail: flags.rail });
  const text = instructions({
    ...{ folder, engine, plan, processes: flags.processes, manifests, files: [...files, ...manifests] },
    environment: loadScriptOf(source).environment,
    onFargate: flags.fargate === true,
    judge: `${job.reproduce} --load-results ${shellWord(folder)}`,
  });
  return { instructions: text, warnings };
}

function refuseFlags(engine: LoadEngineName, { operator, fargate, simulate }: ExportFlags): void {
  if (operator === true && engine !== "k6") throw new UsageError(`--operator is for k6 (got ${engine})`);
  if (fargate === true && engine !== "artillery") throw new UsageError(`--fargate is for artillery (got ${engine})`);
  if (simulate === true) throw new UsageError("a load engine needs real time: leave out --simulate");
}

/** Whoever forgets the folder would have another scenario written into one of that name. */
async function refuseName(engine: LoadEngineName, folder: string): Promise<void> {
  const known = await readKnownScenarios(process.cwd());
  if (known.every((each) => nameOf(each).name !== folder)) return;
  throw new UsageError(
    `${folder} is a scenario: name the folder before it, as in "export ${engine} my-load ${shellWord(folder)}"`,
  );
}

/** An older script may be under way, and its results would be taken for those of this one. */
function refuseFull(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return;
    if (!isSystemError(error)) throw error;
    throw new UsageError(`${folder} cannot be read as a folder: ${error.message}`);
  }
  throw new UsageError(`${folder} is not empty: name a new folder`);
}

function writable<Value>(folder: string, write: () => Value): Value {
  return orUsageError(write, (reason) => `${folder} cannot be written: ${reason}`);
}

function writeManifests(
  folder: string,
  engine: LoadEngine,
  names: readonly string[],
  source: ScriptSource,
  processes: number,
): readonly string[] {
  const { scenario: name, phases, environment } = loadScriptOf(source);
  const files = new Map(names.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
  const script = { name, phases, files, environment: [...environment, "CHAOS_PAYOUT_RUN"] };
  const manifests = engine.manifests?.(script, processes) ?? new Map<string, string>();
  for (const [file, text] of manifests) writeFileSync(join(folder, file), text);
  return [...manifests.keys()];
}
