import { resolve, sep } from "node:path";
import { renderProblems } from "../../document/problem.ts";
import { type ParsedScenario, type ParseResult, parseScenarioBytes } from "../../scenario/parse.ts";
import type { Environment } from "../../scenario/variables.ts";
import { BadScenariosError, UsageError } from "../errors.ts";
import { isSystemError, systemReason } from "../system-error.ts";
import { stdoutColumns } from "../terminal/width.ts";
import { createBaseReader, readLimited } from "./extends-reader.ts";
import { type Filters, fileMatchesFilters, type Named, nothingMatches } from "./filter.ts";
import { readCatalog, resolveScenarios, type ScenarioFile, scenarioFile, stem } from "./resolve.ts";

/** A scenario with the file it came from. `locate` and `sources` name files as `file` does. */
export interface LoadedScenario extends Omit<ParsedScenario, "ok">, Pick<ScenarioFile, "file" | "reference"> {}

/** What the command line says about the scenarios that it names. */
export interface ScenarioSettings {
  readonly set?: readonly string[] | undefined;
  readonly filters?: Filters | undefined;
  /** Where `${env:…}` is read from; by default the environment of the process. */
  readonly environment?: Environment | undefined;
}

/** A file that was asked for, and the scenario or the problems in it. */
export interface ReadScenario {
  readonly each: ScenarioFile;
  readonly result: ParseResult;
  /** The files it is made of, absolute; a change to any of them changes the scenario. */
  readonly sources: readonly string[];
}

/** Reads and checks the scenarios that `args` and the filters choose. @throws UsageError, with all problems of all files */
export async function loadScenarios(
  args: readonly string[],
  cwd: string,
  settings: ScenarioSettings = {},
): Promise<LoadedScenario[]> {
  return requireLoaded(await readScenarios(args, cwd, settings));
}

/** Refuses bad files, and two scenarios of one name, which a report could not tell apart. @throws UsageError */
export function requireLoaded(read: readonly ReadScenario[]): LoadedScenario[] {
  const problems = read.flatMap(({ result }) => (result.ok ? [] : [result.problems]));
  if (problems.length > 0) {
    const what = problems.length === 1 ? "1 scenario has problems" : `${problems.length} scenarios have problems`;
    const texts = problems.map((each) => renderProblems(each, stdoutColumns()));
    throw new BadScenariosError(`${what}\n\n${texts.join("\n\n")}`, problems.flat());
  }
  const files = new Map<string, string>();
  return read.flatMap(({ each: { file, reference }, result }) => {
    if (!result.ok) return [];
    const { name } = result.scenario;
    const other = files.get(name);
    if (other !== undefined) {
      throw new UsageError(`two scenarios of a run cannot share the name "${name}": ${other} and ${file}`);
    }
    files.set(name, file);
    return { ...result, file, reference };
  });
}

/** A shipped scenario by name, even where a local scenario has that name. @throws Error if there is none, which is a bug */
export async function loadShipped(name: string, cwd: string): Promise<LoadedScenario> {
  const catalog = await readCatalog(cwd);
  const path = catalog.shipped.find((each) => stem(each) === name);
  if (path === undefined) throw new Error(`no scenario ${name} is shipped`);
  const { file, reference } = scenarioFile(path, cwd, catalog);
  const result = readScenario({ path, file }, cwd);
  if (!result.ok) throw new Error(renderProblems(result.problems));
  return { ...result, file, reference };
}

/** Reads the files that `args` and the filters choose, good and bad. @throws UsageError if there is none */
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
  const chosen = matching(all, filters);
  if (chosen.length > 0) return chosen;
  const { local, shipped } = await readCatalog(cwd);
  const isLocalDefault = args.length === 0 && local.length > 0;
  const meant = isLocalDefault ? shipped.map(stem).find((name) => filters.includes(name)) : undefined;
  throw nothingMatches(filters, all.map(nameOf), meant);
}

function matching<Read extends Pick<ReadScenario, "each" | "result">>(all: readonly Read[], filters: Filters): Read[] {
  return all.filter(({ each, result }) => fileMatchesFilters(filters, stem(each.path), result));
}

/** A scenario that has a name: a local one, below ./scenarios, or one shipped with the package. */
export interface KnownScenario extends Pick<ReadScenario, "each" | "result"> {
  readonly origin: "local" | "shipped";
}

/** Reads every scenario that has a name and matches the filters, local ones first. @throws UsageError if there is none */
export async function readKnownScenarios(cwd: string, filters: Filters = []): Promise<readonly KnownScenario[]> {
  const catalog = await readCatalog(cwd);
  const read = (origin: KnownScenario["origin"]) => (path: string) => {
    const each = scenarioFile(path, cwd, catalog);
    return { origin, each, result: readScenario(each, cwd) };
  };
  // In the folder of this package itself, the shipped scenarios are the local ones.
  const elsewhere = catalog.shipped.filter((path) => !catalog.local.includes(path));
  const all = [...catalog.local.map(read("local")), ...elsewhere.map(read("shipped"))];
  const chosen = matching(all, filters);
  if (chosen.length === 0) throw nothingMatches(filters, all.map(nameOf));
  // Those at the top of a folder are the ones people run most.
  const depth = ({ each }: KnownScenario) => each.path.split(sep).length;
  return chosen.sort((left, right) => left.origin.localeCompare(right.origin) || depth(left) - depth(right));
}

/** The name and the priority of a scenario; of a broken one, the name of its file. */
export function nameOf({ each, result }: Pick<ReadScenario, "each" | "result">): Named {
  return result.ok ? result.scenario : { name: stem(each.path) };
}

/** Reads one file and its bases. A file that cannot be read is a problem like any other. */
function readScenario(
  { path, file }: Pick<ScenarioFile, "path" | "file">,
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
