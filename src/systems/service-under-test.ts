import type { DeclaredProject } from "../domain/run-started.ts";
import type { ServiceFile } from "../service/service-file.ts";
import type { ServiceTargetOptions } from "../service/service-target.ts";

/** A payout service as its file describes it, and what the caller adds. */
export interface ServiceUnderTest {
  readonly service: ServiceFile;
  /** Where `${env:…}` is read from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where it runs already; then it is not started. */
  readonly url?: string | undefined;
  /** The control address of a rail that runs elsewhere; by default the rails of the file are started. */
  readonly rail?: string | undefined;
  /** How far its reads may lag behind, in milliseconds; default 0. */
  readonly staleReadsMs?: number | undefined;
  /** What it may hold beyond the cost of a payout, over what the file says. */
  readonly mayHold?: DeclaredProject["mayHold"] | undefined;
  /** Called with each call and its raw answer, without secrets. */
  readonly onExchange?: ServiceTargetOptions["onExchange"];
}
