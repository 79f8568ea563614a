import { existsSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { quoted } from "../../text/shell-word.ts";
import { type CiName, githubWorkflow, gitlabJob, type Installation } from "../ci/templates.ts";
import type { InitFlags } from "../commands/init-flags.ts";
import { UsageError } from "../errors.ts";
import { isSystemError } from "../system-error.ts";
import { FIRST_SCENARIO } from "./first-scenario.ts";
import { SCHEMA_FILE, scenarioSchemaText } from "./scenario-schema.ts";

/** A file that is to be there, by its path below the folder. */
interface NewFile {
  readonly path: string;
  readonly text: string;
  /** What is left to do by hand. */
  readonly note?: string;
}

/** Writes what is not there yet, and tells what it did and what comes next. @throws UsageError where a file cannot be written. */
export async function initCommand(folder: string, flags: InitFlags, version: string, cwd: string): Promise<string> {
  const root = resolve(cwd, folder);
  const ci = flags.ci === undefined ? [] : [await ciFile(flags.ci, root, version)];
  const files: readonly NewFile[] = [
    { path: "scenarios/first-payouts.yaml", text: FIRST_SCENARIO },
    { path: `scenarios/${SCHEMA_FILE}`, text: scenarioSchemaText() },
    ...ci,
  ];
  const told: string[] = [];
  for (const file of files) {
    const written = await write(join(root, file.path), file.text, flags.force === true);
    told.push(written ? `wrote  ${file.path}` : `kept   ${file.path}, which was there already (--force overwrites it)`);
  }
  const notes = ci.flatMap(({ note }) => (note === undefined ? [] : ["", note]));
  return `${[...told, ...notes, "", "Next:", ...nextLines(root === cwd ? undefined : folder)].join("\n")}\n`;
}

function nextLines(folder: string | undefined): string[] {
  return [
    ...(folder === undefined ? [] : [`  cd ${quoted(folder)}`]),
    "  npx chaos-payout run first-payouts                           the bug: ends with 1",
    "  npx chaos-payout run first-payouts --strategy tracked-saga   the fix: ends with 0",
  ];
}

async function ciFile(ci: CiName, root: string, version: string): Promise<NewFile> {
  const installation: Installation = { version, locked: await hasItLocked(root) };
  if (ci === "github") return { path: ".github/workflows/chaos-payout.yml", text: githubWorkflow(installation) };
  const text = gitlabJob(installation);
  const whole = await textOf(join(root, ".gitlab-ci.yml"));
  // What this command wrote itself is written again, and not included into itself.
  if (whole === undefined || whole === text) return { path: ".gitlab-ci.yml", text };
  const path = "chaos-payout.gitlab-ci.yml";
  const note = `Add this to .gitlab-ci.yml, which is yours and stays as it is:\n  include: [{ local: ${path} }]`;
  return { path, text, ...(whole.includes(path) ? {} : { note }) };
}

/** Whether `npm ci` brings chaos-payout: the project names it, and has a lock file. */
async function hasItLocked(root: string): Promise<boolean> {
  const lock = await textOf(join(root, "package-lock.json"));
  return lock?.includes('"node_modules/chaos-payout"') === true;
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cannot("read", path, error);
  });
}

/** Writes a file that is not there; the answer is false where it is, unless it is to be overwritten. */
async function write(path: string, text: string, overwrite: boolean): Promise<boolean> {
  try {
    await makeFolder(dirname(path));
    // The flag refuses a file that is there in the same step, so that nothing can come between asking and writing.
    await writeFile(path, text, { flag: overwrite ? "w" : "wx" });
    return true;
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === "EEXIST";
    if (there && (await stat(path).catch(() => undefined))?.isFile()) return false;
    throw cannot("write", path, error);
  }
}

/**
 * Makes a folder, and those around it where they are not there yet. Node's own way tries again for ever below a folder that is there and takes
 * nothing, as /proc is.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (error.code !== "ENOENT" || existsSync(dirname(path))) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

function cannot(what: string, path: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException;
  const because = code === undefined ? String(error) : code;
  return new UsageError(
    `cannot ${what} ${path}: ${because}. Is there something else in its place, or is it not yours?`,
  );
}
