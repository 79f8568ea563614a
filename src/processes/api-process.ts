import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Clock } from "../domain/clock.ts";
import type { PlannedCrash } from "../domain/crash-point.ts";
import { type ChargeRule, payoutApiCharge } from "../domain/fee.ts";
import { satsOf } from "../domain/money.ts";
import { TargetError } from "../service/target.ts";
import { feeText } from "./fee-text.ts";

/** How the embedded API pays, and with what money. */
export interface ApiOptions {
  readonly strategy: string;
  readonly projects: readonly { readonly projectId: string; readonly balanceMsat: number }[];
  readonly railUrl: string;
  readonly railTimeoutMs: number;
  /** How long after a payment has failed for good the node is asked once more; null for never. */
  readonly recheckAfterMs?: number | null | undefined;
  /** Default: that of the contract. */
  readonly fee?: ChargeRule | undefined;
  /** What the node does with a payment hash that it has seen before. */
  readonly duplicates: string;
  /** Whether it takes webhooks of the node; default false. */
  readonly hearsRail?: boolean | undefined;
}

/**
 * The embedded payout API in a child process, started through its public command line. The API exits when its standard input closes, so none
 * outlives this process, not even after kill -9.
 */
export interface ApiProcessOptions extends ApiOptions {
  /** The program to run, for example node with the path of `chaos-payout`. */
  readonly command: readonly [program: string, ...arguments: string[]];
  /** The folder of the ledger. The API removes it when it exits, unless it is killed. */
  readonly ledgerFolder: string;
  readonly clock: Clock;
}

/** What differs between the processes of a fleet. */
export interface InstanceOptions {
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** Where it interrupts itself, in order. */
  readonly crashes?: readonly PlannedCrash[] | undefined;
  /** Called when it announces that an interruption begins, before its connections break, and that one is over. */
  readonly announced?: ((event: "crash" | "over", point: string) => void) | undefined;
  /** Kills the process when aborted before it listens. */
  readonly abandon?: AbortSignal | undefined;
}

/** The command line of this installation: node and its own `chaos-payout`. */
export function ownCommand(): readonly [program: string, ...arguments: string[]] {
  return [process.execPath, fileURLToPath(new URL("../../bin/chaos-payout.js", import.meta.url))];
}

/** A running embedded API. */
export interface ApiProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process exits before `stop` is called; never otherwise. */
  readonly died: Promise<UnexpectedExit>;
  /** Ends the process, with SIGKILL if need be; resolves when it is gone. */
  stop(): Promise<void>;
}

/** How a process exited that was not stopped. */
export interface UnexpectedExit {
  readonly signal: NodeJS.Signals | null;
  readonly reason: string;
}

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 2_000;
const LISTENING = /listening on (http:\/\/\S+)\n/;
/** The line of a process that interrupts itself at a crash point, and the one when that is over. */
const ANNOUNCED = /^chaos-payout serve: (crash|over) (\S+)$/;
/** How many characters of a process's output are kept, from the end. */
const MAX_OUTPUT = 16_384;

