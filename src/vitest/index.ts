import { expect } from "vitest";
import {
  type DrainOptions,
  type ReconciledOptions,
  reconciled as reconciledWith,
  type TestService,
} from "../testing/index.ts";
import { toBalance } from "./to-balance.ts";

/** For vitest. Importing this file registers the matcher `toBalance`. */
export type { BalanceSheet } from "../testing/balance-sheet.ts";
export { type ReconciledOptions, ReconciliationError } from "../testing/index.ts";
export {
  type Settlement,
  startLightningNode,
  type TestNode,
  type TestNodeOptions,
  type TestPaymentFault,
} from "../testing/lightning-node.ts";

declare module "vitest" {
  interface Matchers<T> {
    /** Passes if a run proves that every sat is accounted for. A run that proves nothing passes neither this nor its opposite. */
    toBalance(): Promise<void>;
  }
}

expect.extend({ toBalance });

let common: ReconciledOptions | undefined;

/** Sets the payout API for the tests of this file, for example in `beforeAll` or a setup file; undefined unsets it. */
export function reconcileAgainst(options: ReconciledOptions | undefined): void {
  common = options;
}

/** Runs the body of a test around a service of `loadService` (`chaos-payout/testing`). @throws ReconciliationError */
export function reconciled<T>(service: TestService, body: () => Promise<T> | T, options?: DrainOptions): Promise<T>;
/**
 * Runs the body of a test, then checks that the balance of the project moved by exactly the payouts that were really paid. Tests that share
 * a project or a node must not run concurrently. `options` override those of `reconcileAgainst`.
 * @throws ReconciliationError if a sat is missing or too many, or if nothing is proved. An error of `body` comes first.
 */
export function reconciled<T>(
  projectId: string,
  body: () => Promise<T> | T,
  options?: ReconciledOptions | undefined,
): Promise<T>;
export function reconciled<T>(
  what: TestService | string,
  body: () => Promise<T> | T,
  options?: DrainOptions | ReconciledOptions,
): Promise<T> {
  if (typeof what !== "string") return reconciledWith(what, body, options);
  const chosen = options ?? common;
  if (chosen === undefined || !isApi(chosen)) {
    throw new TypeError("reconciled needs a payout API: call reconcileAgainst({ target: URL }) first");
  }
  return reconciledWith(what, body, chosen);
}

function isApi(options: DrainOptions | ReconciledOptions): options is ReconciledOptions {
  return "target" in options;
}
