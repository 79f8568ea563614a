import { systemClock } from "../../domain/clock.ts";
import { freshSeed, seededChance } from "../../domain/random.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import { noCheckpoint } from "../../embedded/checkpoint.ts";
import type { FaultSwitch } from "../../embedded/demo/failure-injection.ts";
import type { ProjectOpening } from "../../embedded/ledger/balances.ts";
import { LedgerFileError } from "../../embedded/ledger/sqlite-file.ts";
import { openSqliteStore } from "../../embedded/ledger/sqlite-store.ts";
import { storageFailureOf } from "../../embedded/ledger/storage-failure.ts";
import type { Store } from "../../embedded/ledger/store.ts";
import { type Api, startApi } from "../../embedded/server.ts";
import { createNode, slowMsOf } from "../../rail/node.ts";
import { startNodeServer } from "../../rail/node-server.ts";
import { createRestRail } from "../../rail/rest-rail.ts";
import { seededFaults } from "../../rail/seeded-faults.ts";
import type { ServeFlags } from "../commands/serve-flags.ts";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { sourceStack } from "../source-stack.ts";
import { crashAt } from "./crash.ts";
import { seldom } from "./message-throttle.ts";
import { watchStopping } from "./shutdown.ts";
import { temporaryLedger } from "./temporary-ledger.ts";

const HOST = "127.0.0.1";

const DEFAULT_PROJECTS: readonly ProjectOpening[] = [{ projectId: "project_test_001", balanceSats: 100_000 }];

/** How long payouts under way are waited for after a signal. */
const GRACE_MS = 1_500;

/** Undoes the starting of something. */
type Ending = () => Promise<unknown> | unknown;

/** Serves until it is told to stop; the answer is the exit code. @throws UsageError when it cannot start. */
export async function serveCommand(flags: ServeFlags): Promise<number> {
  const stopping = watchStopping(flags.exitWithStdin === true);
  const endings: Ending[] = [];
  try {
    const { api, projects, nodeUrl } = await start(flags, endings);
    process.stdout.write(greeting({ url: api.url, nodeUrl, project: projects[0], strategy: flags.strategy }));
    stopping.started();
    const exitCode = await stopping.told;
    // What is not through by then ends as it would in a crash: the ledger has every change that was made.
    if (!(await api.close(GRACE_MS))) process.exit(exitCode);
    return exitCode;
  } finally {
    stopping.close();
    for (const end of endings.reverse()) await ended(end);
  }
}

/** A ledger that cannot be tidied up is still whole: file and log together. */
async function ended(end: Ending): Promise<void> {
  try {
    await end();
  } catch (error) {
    const trouble = storageFailureOf(error);
    if (trouble === undefined) throw error;
    sayTroubleWithLedger(trouble.message);
  }
}

interface Started {
  readonly api: Api;
  readonly projects: readonly ProjectOpening[];
  /** The address of its own Lightning node; undefined when the node is somebody else's. */
  readonly nodeUrl: string | undefined;
}

async function start(flags: ServeFlags, endings: Ending[]): Promise<Started> {
  const projects = flags.project ?? DEFAULT_PROJECTS;
  const store = openStore(flags.ledger ?? temporaryLedger(flags.temporaryLedger));
  endings.push(() => store.close());
  const { railUrl, faults } = await findNode(flags, endings);
  const duplicates = flags.duplicates;
  const rail = createRestRail({
    ...{ url: railUrl, railTimeoutMs: flags.railTimeout, clock: systemClock, duplicates },
  });
  endings.push(() => rail.close());
  try {
    const api = await startApi({
      ...{ store, rail, faults, projects, clock: systemClock, chance: seededChance(freshSeed()) },
      ...{ strategy: flags.strategy, host: HOST, port: flags.port, onBug: reportBug },
      onStorageFailure: seldom(sayTroubleWithLedger, systemClock),
      checkpoint: flags.crash === undefined ? noCheckpoint : crashAt(flags.crash),
      ...{ rateLimit: flags.rateLimit, allowRemoteCallbacks: flags.allowRemoteCallbacks },
    });
    return { api, projects, nodeUrl: faults === undefined ? undefined : railUrl };
  } catch (error) {
    throw portError(error, flags.port) ?? ledgerError(error) ?? error;
  }
}

