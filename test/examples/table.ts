import type { Example } from "./versions.ts";

const all = (word: string) => (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, word]));
const balanced = all("balanced");

/** Payments that time out and then fail: the P1 set, and the fault itself. */
const thenFail = ["timeout-after-charge", "concurrent-timeouts", "timeout-retry", "spike-timeout", "timeout"];
/** Payments that end well, and whose answer comes too late or never. */
const settleUnseen = ["late-settle", "lost-answer", "stuck"];
/** Payments of which every answer tells the end. */
const answered = ["failure", "slow"];

/** Asks before it decides anything. */
const right = balanced([...thenFail, ...settleUnseen, ...answered]);

/** Takes what it does not know for a failure: right by luck where the payment fails, and paid for by the service where it does not. */
const refunds = {
  ...balanced([...thenFail, ...answered]),
  ...all("paid-not-charged, false-refusal")(settleUnseen),
};

/** Takes what it does not know for a payment: right by luck where the payment settles, and paid for by the account where it does not. */
const charges = {
  ...balanced([...settleUnseen, ...answered]),
  ...all("charged-not-paid, false-success")(thenFail),
};

/**
 * The examples, right and wrong, and what is found in each under every scenario. Each wrong version is caught wherever it guesses wrong, and is balanced
 * where its guess happens to be true.
 */
export const examples: readonly Example[] = [
  {
    name: "wallet-node",
    bug: "WALLET_BUG",
    needsPostgres: true,
    versions: {
      "": right,
      "refund-on-timeout": refunds,
      // What it counts as paid it charges without the fee of the route, which it has not been told.
      "charge-on-timeout": { ...charges, ...all("wrong-amount")(settleUnseen) },
    },
  },
  {
    name: "wallet-python",
    bug: "WALLET_BUG",
    versions: { "": right, "refund-on-error": refunds, "charge-on-error": charges },
  },
  {
    name: "wallet-ln-service",
    bug: "WALLET_BUG",
    versions: { "": right, "refund-on-rejection": refunds, "charge-on-rejection": charges },
  },
  {
    name: "game-backend",
    bug: "GAME_BUG",
    versions: {
      // ZBD cannot be asked what became of a payment without an answer, and pays again what is sent again. So such a reward is parked, for a
      // person, and stays pending as far as anybody can see: stuck is the best that this service can do.
      "": { ...balanced(answered), ...all("stuck-pending")([...thenFail, ...settleUnseen]) },
      retry: { ...balanced([...thenFail, ...answered]), ...all("double-paid")(settleUnseen) },
      refund: refunds,
      charge: charges,
    },
  },
];

/** The exit code of a run in which this was found: money first, then what is stuck. */
export function codeOf(words: readonly string[]): number {
  if (words.every((word) => word === "balanced")) return 0;
  return words.every((word) => word === "balanced" || word === "stuck-pending") ? 3 : 1;
}
