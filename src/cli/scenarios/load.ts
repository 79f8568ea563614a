import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean } from "../../scenario/did-you-mean.ts";
import { type ParsedScenario, type ParseResult, parseScenarioBytes } from "../../scenario/parse.ts";
import { renderProblems } from "../../scenario/problem.ts";
import type { Environment } from "../../scenario/variables.ts";
import { BadScenariosError, UsageError } from "../errors.ts";
import { packageFile } from "../package-file.ts";
import { isSystemError, reason } from "../system-error.ts";
import { screen } from "../terminal/capabilities.ts";
import { noneOfYourOwn } from "./defaults.ts";
import { baseReader, readFrom, shownPath } from "./extends-reader.ts";
import { type Filters, isChosenFile, type Named, nothingChosen } from "./filter.ts";

/**
 * From what was typed to scenarios: files, folders, and names. A name is the name of a file without `.yaml`, first below
 * ./scenarios, then below the folder that is shipped with the package. A bare word is taken as a name before it is taken as a
 * path; `./word` is always a path.
 */

/** One scenario file that was asked for. */
export interface ScenarioFile {
  /** Absolute. */
  readonly path: string;
  /** As reports and problems call it: relative to the working folder, or absolute outside of it. */
  readonly file: string;
  /** What `run` takes to find it again: its name, or its path where the name would find another. */
  readonly reference: string;
}

/** A scenario with the file it came from. `locate` and `sources` call files as `file` does: from the working folder. */
export interface LoadedScenario extends Omit<ParsedScenario, "ok"> {
  readonly file: string;
  readonly reference: string;
}

/** What the command line has to say about the scenarios that it names. */
export interface ScenarioSettings {
  /** Every `--set`, in its order. */
  readonly set?: readonly string[] | undefined;
  /** Which of them are meant, by name or priority; all where it is left out. */
  readonly filters?: Filters | undefined;
  /** What variables are read from; the environment of the process where it is left out. */
  readonly environment?: Environment | undefined;
}

/** The folder for what scenarios have in common. What lies in it is there to be extended, and no name means it. */
const SHARED = "shared";

/** A file that was asked for, and what was read of it. */
export interface ReadScenario {
  readonly each: ScenarioFile;
  readonly result: ParseResult;
  /** Every file that it is made of, absolute; a change of any of them is a change of the scenario. */
  readonly sources: readonly string[];
}

/** The package's own scenarios. */
const shippedFolder = fileURLToPath(packageFile("scenarios"));

/**
 * The scenarios of `args` that `filters` choose, read and checked. @throws UsageError with all problems of all files, where two of them
 * have the same name, and where none is chosen.
 */
export async function loadScenarios(
  args: readonly string[],
  cwd: string,
  settings: ScenarioSettings = {},
): Promise<LoadedScenario[]> {
  return allLoaded(await readScenarios(args, cwd, settings));
}

/** Scenarios that were read, all of them good. @throws UsageError with all problems of all files, and where two have the same name. */
export function allLoaded(read: readonly ReadScenario[]): LoadedScenario[] {
  const loaded: LoadedScenario[] = [];
  const bad: string[] = [];
  for (const { each, result } of read) {
    if (result.ok) loaded.push({ ...result, file: each.file, reference: each.reference });
    else bad.push(renderProblems(result.problems, screen().width));
  }
  if (bad.length > 0) {
    const what = bad.length === 1 ? "a scenario" : `${bad.length} scenarios`;
    const problems = read.flatMap(({ result }) => (result.ok ? [] : result.problems));
    throw new BadScenariosError(`${what} cannot be used\n\n${bad.join("\n\n")}`, problems);
  }
  const twins = sameName(loaded);
  if (twins !== undefined) throw new UsageError(twins);
  return loaded;
}

/**
 * Scenarios that are shipped, by their names, whatever the working folder holds; the reference of one is its path where a local scenario
 * has its name. @throws Error when one is not shipped: a bug.
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

/** The sentence against two scenarios of one name, which a report could not tell apart; undefined where all differ. */
function sameName(loaded: readonly LoadedScenario[]): string | undefined {
  const files = new Map<string, string>();
  for (const { file, scenario } of loaded) {
    const other = files.get(scenario.name);
    if (other !== undefined) {
      return `two scenarios of a run cannot share the name "${scenario.name}": ${other} and ${file}`;
    }
    files.set(scenario.name, file);
  }
  return undefined;
}

/** The files of `args` that `filters` choose, good ones and bad ones. @throws UsageError where there is none. */
export async function readScenarios(
  args: readonly string[],
  cwd: string,
  settings: ScenarioSettings = {},
): Promise<readonly ReadScenario[]> {
  const { filters = [] } = settings;
  const all: ReadScenario[] = [];
  // Filters without an argument are a choice among everything that is shipped, and not among the P1 set alone.
  for (const each of await resolveScenarios(args, cwd, { allShipped: filters.length > 0 })) {
    const result = readScenario(each, cwd, settings);
    all.push({ each, result, sources: result.sources.map((source) => resolve(cwd, source)) });
  }
  const chosen = all.filter(({ each, result }) => isChosenFile(filters, stem(each.path), result));
  if (chosen.length === 0) {
    const { local, shipped } = await readCatalog(cwd);
    const name =
      args.length > 0 || local.length === 0 ? undefined : shipped.map(stem).find((each) => filters.includes(each));
    throw nothingChosen(filters, all.map(nameOf), name);
  }
  return chosen;
}

/** The name of a scenario, and what else a filter can tell of it; of one that cannot be read, the name of its file. */
export function nameOf({ each, result }: ReadScenario): Named {
  return result.ok ? result.scenario : { name: stem(each.path) };
}

