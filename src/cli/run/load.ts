import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import type { LoadDriver } from "../../engine/load-driver.ts";
import type { LoadEngine, LoadEngineName } from "../../load/load-engine.ts";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { packageFile } from "../package-file.ts";
import type { Job } from "./job.ts";
import type { LoadFlags } from "./load-flags.ts";
import type { TargetFlags } from "./target.ts";

/** Who sends the load of these jobs; undefined where we do. @throws UsageError */
export async function driverFor(
  jobs: readonly Job[],
  flags: LoadFlags & TargetFlags & { readonly simulate?: boolean },
): Promise<LoadDriver | undefined> {
  const { load: name, loadResults } = flags;
  if (loadResults !== undefined) {
    refuseToStart(flags);
    const { resultsDriver } = await import("./load-results.ts");
    return resultsDriver(jobs, loadResults, { flags, loadEngine });
  }
  if (name === undefined) return refuseWithoutLoad(flags);
  if (flags.simulate === true) throw new UsageError(`--load ${name} needs real time: leave out --simulate`);
  if (flags.k6 !== undefined && name !== "k6") throw new UsageError(`--k6 is for --load k6 (got --load ${name})`);
  const { loadRefusal } = await import("../../load/refusals.ts");
  for (const { plan, service, source } of jobs) {
    const refusal = loadRefusal(name, plan, service?.service);
    if (refusal !== null) throw new UsageError(`${source.file}: --load ${name} is not possible: ${refusal}`);
  }
  const { loadProcesses: processes = 1, loadSilence: silenceMs } = flags;
  await refuseTooManyProcesses(jobs, name, processes, "--load-processes");
  const program = programOf(name, flags.k6);
  const engine = await loadEngine(name);
  const { createLoadDriver } = await import("../../load/driver.ts");
  return createLoadDriver({ engine, program, processes, silenceMs });
}

/** A load engine by its name. */
export async function loadEngine(name: LoadEngineName): Promise<LoadEngine> {
  switch (name) {
    case "artillery": {
      const { artilleryEngine } = await import("../../load/artillery/engine.ts");
      return artilleryEngine(packageFile("dist/load/artillery.mjs"));
    }
    case "k6": {
      const { k6Engine } = await import("../../load/k6/engine.ts");
      return k6Engine(packageFile("dist/load/k6.js"));
    }
  }
}

/** Refuses more processes than the load of these jobs can be divided among: one without a caller would send nothing. @throws UsageError */
export async function refuseTooManyProcesses(
  jobs: readonly Pick<Job, "plan" | "source">[],
  name: LoadEngineName,
  processes: number,
  flag: "--load-processes" | "--processes",
): Promise<void> {
  const { mostParts } = await import("../../load/parts.ts");
  const { mostSegments } = await import("../../load/k6/executor.ts");
  for (const { plan, source } of jobs) {
    const most = name === "k6" ? mostSegments(plan.phases) : mostParts(plan.phases);
    if (processes <= most) continue;
    throw new UsageError(
      `${source.file}: ${flag} must be at most ${most} for ${name} (got ${processes}): every process needs a caller of its own in every phase, so raise its concurrency, or take fewer processes`,
    );
  }
}

function refuseToStart({ load, k6, loadProcesses, simulate }: LoadFlags & { readonly simulate?: boolean }): void {
  if (simulate === true) throw new UsageError("--load-results needs real time: leave out --simulate");
  if (load !== undefined)
    throw new UsageError("--load cannot be combined with --load-results: the folder says which engine it is for");
  if (k6 !== undefined) throw new UsageError("--k6 cannot be combined with --load-results: you start k6 yourself");
  if (loadProcesses !== undefined)
    throw new UsageError("--load-processes cannot be combined with --load-results: give --processes to export");
}

function refuseWithoutLoad({ k6, loadProcesses }: LoadFlags): undefined {
  if (k6 !== undefined) throw new UsageError("--k6 needs --load k6");
  if (loadProcesses !== undefined) throw new UsageError("--load-processes needs --load k6 or --load artillery");
}

/** The program of an engine: as named, among the packages of this project, or on the PATH. @throws UsageError */
function programOf(name: LoadEngineName, named: string | undefined): string {
  if (named !== undefined) {
    if (isProgram(resolve(named))) return resolve(named);
    throw new UsageError(`--k6 must be the path of a program (got ${JSON.stringify(named)})`);
  }
  const found = [...binFolders(process.cwd()), ...(process.env["PATH"] ?? "").split(delimiter)]
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find(isProgram);
  if (found !== undefined) return found;
  const wayOut = name === "k6" ? "install it, or name it with --k6 PATH" : "npm install --save-dev artillery";
  // The command line is fine, and the machine lacks what the run needs.
  throw new UsageError(`${name} was not found in node_modules/.bin or on the PATH: ${wayOut}`, exitCodes.unreachable);
}

function binFolders(folder: string): readonly string[] {
  const bin = join(folder, "node_modules", ".bin");
  const above = dirname(folder);
  const others = above === folder ? [] : binFolders(above);
  return existsSync(bin) ? [bin, ...others] : others;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
