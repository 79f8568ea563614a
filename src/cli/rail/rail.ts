import { randomUUID } from "node:crypto";
import { systemClock } from "../../domain/clock.ts";
import type { DialectName } from "../../domain/dialect.ts";
import type { DuplicateHandlingName } from "../../domain/duplicate-handling.ts";
import { loadDialect } from "../../rail/dialects/index.ts";
import { startControlServer } from "../../rail/host/control-server.ts";
import { createEventLog } from "../../rail/host/event-log.ts";
import { type HostedDialect, startRail } from "../../rail/host/start-rail.ts";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { signalExitCode, watchSignals } from "../signals.ts";
import { isSystemError } from "../system-error.ts";
import { type GreetedDialect, greeting } from "./greeting.ts";

/** The flags of `rail`. */
export interface RailFlags {
  readonly dialect: readonly DialectName[];
  readonly port?: number;
  readonly control: number;
  readonly plain?: boolean;
  /** In millionths. */
  readonly routingFee: number;
  readonly duplicates: DuplicateHandlingName;
  readonly seed: number;
}

/** Serves until a signal stops it; returns the exit code. @throws UsageError if a port is taken */
export async function railCommand(flags: RailFlags): Promise<number> {
  const stopped = new Promise<NodeJS.Signals>((resolve) => void watchSignals(resolve));
  const log = createEventLog();
  const rail = await orUsageError(
    startRail({
      clock: systemClock,
      seed: String(flags.seed),
      rails: hostedDialects(flags),
      addresses: { tls: flags.plain !== true },
      node: { duplicates: flags.duplicates },
      observe: log.append,
    }),
  );
  try {
    const control = await orUsageError(startControlServer({ rail, log, id: randomUUID() }, flags.control));
    const dialects = await Promise.all(
      [...rail.rails].map(async ([, variables]): Promise<GreetedDialect> => {
        return { dialect: await loadDialect(variables.dialect), variables };
      }),
    );
    process.stdout.write(greeting(control.url, dialects, rail.addresses));
    const signal = await stopped;
    await control.close();
    return signalExitCode(signal);
  } finally {
    await rail.close();
  }
}

function hostedDialects({ dialect, port, plain, routingFee }: RailFlags): Record<string, HostedDialect> {
  return Object.fromEntries(
    dialect.map((name, index) => {
      const hosted: HostedDialect = {
        dialect: name,
        tls: plain === true ? false : undefined,
        port: port === undefined ? undefined : port + index,
        routingFee: { ppm: routingFee, baseMsat: 0 },
      };
      return [name, hosted];
    }),
  );
}

/** @throws UsageError if a port cannot be listened on */
async function orUsageError<Started>(starting: Promise<Started>): Promise<Started> {
  try {
    return await starting;
  } catch (error) {
    const isPort = isSystemError(error) && (error.code === "EADDRINUSE" || error.code === "EACCES");
    if (!isPort) throw error;
    throw new UsageError(`${error.message}: choose another with --port or --control`, exitCodes.unreachable);
  }
}
