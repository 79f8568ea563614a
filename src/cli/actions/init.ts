import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { NameTexts } from "../../document/json-schema.ts";
import { callbackFaultTexts } from "../../explain/callback-faults.ts";
import type { Explanation } from "../../explain/explanation.ts";
import { families } from "../../explain/index.ts";
import { lookupFaultTexts } from "../../explain/lookup-faults.ts";
import { paymentFaultTexts } from "../../explain/payment-faults.ts";
import { wireFaultTexts } from "../../explain/wire-faults.ts";
import { scenarioJsonSchema } from "../../scenario/json-schema.ts";
import { serviceJsonSchema } from "../../service/schema/json-schema.ts";
import { shellWord } from "../../text/shell-word.ts";
import { UsageError } from "../errors.ts";
import { packageFile } from "../package-file.ts";
import { fileKind, isSystemError } from "../system-error.ts";

/** The CI services that `init` can write a job for. */
export type CiName = "github" | "gitlab";

/** The flags of `init`. */
export interface InitFlags {
  readonly ci?: CiName;
  readonly force?: boolean;
  readonly service?: boolean;
}

interface NewFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly text: string;
  /** What the user still has to do. */
  readonly note?: string;
}

/** Writes the files that do not exist yet; returns what it did and what to do next. @throws UsageError if a file cannot be written */
export async function initCommand(folder: string, flags: InitFlags, version: string, cwd: string): Promise<string> {
  const root = resolve(cwd, folder);
  const ci = flags.ci === undefined ? [] : [await ciFile(flags.ci, root, version)];
  const files: readonly NewFile[] = [
    { path: "scenarios/first-payouts.yaml", text: template("first-payouts.yaml") },
    { path: "scenarios/scenario.schema.json", text: scenarioSchemaText() },
    ...(flags.service === true ? serviceFiles() : []),
    ...ci,
  ];
  const done: string[] = [];
  for (const file of files) {
    const isWritten = await write(join(root, file.path), file.text, flags.force === true);
    done.push(isWritten ? `wrote  ${file.path}` : `kept   ${file.path} (it exists; --force overwrites it)`);
  }
  const notes = ci.flatMap(({ note }) => (note === undefined ? [] : ["", note]));
  return `${[...done, ...notes, "", "Next:", ...nextLines(root === cwd ? undefined : folder, flags)].join("\n")}\n`;
}

function serviceFiles(): readonly NewFile[] {
  return [
    { path: "services/wallet.service.yaml", text: template("wallet.service.yaml") },
    { path: "services/service.schema.json", text: serviceSchemaText() },
  ];
}

function nextLines(folder: string | undefined, { service = false }: InitFlags): string[] {
  const there = folder === undefined ? [] : [`  cd ${shellWord(folder)}`];
  if (service) {
    return [
      ...there,
      "  edit services/wallet.service.yaml: it describes your payout API",
      "  npx chaos-payout validate services/wallet.service.yaml",
      "  npx chaos-payout check services/wallet.service.yaml",
      "  npx chaos-payout run timeout-after-charge --service services/wallet.service.yaml",
    ];
  }
  return [
    ...there,
    "  npx chaos-payout run first-payouts                           shows the bug (exit code 1)",
    "  npx chaos-payout run first-payouts --strategy tracked-saga   shows the fix (exit code 0)",
  ];
}

async function ciFile(ci: CiName, root: string, version: string): Promise<NewFile> {
  const lock = await textOf(join(root, "package-lock.json"));
  const text = jobText(ci, lock?.includes('"node_modules/chaos-payout"') === true ? "locked" : version);
  if (ci === "github") return { path: ".github/workflows/chaos-payout.yml", text };
  const present = await textOf(join(root, ".gitlab-ci.yml"));
  // A file that this command wrote is kept, and not included into itself.
  if (present === undefined || present === text) return { path: ".gitlab-ci.yml", text };
  const path = "chaos-payout.gitlab-ci.yml";
  const note = `Add this to your .gitlab-ci.yml, which was not changed:\n  include: [{ local: ${path} }]`;
  return { path, text, ...(present.includes(path) ? {} : { note }) };
}

/** A file of `templates/`, which is shipped with this package. */
function template(file: string): string {
  return readFileSync(packageFile(`templates/${file}`), "utf8");
}

/** The job that runs the scenarios. `npm ci` installs a locked version; any other one is fetched by npx. */
export function jobText(ci: CiName, version: string): string {
  const text = template(`${ci}.yml`);
  if (version === "locked") return text;
  const fetched = text.replace("npx chaos-payout", `npx --yes chaos-payout@${version}`);
  return fetched.replaceAll(/^.*(?:cache: npm|npm ci)\n/gm, "");
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw failed("read", path, error);
  }
}

/** Writes a file; returns false if it exists and is kept. */
async function write(path: string, text: string, overwrite: boolean): Promise<boolean> {
  try {
    await makeFolder(dirname(path));
    // With wx, checking and writing are one step.
    await writeFile(path, text, { flag: overwrite ? "w" : "wx" });
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST" && fileKind(path) === "file") return false;
    throw failed("write", path, error);
  }
}

/** Makes a folder and its missing parents. Node's own `recursive` retries forever where no folder can be made, e.g. in /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === "EEXIST" && fileKind(path) === "folder") return;
    if (error.code !== "ENOENT" || existsSync(dirname(path))) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

function failed(what: "read" | "write", path: string, error: unknown): UsageError {
  if (!isSystemError(error)) throw error;
  return new UsageError(
    `cannot ${what} ${path}: ${error.code}. Is something else in its place, or are you not allowed to?`,
  );
}

/** The JSON Schema of scenario files, with the sentence of `explain` for every name. */
export function scenarioSchemaText(): string {
  const faults = {
    ...sentences(paymentFaultTexts, (is) => `the payment ${is}`),
    ...sentences(lookupFaultTexts, (is) => `the payment ${is}`),
    ...sentences(wireFaultTexts),
    ...sentences(callbackFaultTexts, (is) => `the callback ${is}`),
  };
  const texts = [faults, ...families.map((family) => sentences(family.texts))];
  return `${JSON.stringify(scenarioJsonSchema(texts), null, 2)}\n`;
}

/** The JSON Schema of service files. */
export function serviceSchemaText(): string {
  return `${JSON.stringify(serviceJsonSchema(), null, 2)}\n`;
}

function sentences(texts: Readonly<Record<string, Explanation>>, sentence = (is: string) => is): NameTexts {
  return Object.fromEntries(Object.entries(texts).map(([name, { summary }]) => [name, sentence(summary)]));
}