/** Reads one file with its bases, never more of each than a scenario may have. One that cannot be read is told like one that is no scenario. */
export function readScenario(
  { path, file }: ScenarioFile,
  cwd: string,
  { set, environment = process.env }: ScenarioSettings = {},
): ParseResult {
  const content = contentOf(path);
  if (typeof content !== "string") {
    return parseScenarioBytes(content, file, { set, environment, readBase: baseReader(cwd) });
  }
  const message = `${file} cannot be read: ${content}`;
  return { ok: false, sources: [file], problems: [{ file, line: 1, column: 1, message, frame: "" }] };
}

/** What the file holds, or why it cannot be read. */
function contentOf(path: string): Uint8Array | string {
  try {
    return readFrom(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return reason(error);
  }
}

/**
 * The files that `args` mean, each once. No argument: every ./scenarios/*.yaml, not its subfolders; without a folder ./scenarios the
 * shipped P1 set, or with `allShipped` everything that is shipped. @throws UsageError where an argument means nothing, and without one
 * where ./scenarios holds none: somebody who has scenarios of his own must not be told that those of others came out well.
 */
export async function resolveScenarios(
  args: readonly string[],
  cwd: string,
  { allShipped = false } = {},
): Promise<ScenarioFile[]> {
  const catalog = await readCatalog(cwd);
  const paths: string[] = [];
  if (args.length === 0) paths.push(...byDefault(catalog, cwd, allShipped));
  for (const arg of args) paths.push(...(await meant(arg, cwd, catalog)));
  return [...new Set(paths)].map((path) => scenarioFile(path, cwd, catalog));
}

/** A path as a file that was asked for. */
export function scenarioFile(path: string, cwd: string, catalog: Catalog): ScenarioFile {
  const file = shownPath(path, cwd);
  const name = stem(path);
  const [meantByName, another] = isName(name) ? named(name, catalog) : [];
  return { path, file, reference: meantByName === path && another === undefined ? name : file };
}

/** Every scenario file that a name can mean, the nearest to the top of its folder first. */
export interface Catalog {
  readonly localFolder: string;
  readonly local: readonly string[];
  readonly shipped: readonly string[];
}

/** Reads the names of all files that a name can mean. */
export async function readCatalog(cwd: string): Promise<Catalog> {
  const localFolder = join(cwd, "scenarios");
  const named = async (folder: string) => (await yamlFiles(folder, true)).filter((path) => !isShared(folder, path));
  const [local, shipped] = [await named(localFolder), await named(shippedFolder)];
  return { localFolder, local, shipped };
}

function isShared(folder: string, path: string): boolean {
  return dirname(relative(folder, path)).split(sep).includes(SHARED);
}

function byDefault({ local, localFolder, shipped }: Catalog, cwd: string, allShipped: boolean): string[] {
  const own = local.filter((path) => dirname(path) === localFolder);
  if (own.length > 0) return own;
  if (existsSync(localFolder)) throw noneOfYourOwn(local.map((path) => shownPath(path, cwd)));
  return shipped.filter((path) => allShipped || dirname(path) === shippedFolder);
}

/** The files that one argument means. */
async function meant(arg: string, cwd: string, catalog: Catalog): Promise<string[]> {
  if (arg === "") throw new UsageError("an empty argument names no scenario");
  if (isName(arg)) {
    const [first, second] = named(arg, catalog);
    if (second !== undefined) {
      throw new UsageError(
        `"${arg}" could be ${shownPath(first ?? "", cwd)} or ${shownPath(second, cwd)}: name the file`,
      );
    }
    if (first !== undefined) return [first];
  }
  const path = resolve(cwd, arg);
  const found = await stat(path).catch((error: unknown) => whyNot(error, arg, catalog));
  if (found.isFile()) return [path];
  if (!found.isDirectory()) throw new UsageError(`${arg} is neither a file nor a folder`);
  const files = await yamlFiles(path, false);
  if (files.length > 0) return files;
  throw new UsageError(`the folder ${arg} holds no scenario: there is no *.yaml file directly in it`);
}

function whyNot(error: unknown, arg: string, { local, shipped }: Catalog): never {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOENT" && code !== "ENOTDIR") throw new UsageError(`${arg} cannot be read: ${reason(error)}`);
  const names = [...new Set([...local, ...shipped].map(stem))].sort();
  const near = didYouMean(stem(arg), names);
  const way = near === undefined ? `; there are ${names.join(", ")}` : `: did you mean "${near}"?`;
  throw new UsageError(isName(arg) ? `there is no scenario "${arg}"${way}` : `there is no file or folder ${arg}`);
}

/** The files that a name means: one of ./scenarios itself, else of its subfolders, else a shipped one. */
function named(name: string, { local, localFolder, shipped }: Catalog): string[] {
  const called = (path: string) => stem(path) === name;
  const direct = local.filter((path) => called(path) && dirname(path) === localFolder);
  if (direct.length > 0) return direct.slice(0, 1);
  const below = local.filter(called);
  return below.length > 0 ? below : shipped.filter(called);
}

function isName(word: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(word);
}

/** The name that a file goes by: its own without `.yaml`. */
export function stem(path: string): string {
  return basename(path).replace(/\.ya?ml$/, "");
}

/** The *.yaml files of a folder by name, with those of its subfolders if `deep`; none where there is no such folder. */
async function yamlFiles(folder: string, deep: boolean): Promise<string[]> {
  try {
    const all = await readdir(folder, { withFileTypes: true, recursive: deep });
    const named = all.filter((entry) => /\.ya?ml$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
    // Only files: a named pipe would be waited for without end.
    const found = await Promise.all(named.map((path) => stat(path).catch(() => undefined)));
    return named.filter((_, index) => found[index]?.isFile()).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw new UsageError(`the folder ${folder} cannot be read: ${reason(error)}`);
  }
}
