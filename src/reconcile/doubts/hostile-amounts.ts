import type { Doubt } from "../../domain/doubt.ts";
import { isAccepted } from "../checks/invalid-accepted.ts";
import type { PayoutLine } from "../payout-line.ts";
import type { Statement } from "../statement.ts";

/** Payouts that nobody can make and that were neither refused nor taken: an error is no answer to a caller who asks for nonsense. */
export function hostileAmountDoubts({ lines }: Statement): readonly Doubt[] {
  const open = lines.filter((line) => line.hostile !== null && !isRefused(line) && !isAccepted(line));
  if (open.length === 0) return [];
  const amounts = new Set(open.flatMap(({ hostile }) => hostile ?? []));
  return [{ kind: "invalid-not-refused", payouts: open.length, amounts: [...amounts] }];
}

/** By its answers, or by its list in the end. */
function isRefused({ conclusion, listed }: PayoutLine): boolean {
  return conclusion === "refused" || listed === "refused" || listed === "failed";
}
