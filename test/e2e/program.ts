import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, onTestFinished } from "vitest";

/** The real program, as a user starts it: its own process, its streams, its exit code. */
const bin = fileURLToPath(new URL("../../bin/chaos-payout.js", import.meta.url));

/** The folder of the repository. */
const root = fileURLToPath(new URL("../..", import.meta.url));

/** How a process ended, and everything it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that is under way. */
export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  /** Resolves when standard output holds the text. */
  until(text: string): Promise<void>;
}

interface Where {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Takes what is to be done when nobody needs the thing any more: when the test is over, or when all tests of a group are. */
type AtTheEnd = (end: () => Promise<void> | void) => void;

/** Starts the program; it is killed when the test is over, if it is still there. */
export function start(args: readonly string[], where: Where = {}, atTheEnd: AtTheEnd = onTestFinished): Started {
  // What a killed program leaves in its temporary folder is not left in everybody's.
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NO_COLOR: "1",
    COLUMNS: "100",
    TMPDIR: temporaryFolder(atTheEnd),
  };
  // What CI switches on by itself is no part of what the tests compare, wherever they run.
  for (const name of ["FORCE_COLOR", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI"]) delete env[name];
  Object.assign(env, where.env);
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: where.cwd ?? root,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    for (const look of listeners) look();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr: withoutProgress(stderr) }));
  });
  atTheEnd(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const until = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!stdout.includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`the program ended before it said "${text}": ${stdout}${stderr}`)));
    });
  return { child, pid: child.pid ?? 0, ended, stdout: () => stdout, stderr: () => stderr, until };
}

/** A run that takes long, as on a busy machine, says how far it has come; that is no trouble. */
function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^chaos-payout: [^\n]* · [^\n]*\n/gm, "");
}

/** Runs the program to its end. */
export function chaosPayout(args: readonly string[], where: Where = {}, atTheEnd?: AtTheEnd): Promise<Ended> {
  const { child, ended } = start(args, where, atTheEnd);
  child.stdin?.end();
  return ended;
}

/** One scenario of a json report, as far as the tests look at it. */
export interface JsonScenario {
  readonly name: string;
  readonly verdict: string;
  readonly projects: readonly {
    readonly projectId: string;
    readonly openingSats: number;
    readonly settledPayouts: number;
    readonly unknownOutcomes: number;
    readonly expectedSats: number;
    readonly actualSats: number;
    readonly driftSats: number;
  }[];
  readonly findings: readonly {
    readonly kind: string;
    readonly payouts: number;
    readonly sats: number;
    readonly examples: readonly { readonly key: string; readonly timeline: readonly string[] }[];
  }[];
  readonly faults: readonly { readonly name: string; readonly planned: number; readonly fired: number }[];
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly thresholds: readonly { readonly metric: string; readonly expression: string; readonly ok: boolean }[];
  readonly inconclusiveBecause: readonly string[];
  readonly notes: readonly string[];
  /** What the injected timeouts of a target are declared to mean, where the verdict rests on it. */
  readonly injectedTimeouts: string | null;
}

export interface JsonRun extends Ended {
  readonly exitCode: number;
  readonly verdict: string;
  readonly scenarios: readonly JsonScenario[];
}

/** Runs `run` with the json reporter. */
export async function runJson(args: readonly string[], where: Where = {}, atTheEnd?: AtTheEnd): Promise<JsonRun> {
  const ended = await chaosPayout(["run", ...args, "--reporter", "json"], where, atTheEnd);
  try {
    return { ...ended, ...(JSON.parse(ended.stdout) as Pick<JsonRun, "exitCode" | "verdict" | "scenarios">) };
  } catch {
    throw new Error(`no json report, exit code ${ended.code}: ${ended.stderr}`);
  }
}

/** The only scenario of a run. */
export function theOnly(run: JsonRun): JsonScenario {
  const [scenario, ...others] = run.scenarios;
  if (scenario === undefined || others.length > 0) throw new Error(`${run.scenarios.length} scenarios instead of one`);
  return scenario;
}

/** `serve`, and where it listens. */
export interface Serving extends Started {
  readonly url: string;
}

/** Starts `serve` on a free port. */
export async function serve(args: readonly string[] = [], atTheEnd?: AtTheEnd): Promise<Serving> {
  const server = start(["serve", "--port", "0", ...args], {}, atTheEnd);
  await server.until("\n");
  const url = /listening on (http:\/\/\S+)/.exec(server.stdout())?.[1];
  if (url === undefined) throw new Error(`serve did not say where it listens: ${server.stdout()}`);
  return { ...server, url };
}

/**
 * What all tests of a file or a group look at, made once before the first of them: to start the program costs most of what a test on real
 * processes costs. `make` is handed what undoes it after the last of them.
 */
export function onceForAll<T>(make: (atTheEnd: AtTheEnd) => Promise<T>, withinMs?: number): () => T {
  const ends: (() => Promise<void> | void)[] = [];
  let made: { readonly it: T } | undefined;
  beforeAll(async () => {
    made = { it: await make((end) => void ends.push(end)) };
  }, withinMs);
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  return () => {
    if (made === undefined) throw new Error("it is made before the first test, and this is no test");
    return made.it;
  };
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(atTheEnd: AtTheEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Files of shipped scenarios in which the API is patient with its node, and the caller with the API, so that a slow machine does not outlast
 * them and the planned timeouts stay the only ones.
 */
export function patient(names: readonly string[], atTheEnd?: AtTheEnd): readonly string[] {
  const folder = temporaryFolder(atTheEnd);
  return names.map((name) => {
    const file = join(folder, `${basename(name)}.yaml`);
    const text = readFileSync(join(root, "scenarios", `${name}.yaml`), "utf8");
    const client = text.includes("\nclient:") ? "" : "client: { timeout: 15s }\n";
    writeFileSync(file, `${text}\napi: { railTimeout: 1s }\n${client}`);
    return file;
  });
}

/** The processes whose parent is `pid`. */
export function childrenOf(pid: number): readonly number[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .flatMap(([child]) => (child === undefined ? [] : [child]));
}

/** True while the process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when `look` answers something; rejects after half a minute. */
export async function eventually<T>(look: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not happen within half a minute");
}
