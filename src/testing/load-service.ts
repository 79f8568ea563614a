import { renderProblems } from "../document/problem.ts";
import { loadService as loadFile } from "../service/schema/load.ts";
import { LoadedService } from "./loaded-service.ts";
import { openRail, type TestRail } from "./rail.ts";
import type { TestService } from "./test-service.ts";

/** How a service file is loaded. */
export interface LoadServiceOptions {
  /** Where the service runs already; then it is not started. */
  readonly url?: string | undefined;
  /** Who plays its provider; by default the rails of the file are started. */
  readonly rail?: TestRail | undefined;
  /** Where `${env:NAME}` is read from. Default: the environment of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** When the caller gives up waiting for the answer to a payout, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** A service file that cannot be used. The message lists every problem, with its line and column. */
export class ServiceFileError extends Error {
  override readonly name = "ServiceFileError";
}

/** Reads a service file and starts its rails. @throws ServiceFileError */
export async function loadService(file: string, options: LoadServiceOptions = {}): Promise<TestService> {
  const { environment = process.env, url, timeoutMs = 30_000 } = options;
  const parsed = await loadFile(file, { environment });
  if (!parsed.ok) throw new ServiceFileError(`the service file has problems\n\n${renderProblems(parsed.problems)}`);
  const { service } = parsed;
  const { rails, payees } = service;
  const needsRail = options.rail === undefined && Object.keys(rails).length > 0;
  const hasAddresses = payees.pay === "lightning-address" || payees.pay === "lnurl";
  const own = needsRail ? await openRail(rails, { hasAddresses }) : undefined;
  return new LoadedService({ service, environment, url, timeoutMs, own, rail: own ?? options.rail });
}
