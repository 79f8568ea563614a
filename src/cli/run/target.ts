import { isLoopback } from "../../domain/loopback.ts";
import { AUTHORIZATION_VARIABLE } from "../../domain/send.ts";
import type { ExternalTarget } from "../../systems/external-target.ts";
import type { RunFlags } from "../commands/run-flags.ts";
import { UsageError } from "../errors.ts";

/**
 * The target that the flags name; undefined for the embedded API. Payouts really go there, so an address that is not this machine
 * needs a flag of its own, and secrets never stand in an address that ends up in a report. @throws UsageError
 */
export function foreignTarget(flags: RunFlags): ExternalTarget | undefined {
  if (flags.target === undefined) return withoutTarget(flags);
  if (flags.railPort !== undefined && flags.injectedTimeouts !== undefined) {
    throw new UsageError("--injected-timeouts cannot be combined with --rail-port: our node knows what was paid");
  }
  const url = parseUrl(flags.target);
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(
      `--target holds a secret, and reports would show it: leave it out, and put the header's value into ${AUTHORIZATION_VARIABLE}`,
    );
  }
  if (!isLoopback(url.hostname) && flags.allowRemote !== true) {
    throw new UsageError(
      `${url.hostname} is not this machine, and payouts would really go there: add --allow-remote if that is what you want`,
    );
  }
  return {
    url: flags.target,
    authorization: authorization(),
    rollbackOnTimeout: rollback(flags),
    railPort: flags.railPort,
    injectedTimeouts: flags.injectedTimeouts,
    staleReadsMs: flags.staleReads,
    mayHold: flags.mayHold,
  };
}

/** Flags that describe a target mean nothing without one. @throws UsageError */
function withoutTarget({ railPort, injectedTimeouts, staleReads, mayHold }: RunFlags): undefined {
  const said = [
    ...(railPort === undefined ? [] : ["--rail-port"]),
    ...(injectedTimeouts === undefined ? [] : ["--injected-timeouts"]),
    ...(staleReads === undefined ? [] : ["--stale-reads"]),
    ...(mayHold === undefined ? [] : ["--may-hold"]),
  ];
  if (said.length === 0) return undefined;
  throw new UsageError(`${said.join(" and ")} ${said.length === 1 ? "needs" : "need"} a target: add --target URL`);
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    (url.protocol !== "http:" && url.protocol !== "https:") ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    // What stands behind one of these may be a secret.
    const got = /[@?#]/.test(text) ? "one with a query, a fragment or a password" : JSON.stringify(text);
    throw new UsageError(`--target must be the address of a payout API, such as http://127.0.0.1:3000 (got ${got})`);
  }
  return url;
}

/** A target has a strategy of its own; its switch knows two. */
function rollback({ strategy }: RunFlags): boolean | undefined {
  if (strategy === undefined) return undefined;
  if (strategy === "naive") return false;
  if (strategy === "rollback") return true;
  throw new UsageError(
    `--strategy ${strategy} is for the embedded API: the switch of a target knows naive and rollback only`,
  );
}

/** The value of the `authorization` header, without the line end that it has when it came from a file. */
function authorization(): string | undefined {
  const value = process.env[AUTHORIZATION_VARIABLE]?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new UsageError(`${AUTHORIZATION_VARIABLE} is not the value of a header: it holds more than printable ASCII`);
}