function openStore(file: string): Store {
  if (file === "") throw new UsageError("--ledger names no file: give it one, or leave it out for a temporary ledger");
  try {
    return openSqliteStore({ file, clock: systemClock });
  } catch (error) {
    throw error instanceof LedgerFileError ? new UsageError(`--ledger: ${error.message}`) : error;
  }
}

interface FoundNode {
  readonly railUrl: string;
  /** Undefined when the node is somebody else's. */
  readonly faults: FaultSwitch | undefined;
}

async function findNode(flags: ServeFlags, endings: Ending[]): Promise<FoundNode> {
  if (flags.rail !== undefined) return { railUrl: nodeAddress(flags.rail), faults: undefined };
  const faults = seededFaults(seededChance(flags.seed));
  const node = createNode({
    ...{
      clock: systemClock,
      faultOf: faults.faultOf,
      slowMs: slowMsOf(flags.railTimeout),
      duplicates: flags.duplicates,
    },
  });
  endings.push(() => node.close());
  const server = await startNodeServer(node, { host: HOST, port: 0 });
  endings.push(() => server.close());
  return { railUrl: server.url, faults };
}

function nodeAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = url?.protocol === "http:" || url?.protocol === "https:";
  if (url !== undefined && isAddress && url.pathname === "/" && url.search === "" && url.hash === "") return url.origin;
  throw new UsageError(
    `--rail is the address of a Lightning node, as in http://127.0.0.1:8080, and ${JSON.stringify(text)} is none`,
  );
}

function portError(error: unknown, port: number): UsageError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const wayOut = "choose another with --port, or 0 for any free one";
  if (code === "EADDRINUSE")
    return new UsageError(`port ${port} is taken on ${HOST}: ${wayOut}`, exitCodes.unreachable);
  if (code === "EACCES") return new UsageError(`permission denied for port ${port}: ${wayOut}`, exitCodes.unreachable);
  return undefined;
}

/** Opening the projects is the first that is written, so only then is it known that the file can be. */
function ledgerError(error: unknown): UsageError | undefined {
  const trouble = storageFailureOf(error);
  if (trouble === undefined) return undefined;
  return new UsageError(`--ledger: ${trouble.message}: put that right, or name another file`);
}

function sayTroubleWithLedger(message: string): void {
  process.stderr.write(`chaos-payout serve: ${message}\n`);
}

function reportBug(error: unknown): void {
  process.stderr.write(`chaos-payout: a bug of ours, please report it with this text\n${sourceStack(error)}\n`);
}

interface Greeting {
  readonly url: string;
  readonly nodeUrl: string | undefined;
  readonly project: ProjectOpening | undefined;
  readonly strategy: StrategyName;
}

/** The first line is for programs, which wait for it. The others say what to try on a node whose faults can be chosen. */
function greeting({ url, nodeUrl, project, strategy }: Greeting): string {
  const first = `chaos-payout serve: listening on ${url}\n`;
  if (nodeUrl === undefined || project === undefined) return first;
  const node = `Its Lightning node (LND REST), for a service of your own to pay through: ${nodeUrl}\n`;
  const { projectId } = project;
  const post = (path: string, body: object) =>
    `  curl -X POST ${url}/api/v1${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'\n`;
  // The switch of the original demo knows two strategies, and would turn any other off.
  const rollback =
    strategy === "naive" || strategy === "rollback" ? { rollbackOnTimeout: strategy === "rollback" } : {};
  const injection = { enabled: true, timeoutRate: 1, ...rollback };
  const payout = { gamertag: "player_1", amount: 1000, projectId, idempotencyKey: "try_1" };
  const balance = `  curl ${url}/api/v1/projects/${encodeURIComponent(projectId)}/balance\n`;
  return `${first}${node}Let every payment time out, send a payout, and read what is left:\n${post("/test/failure-injection", injection)}${post("/payouts", payout)}${balance}`;
}
