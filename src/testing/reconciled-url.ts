import { type Clock, systemClock } from "../domain/clock.ts";
import { msatOf } from "../domain/money.ts";
import type { InjectedTimeouts } from "../domain/run-started.ts";
import { createHttpTarget } from "../service/http-target.ts";
import { reconciledAround } from "./around.ts";
import type { TestNode } from "./lightning-node.ts";
import { payoutApiTerms } from "./observed.ts";
import type { Watched } from "./watched.ts";

/** The payout API whose balances are reconciled, and who is believed about what was paid. */
export interface ReconciledOptions {
  /** The URL of the payout API, with an optional path in front of `/api/v1`. */
  readonly target: string;
  /** The value of the `authorization` header of every read; never written anywhere. */
  readonly authorization?: string | undefined;
  /** The node behind the API, which knows what was paid. Without it, what the API lists as completed counts as paid. */
  readonly node?: TestNode | undefined;
  /** Without a node: `never-paid` if your API declares that a payout with an injected timeout was never paid. */
  readonly injectedTimeouts?: InjectedTimeouts | undefined;
  /** How long payouts may take to finish after the body, in milliseconds. Default: 5,000. */
  readonly drainMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** How long payouts may take to finish, in milliseconds. */
export const DRAIN_MS = 5_000;

const TIMEOUT_MS = 10_000;

/**
 * Runs `body`, then checks that the balance of the project moved by exactly the payouts that were really paid. If the API lists no entries,
 * two errors that cancel each other out cannot be seen.
 * @throws ReconciliationError if a sat is missing or too many, or if nothing is proved. An error of `body` comes first.
 */
export async function reconciledOn<T>(
  options: ReconciledOptions,
  projectId: string,
  body: () => Promise<T> | T,
): Promise<T> {
  const { target: url, authorization, node, injectedTimeouts = "unknown", clock = systemClock } = options;
  const target = createHttpTarget({ url, authorization, clock, clientTimeoutMs: TIMEOUT_MS });
  const watched: Watched = {
    target,
    projectIds: [projectId],
    terms: payoutApiTerms,
    rail: node && railOf(node),
    injectedTimeouts,
    needsList: true,
    sent: [],
    learn: async () => {},
    // The caller says when.
    heal: () => {},
    payeeOf: (listed) => listed,
    clock,
  };
  try {
    return await reconciledAround(watched, options.drainMs ?? DRAIN_MS, body);
  } finally {
    await target.close();
  }
}

function railOf(node: TestNode): Watched["rail"] {
  return {
    get settlements() {
      return node.settlements.map(({ payee, amountSats }) => ({ payee, amountMsat: msatOf(amountSats), feeMsat: 0 }));
    },
    get inFlight() {
      return node.inFlight;
    },
  };
}
