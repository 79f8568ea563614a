import { counted, listed } from "../domain/format.ts";
import type { Unfinished } from "../domain/unfinished.ts";

type UnfinishedOf<Kind extends Unfinished["kind"]> = Extract<Unfinished, { readonly kind: Kind }>;

interface UnfinishedText<One extends Unfinished> {
  says(unfinished: One): string;
}

/** Everything that can be unfinished at the end of a run, in words. */
const texts = {
  "payments-in-flight": {
    says: ({ payments }) => `${counted(payments, "payment")} ${isOrAre(payments)} still in flight at the node`,
  },
  "payouts-open": {
    says: ({ payouts, words }) => {
      const as = words.length === 0 ? "pending" : listed(words.map((word) => `"${word}"`));
      return `${counted(payouts, "payout")} ${isOrAre(payouts)} still listed as ${as}`;
    },
  },
  "money-held": {
    says: ({ projectIds }) => `money is still held in ${listed(projectIds)} although no payout is open there`,
  },
  "balance-moving": { says: ({ projectIds }) => `the balance of ${listed(projectIds)} was still changing` },
  "drift-unexplained": {
    says: ({ projectIds }) => `the balance of ${listed(projectIds)} is unexplained and may still change`,
  },
  "read-failed": { says: ({ reason }) => reason },
  "service-exited": { says: () => "the payout API had exited" },
  "drain-too-short": { says: () => "the drain ended before the balances had been stable for long enough" },
  "load-cut-short": { says: ({ reason }) => `the load could not be completed: ${reason}` },
  "faults-not-healed": { says: ({ reason }) => `the faults could not be switched off: ${reason}` },
  "no-opening-balance": { says: () => "no payout was sent, because an opening balance could not be read" },
} as const satisfies { readonly [Kind in Unfinished["kind"]]: UnfinishedText<UnfinishedOf<Kind>> };

/** What was unfinished, in a phrase. */
export function unfinishedText(unfinished: Unfinished): string {
  const text: UnfinishedText<Unfinished> = texts[unfinished.kind];
  return text.says(unfinished);
}

/** True if more time may finish it. */
export function isMatterOfTime({ kind }: Unfinished): boolean {
  return (
    kind === "payments-in-flight" ||
    kind === "payouts-open" ||
    kind === "money-held" ||
    kind === "balance-moving" ||
    kind === "drift-unexplained" ||
    kind === "drain-too-short"
  );
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}
