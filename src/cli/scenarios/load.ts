import { resolve, sep } from "node:path";
import { type ParsedScenario, type ParseResult, parseScenarioBytes } from "../../scenario/parse.ts";
import { renderProblems } from "../../scenario/problem.ts";
import type { Environment } from "../../scenario/variables.ts";
import { BadScenariosError, UsageError } from "../errors.ts";
import { isSystemError, systemReason } from "../system-error.ts";
import { stdoutColumns } from "../terminal/width.ts";
import { createBaseReader, readLimited } from "./extends-reader.ts";
import { type Filters, fileMatchesFilters, type Named, nothingMatches } from "./filter.ts";
import { readCatalog, resolveScenarios, type ScenarioFile, scenarioFile, stem } from "./resolve.ts";

/** A scenario with the file it came from. `locate` and `sources` name files as `file` does. */
export interface LoadedScenario extends Omit<ParsedScenario, "ok"> {
  readonly file: string;
  readonly reference: string;
}

/** What the command line says about the scenarios that it names. */
export interface ScenarioSettings {
  /** Every `--set`, in order. */
  readonly set?: readonly string[] | undefined;
  readonly filters?: Filters | undefined;
  /** Where `${env:…}` is read from; by default the environment of the process. */
  readonly environment?: Environment | undefined;
}

/** A file that was asked for, and the scenario or the problems in it. */
export interface ReadScenario {
  readonly each: ScenarioFile;
  readonly result: ParseResult;
  /** Every file that it is made of, absolute; a change to any of them changes the scenario. */
  readonly sources: readonly string[];
}

/**
 * Reads and checks the scenarios that `args` and the filters choose. @throws UsageError with all problems of all files, where two have the
 * same name, and where none is chosen.
 */
export async function loadScenarios(
  args: readonly string[],
  cwd: string,
  settings: ScenarioSettings = {},
): Promise<LoadedScenario[]> {
  return requireLoaded(await readScenarios(args, cwd, settings));
}

/** The scenarios that were read. @throws UsageError with all problems of all files, and where two have the same name. */
export function requireLoaded(read: readonly ReadScenario[]): LoadedScenario[] {
  const loaded: LoadedScenario[] = [];
  const bad: string[] = [];
  for (const { each, result } of read) {
    if (result.ok) loaded.push({ ...result, file: each.file, reference: each.reference });
    else bad.push(renderProblems(result.problems, stdoutColumns()));
  }
  if (bad.length > 0) {
    const what = bad.length === 1 ? "1 scenario has problems" : `${bad.length} scenarios have problems`;
    const problems = read.flatMap(({ result }) => (result.ok ? [] : result.problems));
    throw new BadScenariosError(`${what}\n\n${bad.join("\n\n")}`, problems);
  }
  refuseSameName(loaded);
  return loaded;
}

/** A report could not tell them apart. */
function refuseSameName(loaded: readonly LoadedScenario[]): void {
  const files = new Map<string, string>();
  for (const { file, scenario } of loaded) {
    const other = files.get(scenario.name);
    if (other !== undefined) {
      throw new UsageError(`two scenarios of a run cannot share the name "${scenario.name}": ${other} and ${file}`);
    }
    files.set(scenario.name, file);
  }
}

/**
 * Shipped scenarios by name, whatever the working folder holds; the reference of one is its path where a local scenario has its name.
 * @throws Error where one is not shipped, which is a bug.
 */
export async function loadShipped(names: readonly string[], cwd: string): Promise<readonly LoadedScenario[]> {
  const catalog = await readCatalog(cwd);
  return names.map((name) => {
    const path = catalog.shipped.find((each) => stem(each) === name);
    if (path === undefined) throw new Error(`no scenario ${name} is shipped`);
    const each = scenarioFile(path, cwd, catalog);
    const result = readScenario(each, cwd);
    if (!result.ok) throw new Error(renderProblems(result.problems));
    return { ...result, file: each.file, reference: each.reference };
  });
}

/** The files that `args` and the filters choose, good and bad. @throws UsageError where there is none. */
export async function readScenarios(
  args: readonly string[],
  cwd: string,
  settings: ScenarioSettings = {},
): Promise<readonly ReadScenario[]> {
  const { filters = [] } = settings;
  // Filters without an argument choose among everything that is shipped, not only among the P1 set.
  const files = await resolveScenarios(args, cwd, { allShipped: filters.length > 0 });
  const all = files.map((each): ReadScenario => {
    const result = readScenario(each, cwd, settings);
    return { each, result, sources: result.sources.map((source) => resolve(cwd, source)) };
  });
  const chosen = all.filter(({ each, result }) => fileMatchesFilters(filters, stem(each.path), result));
  if (chosen.length > 0) return chosen;
  const { local, shipped } = await readCatalog(cwd);
  const isLocalDefault = args.length === 0 && local.length > 0;
  const meant = isLocalDefault ? shipped.map(stem).find((name) => filters.includes(name)) : undefined;
  throw nothingMatches(filters, all.map(nameOf), meant);
}

/** A scenario that has a name: a local one, below ./scenarios, or one shipped with the package. */
export interface KnownScenario extends ReadScenario {
  readonly origin: "local" | "shipped";
}

/** Every scenario that has a name and matches the filters, local ones first; broken ones with their problems. @throws UsageError where there is none. */
export async function readKnownScenarios(cwd: string, filters: Filters = []): Promise<readonly KnownScenario[]> {
  const catalog = await readCatalog(cwd);
  const read = (origin: KnownScenario["origin"]) => (path: string) => {
    const each = scenarioFile(path, cwd, catalog);
    return { origin, each, sources: [path], result: readScenario(each, cwd) };
  };
  // In the folder of this package itself, the shipped scenarios are the local ones.
  const elsewhere = catalog.shipped.filter((path) => !catalog.local.includes(path));
  const all = [...catalog.local.map(read("local")), ...elsewhere.map(read("shipped"))];
  const chosen = all.filter(({ each, result }) => fileMatchesFilters(filters, stem(each.path), result));
  if (chosen.length === 0) throw nothingMatches(filters, all.map(nameOf));
  // Those at the top of a folder are the ones people run most.
  const depth = ({ each }: ReadScenario) => each.path.split(sep).length;
  return chosen.sort((left, right) => left.origin.localeCompare(right.origin) || depth(left) - depth(right));
}

/** The name and the priority of a scenario; of a broken one, the name of its file. */
export function nameOf({ each, result }: ReadScenario): Named {
  return result.ok ? result.scenario : { name: stem(each.path) };
}

/** Reads one file and its bases. A file that cannot be read is a problem like any other. */
export function readScenario(
  { path, file }: ScenarioFile,
  cwd: string,
  { set, environment = process.env }: ScenarioSettings = {},
): ParseResult {
  let content: Uint8Array;
  try {
    content = readLimited(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `${file} cannot be read: ${systemReason(error)}`;
    return { ok: false, sources: [file], problems: [{ file, line: 1, column: 1, message, frame: "" }] };
  }
  return parseScenarioBytes(content, file, { set, environment, readBase: createBaseReader(cwd) });
}
