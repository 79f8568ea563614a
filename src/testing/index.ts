import { ReconciliationError, reconciledAround } from "./around.ts";
import { LoadedService } from "./loaded-service.ts";
import { DRAIN_MS, type ReconciledOptions, reconciledOn } from "./reconciled-url.ts";
import type { TestService } from "./test-service.ts";

/** For any test runner. Importing this file does nothing else. */
export type { DialectName } from "../domain/dialect.ts";
export type { AddressVariables, RailVariables } from "../rail/host/rail-host.ts";
export type { Balance, Entry, ListedPayout } from "../service/target.ts";
export type { BalanceSheet } from "./balance-sheet.ts";
export type { TestPaymentFault } from "./lightning-node.ts";
export { type LoadServiceOptions, loadService, ServiceFileError } from "./load-service.ts";
export type { RailSettlement } from "./observed.ts";
export type { PayeeFaults, PayeeLookupFault } from "./planned-payees.ts";
export { startRail, type TestRail, type TestRailOptions } from "./rail.ts";
export type { NewPayout, PayoutAnswer, TestService } from "./test-service.ts";
export { type ReconciledOptions, ReconciliationError };

/** How long to wait after the body. */
export interface DrainOptions {
  /** How long payouts may take to finish after the body, in milliseconds. Default: 5,000. */
  readonly drainMs?: number | undefined;
}

/**
 * Runs the body of a test, ends the faults of the rail and waits until everything has finished. Then checks that the balance of every account
 * moved by exactly the payouts that were really paid, whoever sent them. Tests that share a service must not run concurrently.
 * @throws ReconciliationError if a sat is missing or too many, or if nothing is proved. An error of `body` comes first.
 */
export function reconciled<T>(service: TestService, body: () => Promise<T> | T, options?: DrainOptions): Promise<T>;
/** The same for one project of a payout API that speaks the contract of `chaos-payout serve`. */
export function reconciled<T>(projectId: string, body: () => Promise<T> | T, options: ReconciledOptions): Promise<T>;
export async function reconciled<T>(
  what: TestService | string,
  body: () => Promise<T> | T,
  options: DrainOptions | ReconciledOptions = {},
): Promise<T> {
  if (what instanceof LoadedService) {
    return reconciledAround(await what.watched(), options.drainMs ?? DRAIN_MS, body);
  }
  if (typeof what === "string" && "target" in options) return reconciledOn(options, what, body);
  throw new TypeError(
    "reconciled takes a service of loadService, or a project and the URL of its payout API: { target: URL }",
  );
}
