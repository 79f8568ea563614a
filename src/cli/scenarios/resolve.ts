import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { counted, listed } from "../../domain/format.ts";
import { orUsageError, suggestion, UsageError } from "../errors.ts";
import { packageFile } from "../package-file.ts";
import { fileKind, isMissing, isSystemError, systemReason } from "../system-error.ts";

/**
 * Turns the words of a command line into scenario files. A word is the path of a file or a folder, or a name: that of a file without `.yaml`,
 * below ./scenarios or else among the shipped scenarios. A bare word is a name before it is a path; `./word` is always a path.
 */

/** One scenario file that was asked for. */
export interface ScenarioFile {
  /** Absolute. */
  readonly path: string;
  /** As reports and problems call it: relative to the working folder, or absolute outside of it. */
  readonly file: string;
  /** What finds it on a command line: its name, or its path where the name would find another file. */
  readonly reference: string;
}

const shippedFolder = fileURLToPath(packageFile("scenarios"));

/**
 * Finds the files that `args` mean, each once. Without an argument: every ./scenarios/*.yaml, or without such a folder the shipped P1 set
 * (with `allShipped`, all). @throws UsageError, also if ./scenarios is empty: a user with scenarios must not see the shipped ones pass.
 */
export async function resolveScenarios(
  args: readonly string[],
  cwd: string,
  { allShipped = false } = {},
): Promise<ScenarioFile[]> {
  const catalog = await readCatalog(cwd);
  const paths: string[] = [];
  if (args.length === 0) paths.push(...defaultPaths(catalog, cwd, allShipped));
  for (const arg of args) paths.push(...(await pathsOf(arg, cwd, catalog)));
  return [...new Set(paths)].map((path) => scenarioFile(path, cwd, catalog));
}

/** A path as a scenario file. */
export function scenarioFile(path: string, cwd: string, catalog: Catalog): ScenarioFile {
  const file = shownPath(path, cwd);
  const name = stem(path);
  const [found, another] = isName(name) ? lookUp(name, catalog) : [];
  return { path, file, reference: found === path && another === undefined ? name : file };
}

/** Every scenario file that has a name. */
export interface Catalog {
  readonly localFolder: string;
  readonly local: readonly string[];
  readonly shipped: readonly string[];
}

/** Lists the local and the shipped scenario files. */
export async function readCatalog(cwd: string): Promise<Catalog> {
  const named = async (folder: string) => {
    // Files in a folder `shared` are there to be extended, and have no name.
    const isShared = (path: string) => dirname(relative(folder, path)).split(sep).includes("shared");
    return (await yamlFiles(folder, true)).filter((path) => !isShared(path));
  };
  const localFolder = join(cwd, "scenarios");
  return { localFolder, local: await named(localFolder), shipped: await named(shippedFolder) };
}

/** Says that the shipped scenarios are used; "" if scenarios were named, or there is a folder ./scenarios. */
export function shippedNotice({ names, filters = [], chosen, done }: DefaultedScenarios, cwd: string): string {
  if (names.length > 0 || existsSync(join(cwd, "scenarios"))) return "";
  const which = filters.length > 0 ? counted(chosen, "shipped scenario") : `the ${counted(chosen, "shipped scenario")}`;
  return `chaos-payout: there is no folder ./scenarios, so ${which} ${chosen === 1 ? "is" : "are"} ${done}\n`;
}

/** A command line that may name no scenario. */
export interface DefaultedScenarios {
  readonly names: readonly string[];
  readonly filters: readonly string[] | undefined;
  readonly chosen: number;
  readonly done: "run" | "checked";
}

/** A path as reports and problems call it: relative to the working folder, or absolute outside of it. */
export function shownPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith("..") || isAbsolute(near) ? path : near;
}

/** The name of a scenario file: that of the file without `.yaml`. */
export function stem(path: string): string {
  return basename(path).replace(/\.ya?ml$/, "");
}

function defaultPaths({ local, localFolder, shipped }: Catalog, cwd: string, allShipped: boolean): string[] {
  const own = local.filter((path) => dirname(path) === localFolder);
  if (own.length > 0) return own;
  if (existsSync(localFolder)) throw noLocalScenario(local.map((path) => shownPath(path, cwd)));
  return shipped.filter((path) => allShipped || dirname(path) === shippedFolder);
}

function noLocalScenario(below: readonly string[]): UsageError {
  const none = "there is no scenario directly in ./scenarios";
  if (below.length === 0) return new UsageError(`${none}: \`chaos-payout init\` writes a first one`);
  const named = listed(below.length > 3 ? [...below.slice(0, 3), `${below.length - 3} more`] : below);
  return new UsageError(`${none}, only in its subfolders (${named}): name the ones you want`);
}

async function pathsOf(arg: string, cwd: string, catalog: Catalog): Promise<string[]> {
  if (arg === "") throw new UsageError("the name of a scenario must not be empty");
  if (isName(arg)) {
    const [first, second] = lookUp(arg, catalog);
    if (first !== undefined && second !== undefined) {
      throw new UsageError(`"${arg}" could be ${shownPath(first, cwd)} or ${shownPath(second, cwd)}: name the file`);
    }
    if (first !== undefined) return [first];
  }
  const path = resolve(cwd, arg);
  const kind = orUsageError(
    () => fileKind(path),
    (reason) => `${arg} cannot be read: ${reason}`,
  );
  if (kind === undefined) throw notFound(arg, catalog);
  if (kind === "file" && isServiceFile(path)) {
    throw new UsageError(`${arg} is a service file, not a scenario: name it with --service`);
  }
  if (kind === "file") return [path];
  if (kind !== "folder") throw new UsageError(`${arg} is neither a file nor a folder`);
  const files = await yamlFiles(path, false);
  if (files.length > 0) return files;
  throw new UsageError(`there is no scenario (*.yaml) directly in the folder ${arg}`);
}

function notFound(arg: string, { local, shipped }: Catalog): UsageError {
  if (!isName(arg)) return new UsageError(`there is no file or folder ${arg}`);
  const names = [...new Set([...local, ...shipped].map(stem))].sort();
  return new UsageError(`there is no scenario "${arg}": ${suggestion(arg, names)}`);
}

/** The files that a name means: one in ./scenarios itself, else those in its subfolders, else the shipped one. */
function lookUp(name: string, { local, localFolder, shipped }: Catalog): string[] {
  const isNamed = (path: string) => stem(path) === name;
  const direct = local.filter((path) => isNamed(path) && dirname(path) === localFolder);
  if (direct.length > 0) return direct.slice(0, 1);
  const below = local.filter(isNamed);
  return below.length > 0 ? below : shipped.filter(isNamed);
}

function isName(word: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(word);
}

/** Service files may lie beside scenarios. */
function isScenarioName(name: string): boolean {
  return /\.ya?ml$/.test(name) && !isServiceFile(name);
}

/** Whether a path is that of a service file, by its name. */
export function isServiceFile(path: string): boolean {
  return /\.service\.ya?ml$/.test(path);
}

/** The *.yaml files of a folder by name, with those of its subfolders if `deep`; none if there is no such folder. */
async function yamlFiles(folder: string, deep: boolean): Promise<string[]> {
  try {
    const all = await readdir(folder, { withFileTypes: true, recursive: deep });
    const named = all.filter((entry) => isScenarioName(entry.name)).map((entry) => join(entry.parentPath, entry.name));
    return named.filter((path) => fileKind(path) === "file").sort();
  } catch (error) {
    if (isMissing(error)) return [];
    if (!isSystemError(error)) throw error;
    throw new UsageError(`the folder ${folder} cannot be read: ${systemReason(error)}`);
  }
}
