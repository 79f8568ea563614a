import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Processes } from "../engine/system-under-test.ts";
import { type ApiOptions, apiFlags, ownCommand } from "../processes/api-process.ts";
import { startFleet } from "../processes/fleet.ts";
import type { SystemContext } from "./prepared-system.ts";

/** The running processes of the embedded API. */
export interface EmbeddedFleet {
  readonly urls: readonly string[];
  readonly processes: Processes;
  /** Planned crashes and interruptions that have not happened yet. */
  ahead(): number;
  /** No more interruptions from now on. */
  disarm(): void;
  /** Ends every process. Returns a sentence for each thing that is left behind. */
  stop(): Promise<string | undefined>;
}

/**
 * Starts the embedded API. It kills itself at its crash points. At moments that are seen from outside it is interrupted like a service of
 * somebody else's. @throws TargetError when it does not start
 */
export function startEmbeddedFleet(
  context: SystemContext,
  railUrl: string,
  ledgerFolder: string,
): Promise<EmbeddedFleet> {
  const { plan } = context;
  const api: ApiOptions = {
    strategy: plan.api.strategy,
    projects: plan.projects,
    railUrl,
    railTimeoutMs: plan.api.railTimeoutMs,
    recheckAfterMs: plan.api.recheckAfterMs,
    fee: plan.api.fee,
    duplicates: plan.rail.duplicates,
    hearsRail: plan.api.webhooks,
  };
  return plan.interruptions.length === 0
    ? withCrashPoints(context, api, ledgerFolder)
    : withMoments(context, api, ledgerFolder);
}

async function withCrashPoints(
  { plan, clock, recorder }: SystemContext,
  api: ApiOptions,
  ledgerFolder: string,
): Promise<EmbeddedFleet> {
  const fleet = await startFleet({
    ...api,
    command: ownCommand(),
    ledgerFolder,
    clock,
    instances: plan.instances,
    crashes: plan.crashes,
    observe: (event) => recorder.record({ ...event, atMs: recorder.atMs() }),
  });
  const listening = () => fleet.listening();
  return {
    urls: fleet.urls,
    processes: {
      died: fleet.died,
      listening,
      recovered: () => fleet.recovered(),
      single: plan.instances === 1,
      moments: new Set(),
      seen: () => {},
    },
    ahead: () => fleet.crashesAhead(),
    disarm: () => {},
    async stop() {
      await fleet.stop();
      return undefined;
    },
  };
}

async function withMoments(
  { plan, clock, recorder, stop }: SystemContext,
  api: ApiOptions,
  folder: string,
): Promise<EmbeddedFleet> {
  // Unlike a temporary ledger, this one outlives a process that exits.
  await mkdir(folder, { mode: 0o700 });
  const { startService } = await import("../processes/service-fleet.ts");
  const fleet = await startService({
    folder: tmpdir(),
    before: [],
    instances: plan.instances,
    port: null,
    commandOf: (port) => ({
      command: [
        ...ownCommand(),
        "serve",
        "--port",
        String(port),
        "--ledger",
        join(folder, "ledger.db"),
        ...apiFlags(api),
      ],
      env: {},
      ready: `http://127.0.0.1:${port}/health`,
      mayDetach: false,
      kill: null,
      restart: null,
      stop: ["rm", "-rf", folder],
    }),
    readyWithinMs: START_LIMIT_MS,
    interruptions: plan.interruptions,
    clock,
    abandon: stop,
    observe: (event) => recorder.record({ ...event, atMs: recorder.atMs() }),
  });
  return {
    urls: fleet.ports.map((port) => `http://127.0.0.1:${port}`),
    processes: fleet,
    ahead: () => fleet.interruptionsAhead(),
    disarm: () => fleet.disarm(),
    async stop() {
      const left = await fleet.stop();
      return left.length === 0 ? undefined : left.join("; ");
    },
  };
}

const START_LIMIT_MS = 30_000;
