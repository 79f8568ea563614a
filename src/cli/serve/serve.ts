import { systemClock } from "../../domain/clock.ts";
import type { PlannedCrash } from "../../domain/crash-point.ts";
import type { DuplicateHandlingName } from "../../domain/duplicate-handling.ts";
import type { ChargeRule } from "../../domain/fee.ts";
import { freshSeed, seededChance } from "../../domain/random.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import { noCheckpoint } from "../../embedded/checkpoint.ts";
import { createDemo } from "../../embedded/demo/index.ts";
import type { RateLimit } from "../../embedded/demo/rate-limit.ts";
import type { ProjectOpening } from "../../embedded/ledger/balances.ts";
import { storageFailureOf } from "../../embedded/ledger/storage-failure.ts";
import { startApi } from "../../embedded/server.ts";
import { createNode, slowMsOf } from "../../rail/core/node.ts";
import { seededFaults } from "../../rail/core/seeded-faults.ts";
import { startNodeServer } from "../../rail/dialects/lnd-rest.ts";
import { createRestRail } from "../../rail/rest-rail.ts";
import { reportError, UsageError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { signalExitCode, watchSignals } from "../signals.ts";
import { interruptedAt } from "./interruptible.ts";
import { closeLedger, openLedger, printLedgerProblem, throttleMessages } from "./ledger.ts";

const HOST = "127.0.0.1";

const DEFAULT_PROJECTS: readonly [ProjectOpening] = [{ projectId: "project_test_001", balanceMsat: 100_000_000 }];

/** The flags of `serve`. */
export interface ServeFlags {
  readonly port: number;
  readonly strategy: StrategyName;
  readonly ledger?: string;
  readonly temporaryLedger?: string;
  readonly project?: readonly [ProjectOpening, ...ProjectOpening[]];
  readonly rail?: string;
  readonly railTimeout: number;
  readonly recheckAfter?: number;
  readonly duplicates: DuplicateHandlingName;
  readonly fee?: string;
  readonly crash?: readonly PlannedCrash[];
  readonly seed: number;
  readonly rateLimit?: RateLimit;
  readonly allowRemoteCallbacks?: boolean;
  readonly railEvents?: boolean;
  readonly exitWithStdin?: boolean;
}

/** How long a signal waits for payouts in flight. */
const GRACE_MS = 1_500;

type Close = () => Promise<unknown> | unknown;

/** Serves until a signal stops it; returns the exit code. @throws UsageError if it cannot start */
export async function serveCommand(flags: ServeFlags): Promise<number> {
  const shutdown = watchShutdown(flags.exitWithStdin === true);
  const open: Close[] = [];
  try {
    let isListening = false;
    const { api, nodeUrl } = await start(flags, open, () => isListening);
    process.stdout.write(greeting(api.url, nodeUrl, (flags.project ?? DEFAULT_PROJECTS)[0].projectId, flags.strategy));
    isListening = true;
    shutdown.started();
    const exitCode = await shutdown.requested;
    // What is still in flight then ends as in a crash: every committed change is in the ledger.
    if (!(await api.close(GRACE_MS))) process.exit(exitCode);
    return exitCode;
  } finally {
    shutdown.close();
    for (const close of open.reverse()) await close();
  }
}

/**
 * Watches the signals and, if `watchStdin`, the end of standard input. That ends the process at once: the parent is gone, and every committed
 * change is in the ledger file.
 */
function watchShutdown(watchStdin: boolean) {
  let hasStarted = false;
  let isOrphaned = false;
  const orphaned = () => {
    isOrphaned = true;
    if (hasStarted) process.exit(exitCodes.asExpected);
  };
  const { stdin } = process;
  if (watchStdin) stdin.on("end", orphaned).on("close", orphaned).on("error", orphaned).resume();
  return {
    /** Resolves with the exit code when the first signal arrives; a second one ends the process at once. */
    requested: new Promise<number>((resolve) => {
      watchSignals((signal) => resolve(signalExitCode(signal)));
    }),
    /** Until the server listens, the exit code has to say why it could not start. */
    started() {
      hasStarted = true;
      if (isOrphaned) orphaned();
    },
    close() {
      stdin.off("end", orphaned).off("close", orphaned);
      stdin.destroy();
    },
  };
}

async function start(flags: ServeFlags, open: Close[], isListening: () => boolean) {
  const fee = await feeOf(flags.fee);
  const { store, keep } = openLedger(flags);
  open.push(() => closeLedger(store));
  const { railUrl, faults } = await findNode(flags, open);
  const rail = createRestRail({
    url: railUrl,
    railTimeoutMs: flags.railTimeout,
    clock: systemClock,
    duplicates: flags.duplicates,
  });
  open.push(() => rail.close());
  try {
    const api = await startApi({
      store,
      rail,
      projects: flags.project ?? DEFAULT_PROJECTS,
      clock: systemClock,
      chance: seededChance(freshSeed()),
      strategy: flags.strategy,
      hearsRail: flags.railEvents,
      recheckAfterMs: flags.recheckAfter,
      onSettledAfterRefund: printLedgerProblem,
      fee,
      host: HOST,
      port: flags.port,
      onBug: reportError,
      onStorageFailure: throttleMessages(printLedgerProblem, systemClock),
      checkpoint:
        flags.crash === undefined ? noCheckpoint : interruptedAt(flags.crash, { store, isListening, beforeExit: keep }),
      extension: createDemo({
        clock: systemClock,
        faults,
        rateLimit: flags.rateLimit,
        allowRemoteCallbacks: flags.allowRemoteCallbacks,
      }),
    });
    return { api, nodeUrl: faults === undefined ? undefined : railUrl };
  } catch (error) {
    throw startError(error, flags.port);
  }
}

/** The fee rule of the flag. What reads it is loaded only where there is one. @throws UsageError */
async function feeOf(text: string | undefined): Promise<ChargeRule | undefined> {
  if (text === undefined) return undefined;
  const { readFee } = await import("../../scenario/fee.ts");
  const fee = readFee(text);
  if (typeof fee === "string") throw new UsageError(`--fee: ${fee}`);
  return fee;
}

/** Starts a Lightning node, unless --rail names one; only our own can inject faults. */
async function findNode(flags: ServeFlags, open: Close[]) {
  if (flags.rail !== undefined) return { railUrl: nodeAddress(flags.rail), faults: undefined };
  const faults = seededFaults(seededChance(flags.seed));
  const node = createNode({
    clock: systemClock,
    faultOf: faults.faultOf,
    slowMs: slowMsOf(flags.railTimeout),
    duplicates: flags.duplicates,
  });
  open.push(() => node.close());
  const server = await startNodeServer(node, { host: HOST, port: 0 });
  open.push(() => server.close());
  return { railUrl: server.url, faults };
}

function nodeAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = url?.protocol === "http:" || url?.protocol === "https:";
  if (url !== undefined && isAddress && url.pathname === "/" && url.search === "" && url.hash === "") return url.origin;
  throw new UsageError(
    `--rail must be the address of a Lightning node, such as http://127.0.0.1:8080 (got ${JSON.stringify(text)})`,
  );
}

