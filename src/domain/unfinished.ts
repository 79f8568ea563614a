/** Everything that can still be open when the drain ends, with its fields and the name of each field's type. */
export const unfinishedFields = {
  "payments-in-flight": { payments: "count" },
  /** Payouts that the service lists as pending, or under an unknown word. */
  "payouts-open": { payouts: "count", words: "texts" },
  /** Money that is still held although no payout is open. */
  "money-held": { projectIds: "texts" },
  "balance-moving": { projectIds: "texts" },
  /** The answers or the rail do not explain the balance, and it may still move. */
  "drift-unexplained": { projectIds: "texts" },
  "read-failed": { reason: "text" },
  "service-exited": {},
  "drain-too-short": {},
  "load-cut-short": { reason: "text" },
  "faults-not-healed": { reason: "text" },
  /** No payout was sent, because no opening balance could be read. */
  "no-opening-balance": {},
} as const;

type Kinds = typeof unfinishedFields;
type Values = { readonly count: number; readonly text: string; readonly texts: readonly string[] };

/** What was still open when the drain ended; `explain` has the sentences. */
export type Unfinished = {
  [Kind in keyof Kinds]: { readonly kind: Kind } & {
    readonly [Name in keyof Kinds[Kind]]: Values[Kinds[Kind][Name] & keyof Values];
  };
}[keyof Kinds];
