import type { FindingKind } from "../domain/finding.ts";
import type { Msat } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/** One piece of bad news, about one payout or, where no payout explains it, about one project. */
export interface Evidence {
  readonly kind: FindingKind;
  readonly projectId: string;
  /** Null where no payout explains it. */
  readonly payout: PayoutNumber | null;
  /** Its share of the drift of the project, signed. */
  readonly msat: Msat;
  /** Where the entries are missing and the payout is only one of several candidates: how many there are. */
  readonly among?: number | undefined;
}