function startError(error: unknown, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const wayOut = "choose another with --port, or 0 for any free one";
  if (code === "EADDRINUSE")
    return new UsageError(`port ${port} is already in use on ${HOST}: ${wayOut}`, exitCodes.unreachable);
  if (code === "EACCES") return new UsageError(`permission denied for port ${port}: ${wayOut}`, exitCodes.unreachable);
  // The opening balances are the first thing written, so only now do we know whether the file can be.
  const failure = storageFailureOf(error);
  return failure === undefined ? error : new UsageError(`--ledger: ${failure.message}: fix that, or name another file`);
}

/** Programs wait for the first line. The others say what to try, if the node is ours and can inject faults. */
function greeting(url: string, nodeUrl: string | undefined, projectId: string, strategy: StrategyName): string {
  const first = `chaos-payout serve: listening on ${url}\n`;
  if (nodeUrl === undefined) return first;
  const node = `Its Lightning node (LND REST), which your own service can pay through: ${nodeUrl}\n`;
  const post = (path: string, body: object) =>
    `  curl -X POST ${url}/api/v1${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'\n`;
  // The switch of the original demo knows only two strategies, and would disable any other.
  const rollback =
    strategy === "naive" || strategy === "rollback" ? { rollbackOnTimeout: strategy === "rollback" } : {};
  const injection = { enabled: true, timeoutRate: 1, ...rollback };
  const payout = { gamertag: "player_1", amount: 1000, projectId, idempotencyKey: "try_1" };
  const balance = `  curl ${url}/api/v1/projects/${encodeURIComponent(projectId)}/balance\n`;
  return `${first}${node}Make every payment time out, send a payout, and read the balance:\n${post("/test/failure-injection", injection)}${post("/payouts", payout)}${balance}`;
}
