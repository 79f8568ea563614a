import { counted, listed } from "../domain/format.ts";
import type { Unfinished } from "../domain/unfinished.ts";

type UnfinishedOf<Kind extends Unfinished["kind"]> = Extract<Unfinished, { readonly kind: Kind }>;

/** Each kind as a phrase. */
const texts: { readonly [Kind in Unfinished["kind"]]: (unfinished: UnfinishedOf<Kind>) => string } = {
  "payments-in-flight": ({ payments }) =>
    `${counted(payments, "payment is", "payments are")} still in flight at the node`,
  "payouts-open": ({ payouts, words }) => {
    const as = words.length === 0 ? "pending" : listed(words.map((word) => `"${word}"`));
    return `${counted(payouts, "payout is", "payouts are")} still listed as ${as}`;
  },
  "money-held": ({ projectIds }) => `money is still held in ${listed(projectIds)} although no payout is open there`,
  "balance-moving": ({ projectIds }) => `the balance of ${listed(projectIds)} was still changing`,
  "drift-unexplained": ({ projectIds }) => `the balance of ${listed(projectIds)} is unexplained and may still change`,
  "read-failed": ({ reason }) => reason,
  "service-exited": () => "the payout API had exited",
  "drain-too-short": () => "the drain ended before the balances had been stable for long enough",
  "load-cut-short": ({ reason }) => `the load could not be completed: ${reason}`,
  "faults-not-healed": ({ reason }) => `the faults could not be switched off: ${reason}`,
  "no-opening-balance": () => "no payout was sent, because an opening balance could not be read",
};

/** What was unfinished, in a phrase. */
export function unfinishedText(unfinished: Unfinished): string {
  const text = texts[unfinished.kind] as (unfinished: Unfinished) => string;
  return text(unfinished);
}

const mattersOfTime: readonly Unfinished["kind"][] = [
  ...(["payments-in-flight", "payouts-open", "money-held"] as const),
  ...(["balance-moving", "drift-unexplained", "drain-too-short"] as const),
];

/** True if more time may finish it. */
export function isMatterOfTime({ kind }: Unfinished): boolean {
  return mattersOfTime.includes(kind);
}
