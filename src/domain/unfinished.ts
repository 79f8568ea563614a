/** What was still open when the drain ended. The sentence for it is written where it is shown. */
export type Unfinished =
  | { readonly kind: "payments-in-flight"; readonly payments: number }
  /** Payouts that the service lists as pending, or under a word that is not known. */
  | { readonly kind: "payouts-open"; readonly payouts: number; readonly words: readonly string[] }
  /** Money still set aside although nothing is open. */
  | { readonly kind: "money-held"; readonly projectIds: readonly string[] }
  | { readonly kind: "balance-moving"; readonly projectIds: readonly string[] }
  /** The balance is not what the answers or the rail explain, and nothing says that it will not move any more. */
  | { readonly kind: "drift-unexplained"; readonly projectIds: readonly string[] }
  /** A read of the service failed. */
  | { readonly kind: "read-failed"; readonly reason: string }
  | { readonly kind: "service-exited" }
  | { readonly kind: "drain-too-short" }
  /** The load itself could not be completed. */
  | { readonly kind: "load-cut-short"; readonly reason: string }
  | { readonly kind: "faults-not-healed"; readonly reason: string }
  /** No payout was sent, because no opening balance could be read. */
  | { readonly kind: "no-opening-balance" };
