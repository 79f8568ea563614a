import { expect } from "vitest";
import { type ReconciledOptions, reconciledOn } from "./reconciled.ts";
import { toBalance } from "./to-balance.ts";

export type { BalanceSheet } from "./balance-sheet.ts";
/**
 * For vitest: `await expect(report).toBalance()`, and `reconciled(projectId, body)`, which adds a balance reconciliation to any test of a
 * suite. Importing this file makes the matcher known to vitest and does nothing else.
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

/** Says once, for example in `beforeAll` or a setup file, which payout API the tests of this file talk to; undefined forgets it. */
export function reconcileAgainst(options: ReconciledOptions | undefined): void {
  common = options;
}

/**
 * Runs the body of a test, and asks afterwards whether the balance of the project moved by the payouts that were really paid, to the sat.
 * Nothing else may move the same project meanwhile, so such tests of one project do not run side by side; nor do those that share a
 * node, whose settlements name the payee and no project. `options` may differ from those of `reconcileAgainst`. The answer is that of
 * `body`, whose own failure comes first.
 * @throws ReconciliationError where a sat is missing or too many, and where nothing is proved.
 */
export function reconciled<T>(
  projectId: string,
  body: () => Promise<T> | T,
  options: ReconciledOptions | undefined = common,
): Promise<T> {
  if (options === undefined) {
    throw new TypeError("reconciled does not know the payout API: call reconcileAgainst({ target: URL }) first");
  }
  return reconciledOn(options, projectId, body);
}
