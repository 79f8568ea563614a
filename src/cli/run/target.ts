import { isLoopback } from "../../domain/loopback.ts";
import type { DeclaredProject, InjectedTimeouts } from "../../domain/run-started.ts";
import { AUTHORIZATION_VARIABLE } from "../../domain/send.ts";
import type { StrategyName } from "../../domain/strategy.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { ServiceFile } from "../../service/service-file.ts";
import type { ExternalTarget } from "../../systems/external-target.ts";
import type { ServiceUnderTest } from "../../systems/service-under-test.ts";
import { shellWord } from "../../text/shell-word.ts";
import { UsageError } from "../errors.ts";
import { formatMayHold } from "../option-values.ts";

/** The flags that describe an external payout API. */
export interface TargetFlags {
  /** A service file. */
  readonly service?: string;
  readonly target?: string;
  readonly allowRemote?: boolean;
  readonly railPort?: number;
  /** The control address of a rail that runs elsewhere. */
  readonly rail?: string;
  readonly injectedTimeouts?: InjectedTimeouts;
  /** In milliseconds. */
  readonly staleReads?: number;
  readonly mayHold?: DeclaredProject["mayHold"];
}

/**
 * The target that the flags name; undefined for the embedded API. A target pays for real, so one on another machine needs a second flag.
 * @throws UsageError
 */
export function targetOf(flags: TargetFlags & { readonly strategy?: StrategyName }): ExternalTarget | undefined {
  refuseContradictions(flags);
  if (flags.target === undefined) return flags.service === undefined ? refuseTargetFlags(flags) : undefined;
  if (flags.railPort !== undefined && flags.injectedTimeouts !== undefined) {
    throw new UsageError("--injected-timeouts cannot be combined with --rail-port: our node knows what was paid");
  }
  const url = parseUrl(flags.target, "--target");
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(
      `--target must not contain a secret, because reports show it: put the header's value into ${AUTHORIZATION_VARIABLE}`,
    );
  }
  if (!isLoopback(url.hostname) && flags.allowRemote !== true) {
    throw new UsageError(
      `${url.hostname} is not this machine, and real payouts would be sent to it: add --allow-remote if you want that`,
    );
  }
  return {
    url: flags.target,
    authorization: authorization(),
    rollbackOnTimeout: rollbackOnTimeout(flags.strategy),
    railPort: flags.railPort,
    rail: flags.rail,
    injectedTimeouts: flags.injectedTimeouts,
    staleReadsMs: flags.staleReads,
    mayHold: flags.mayHold,
  };
}

/** A described service with what the command line says about it. */
export function serviceUnderTest(
  service: ServiceFile,
  { target, rail, staleReads, mayHold }: TargetFlags,
): ServiceUnderTest {
  return { service, environment: process.env, url: target, rail, staleReadsMs: staleReads, mayHold };
}

/**
 * Real payouts go to a service, so one on another machine has to be wanted, wherever its address stands.
 * @throws UsageError
 */
export function refuseRemote({ service, environment, url }: ServiceUnderTest, isAllowed: boolean): void {
  const filled = service.url.replaceAll(/\$\{env:(\w+)[^}]*\}/g, (_, name: string) => environment[name] ?? "");
  const text = url ?? filled.replaceAll(/\$\{[^}]*\}/g, "1");
  if (!URL.canParse(text)) return;
  const { hostname, username, password } = new URL(text);
  if (url !== undefined && (username !== "" || password !== "")) {
    throw new UsageError(
      "--target must not contain a secret, because reports show it: put it into the service file, as a header",
    );
  }
  if (isLoopback(hostname) || isAllowed) return;
  throw new UsageError(
    `${hostname} is not this machine, and real payouts would be sent to it: add --allow-remote if you want that`,
  );
}

/** @throws UsageError */
function refuseContradictions({
  service,
  strategy,
  railPort,
  rail,
  injectedTimeouts,
}: TargetFlags & { readonly strategy?: StrategyName }) {
  if (rail !== undefined) {
    parseUrl(rail, "--rail");
    if (railPort !== undefined)
      throw new UsageError("--rail and --rail-port exclude each other: one rail judges a run");
  }
  if (service === undefined) return;
  if (strategy !== undefined) throw new UsageError("--strategy is for the embedded API: a service has its own");
  if (railPort !== undefined)
    throw new UsageError("--rail-port cannot be combined with --service: give the rail a port in the service file");
  if (injectedTimeouts !== undefined)
    throw new UsageError(
      "--injected-timeouts cannot be combined with --service: declare injection.timeouts in the service file",
    );
}

function refuseTargetFlags(flags: TargetFlags): undefined {
  const used = targetWords({ ...flags, allowRemote: false }).filter((word) => word.startsWith("--"));
  if (used.length === 0) return undefined;
  throw new UsageError(`${used.join(" and ")} ${used.length === 1 ? "needs" : "need"} a target: add --target URL`);
}

function parseUrl(text: string, flag: "--target" | "--rail"): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (url !== undefined && isHttp && url.search === "" && url.hash === "") return url;
  // What follows one of these may be a secret.
  const got = /[@?#]/.test(text) ? "one with a query, a fragment or a password" : JSON.stringify(text);
  const what =
    flag === "--target"
      ? "a payout API, such as http://127.0.0.1:3000"
      : "a rail's control port, such as http://127.0.0.1:8079";
  throw new UsageError(`${flag} must be the address of ${what} (got ${got})`);
}

/** The switch of a target knows two of our strategies. */
function rollbackOnTimeout(strategy: StrategyName | undefined): boolean | undefined {
  if (strategy === undefined) return undefined;
  if (strategy === "naive" || strategy === "rollback") return strategy === "rollback";
  throw new UsageError(
    `--strategy ${strategy} is for the embedded API: a target can only switch between naive and rollback`,
  );
}

/** The value of the `authorization` header. One that was read from a file ends in a line break. */
function authorization(): string | undefined {
  const value = process.env[AUTHORIZATION_VARIABLE]?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new UsageError(`${AUTHORIZATION_VARIABLE} must be the value of a header: printable ASCII only`);
}

/** The flags that describe a target, as words of a command line. */
export function targetWords(flags: TargetFlags): readonly string[] {
  const words: string[] = [];
  if (flags.service !== undefined) words.push("--service", shellWord(flags.service));
  if (flags.target !== undefined) words.push("--target", shellWord(flags.target));
  if (flags.allowRemote === true) words.push("--allow-remote");
  if (flags.railPort !== undefined) words.push("--rail-port", String(flags.railPort));
  if (flags.rail !== undefined) words.push("--rail", shellWord(flags.rail));
  if (flags.injectedTimeouts !== undefined) words.push("--injected-timeouts", flags.injectedTimeouts);
  if (flags.staleReads !== undefined) words.push("--stale-reads", `${flags.staleReads}ms`);
  if (flags.mayHold !== undefined) words.push("--may-hold", formatMayHold(flags.mayHold));
  return words;
}

/** The first flag that names another API than the embedded one. */
export function targetFlag(flags: TargetFlags): string | undefined {
  return targetWords(flags).find((word) => word.startsWith("--"));
}

/** Refuses a target for a scenario that says in which order its events happen in virtual time. @throws UsageError */
export function refuseTargetFor(file: string, { simulate }: Pick<Plan, "simulate">, flags: TargetFlags): void {
  const used = simulate === null ? undefined : targetFlag(flags);
  if (used === undefined) return;
  throw new UsageError(
    `${file}: simulate cannot be combined with ${used}: only the embedded API can be simulated; leave out ${used}, or remove simulate from the file`,
  );
}