/** Starts the API and waits until it listens. @throws TargetError when it does not. */
export async function startApiProcess(options: ApiProcessOptions, own: InstanceOptions = {}): Promise<ApiProcess> {
  const [program, ...first] = options.command;
  const child = spawn(program, [...first, ...serveArguments(options, own)], {
    stdio: ["pipe", "pipe", "pipe"],
    // A Ctrl-C on the terminal is for the harness, which stops the load and reads the balances before it stops the API.
    detached: true,
  });
  child.stdin?.on("error", () => {});
  const stdout = collect(child.stdout);
  onLines(child.stdout, (line) => {
    const [, event, point = ""] = ANNOUNCED.exec(line) ?? [];
    if (event === "crash" || event === "over") own.announced?.(event, point);
  });
  const stderr = collect(child.stderr);
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      child.stdout?.on("data", () => {
        const found = pattern.exec(stdout())?.[1];
        if (found !== undefined) resolve(found);
      });
    });
  const exited = exitOf(child);
  const failed = failedStart(child, exited, options.clock, own.abandon);
  const url = await Promise.race([printed(LISTENING), failed.why.then((why) => ({ why }))]);
  failed.cancel();
  if (typeof url !== "string") {
    child.kill("SIGKILL");
    throw new TargetError("unreachable", `the embedded payout API did not start (${url.why})${lastLine(stderr())}`);
  }
  let stopping = false;
  const died = new Promise<UnexpectedExit>((resolve) => {
    // Its last line may still be in the pipe when the process is gone; "close" comes after it has been read.
    child.once("close", (code, signal) => {
      if (!stopping) resolve({ signal, reason: `${howExited(code, signal)}${lastLine(stderr())}` });
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

function serveArguments(options: ApiProcessOptions, { port = 0, crashes = [] }: InstanceOptions): string[] {
  const ledger = ["--temporary-ledger", options.ledgerFolder];
  const crashFlags = crashes.flatMap(({ at, occurrence, how, forMs }) => {
    return ["--crash", `${at}:${occurrence}:${how}:${forMs}ms`];
  });
  return ["serve", "--port", String(port), "--exit-with-stdin", ...ledger, ...apiFlags(options), ...crashFlags];
}

/** The flags of `chaos-payout serve` that say how the embedded API pays, and with what money. */
export function apiFlags(options: ApiOptions): string[] {
  const {
    strategy,
    railUrl,
    railTimeoutMs,
    recheckAfterMs = null,
    duplicates,
    projects,
    fee,
    hearsRail = false,
  } = options;
  const flags = [
    ["--strategy", strategy],
    ["--rail", railUrl],
    ["--rail-timeout", `${railTimeoutMs}ms`],
    ["--duplicates", duplicates],
    ...(hearsRail ? [["--rail-events"]] : []),
    ...(recheckAfterMs === null ? [] : [["--recheck-after", `${recheckAfterMs}ms`]]),
    ...(fee === undefined || fee === payoutApiCharge ? [] : [["--fee", feeText(fee)]]),
    ...projects.map(({ projectId, balanceMsat }) => ["--project", `${projectId}=${satsOf(balanceMsat)}`]),
  ];
  return flags.flat();
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(whyNotStarted(error)));
    child.once("exit", (code, signal) => resolve(howExited(code, signal)));
  });
}

function whyNotStarted(error: NodeJS.ErrnoException): string {
  return error.code === "EMFILE" ? "too many open files: raise the limit of open files (ulimit -n)" : error.message;
}

function howExited(code: number | null, signal: string | null): string {
  return signal ?? `exit code ${code}`;
}

/** Reads the whole stream and keeps its end. */
function collect(stream: Readable | null): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-MAX_OUTPUT);
  });
  return () => text;
}

/** Calls `onLine` with every line that ends. */
function onLines(stream: Readable | null, onLine: (line: string) => void): void {
  let begun = "";
  stream?.on("data", (chunk: string) => {
    const lines = (begun + chunk).split("\n");
    begun = (lines.pop() ?? "").slice(-MAX_OUTPUT);
    for (const line of lines) onLine(line);
  });
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1) ?? "";
  return line === "" ? "" : `: ${line}`;
}

/** Resolves with the reason why the process does not listen: it exits, is abandoned, or takes too long. */
function failedStart(child: ChildProcess, exited: Promise<string>, clock: Clock, abandon: AbortSignal | undefined) {
  const kill = () => void child.kill("SIGKILL");
  if (abandon?.aborted) kill();
  abandon?.addEventListener("abort", kill, { once: true });
  let cancelTimer = () => {};
  const late = new Promise<string>((resolve) => {
    cancelTimer = clock.timeout(START_LIMIT_MS, () => resolve(`it did not listen within ${START_LIMIT_MS / 1000} s`));
  });
  const cancel = () => {
    abandon?.removeEventListener("abort", kill);
    cancelTimer();
  };
  return { why: Promise.race([exited, late]), cancel };
}
