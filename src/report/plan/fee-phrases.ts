import { type ChargeRule, payoutApiCharge } from "../../domain/fee.ts";
import { formatSats } from "../../domain/format.ts";

/** What payouts cost by a fee rule, in a few phrases; none for the rule of the contract. */
export function feePhrases(rule: ChargeRule): string[] {
  if (isSame(rule, payoutApiCharge)) return [];
  const { minimumMsat, maximumMsat, reserve, onRefund } = rule;
  return [
    feePhrase(rule),
    ...(minimumMsat === 0 ? [] : [`at least ${formatSats(minimumMsat)} sats`]),
    ...(maximumMsat === null ? [] : [`at most ${formatSats(maximumMsat)} sats`]),
    ...(isNothing(reserve) ? [] : [`reserves ${partsOf(reserve.ppm, reserve.atLeastMsat, " or ")} more`]),
    ...(onRefund === "kept" ? ["kept when a payout fails"] : []),
  ];
}

function feePhrase({ ppm, flatMsat, round, toMsat }: ChargeRule): string {
  if (ppm === 0) return flatMsat === 0 ? "no fee" : partsOf(ppm, flatMsat, "");
  return `${partsOf(ppm, flatMsat, " + ")}, rounded ${round} to 1 ${toMsat === 1 ? "msat" : "sat"}`;
}

function partsOf(ppm: number, msat: number, joint: string): string {
  const parts = [...(ppm === 0 ? [] : [`${ppm / 10_000}%`]), ...(msat === 0 ? [] : [`${formatSats(msat)} sats`])];
  return parts.join(joint);
}

function isNothing({ ppm, atLeastMsat }: ChargeRule["reserve"]): boolean {
  return ppm === 0 && atLeastMsat === 0;
}

/** The rules are plain data. */
function isSame(left: ChargeRule, right: ChargeRule): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
