import { expect } from "vitest";
import { type ReconciledOptions, reconciledOn } from "./reconciled.ts";
import { toBalance } from "./to-balance.ts";

export type { BalanceSheet } from "./balance-sheet.ts";
/**
 * For vitest: `await expect(report).toBalance()`, and `reconciled(projectId, body)`, which reconciles a balance around the body of any test.
 * Importing this file registers the matcher and does nothing else.
 */
export { startLightningNode, type TestNode, type TestNodeOptions, type TestPaymentFault } from "./lightning-node.ts";
export type { Settlement } from "./observed.ts";
export { type ReconciledOptions, ReconciliationError } from "./reconciled.ts";

declare module "vitest" {
  interface Matchers<T> {
    /**
     * Passes when the run (or its reconciliation, or a promise of either) proves that every sat is accounted for. A run that proves
     * nothing passes neither this nor its opposite.
     */
    toBalance(): Promise<void>;
  }
}

expect.extend({ toBalance });

let common: ReconciledOptions | undefined;

/** Sets the payout API for the tests of this file, for example in `beforeAll` or a setup file; undefined unsets it. */
export function reconcileAgainst(options: ReconciledOptions | undefined): void {
  common = options;
}

/**
 * Runs the body of a test, then checks that the balance of the project moved by exactly the payouts that were really paid. Nothing else may
 * move the project meanwhile, so such tests of one project must not run concurrently; nor must tests that share a node, whose settlements
 * name a payee and no project. `options` override those of `reconcileAgainst`. Returns what `body` returns; an error of `body` comes first.
 * @throws ReconciliationError where a sat is missing or too many, and where nothing is proved.
 */
export function reconciled<T>(
  projectId: string,
  body: () => Promise<T> | T,
  options: ReconciledOptions | undefined = common,
): Promise<T> {
  if (options === undefined) {
    throw new TypeError("reconciled needs a payout API: call reconcileAgainst({ target: URL }) first");
  }
  return reconciledOn(options, projectId, body);
}
