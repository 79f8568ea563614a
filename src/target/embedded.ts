import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Clock } from "../domain/clock.ts";
import { TargetError } from "./target.ts";

/**
 * The embedded payout API: a process of its own, started through its public command line and nothing else. Its standard input is
 * a pipe that we hold open; the kernel closes it when this process ends, however it ends, and the API leaves when that happens.
 * So no API outlives its harness, not even after kill -9.
 */
export interface EmbeddedOptions {
  /** The program to run, for example node with the path of `chaos-payout`. */
  readonly command: readonly [program: string, ...arguments: string[]];
  readonly strategy: string;
  readonly projects: readonly { readonly projectId: string; readonly balanceSats: number }[];
  readonly railUrl: string;
  readonly railTimeoutMs: number;
  /** The folder of the ledger. The API removes it when it ends, unless it is killed. */
  readonly ledgerFolder: string;
  readonly clock: Clock;
}

/** The command line of this very installation: node, and the `chaos-payout` beside this file. */
export function ownCommand(): readonly [program: string, ...arguments: string[]] {
  return [process.execPath, fileURLToPath(new URL("../../bin/chaos-payout.js", import.meta.url))];
}

/** A running embedded API. */
export interface EmbeddedApi {
  readonly url: string;
  readonly pid: number;
  /** Resolves with the reason when the process ends before `stop` was called; never otherwise. */
  readonly died: Promise<string>;
  /** Ends the process with certainty; resolves when it is gone. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 2_000;
const LISTENING = /listening on (http:\/\/\S+)/;
const MAX_STDERR = 16_384;

/** Starts the API and waits until it listens. @throws TargetError when it does not. */
export async function startEmbeddedApi(options: EmbeddedOptions): Promise<EmbeddedApi> {
  const [program, ...first] = options.command;
  const child = spawn(program, [...first, ...serveArguments(options)], {
    stdio: ["pipe", "pipe", "pipe"],
    // A Ctrl-C on the terminal is for the harness, which stops the load and reads the balances before it stops the API.
    detached: true,
  });
  child.stdin?.on("error", () => {});
  const stderr = collect(child);
  const exited = exitOf(child);
  let stopping = false;
  const url = await listening(child, exited, stderr, options.clock);
  const died = new Promise<string>((resolve) => {
    void exited.then((how) => {
      if (!stopping) resolve(`${how}${lastLine(stderr())}`);
    });
  });
  const stop = async () => {
    stopping = true;
    child.kill("SIGTERM");
    const cancel = options.clock.timeout(STOP_LIMIT_MS, () => child.kill("SIGKILL"));
    await exited;
    cancel();
  };
  return { url, pid: child.pid ?? 0, died, stop };
}

function serveArguments(options: EmbeddedOptions): string[] {
  const projects = options.projects.flatMap(({ projectId, balanceSats }) => [
    "--project",
    `${projectId}=${balanceSats}`,
  ]);
  return [
    ...["serve", "--port", "0", "--exit-with-stdin"],
    ...["--strategy", options.strategy, "--temporary-ledger", options.ledgerFolder],
    ...["--rail", options.railUrl, "--rail-timeout", `${options.railTimeoutMs}ms`],
    ...projects,
  ];
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

function collect(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-MAX_STDERR);
  });
  return () => text;
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1) ?? "";
  return line === "" ? "" : `: ${line}`;
}

async function listening(
  child: ChildProcess,
  exited: Promise<string>,
  stderr: () => string,
  clock: Clock,
): Promise<string> {
  let seen = "";
  const url = new Promise<string>((resolve) => {
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      // Everything after the first line only has to be taken out of the pipe.
      if (seen.length < MAX_STDERR) seen += chunk;
      const match = LISTENING.exec(seen);
      if (match?.[1] !== undefined && seen.includes("\n")) resolve(match[1]);
    });
  });
  let cancel = () => {};
  const late = new Promise<"late">((resolve) => {
    cancel = clock.timeout(START_LIMIT_MS, () => resolve("late"));
  });
  const first = await Promise.race([url, exited.then((how) => ({ how })), late]);
  cancel();
  if (typeof first === "string" && first !== "late") return first;
  child.kill("SIGKILL");
  const why = first === "late" ? `it did not listen within ${START_LIMIT_MS / 1000} s` : first.how;
  throw new TargetError("unreachable", `the embedded payout API did not start (${why})${lastLine(stderr())}`);
}
