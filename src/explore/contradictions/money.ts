import { formatSats } from "../../domain/format.ts";
import type { HistoryEvent } from "../../domain/history.ts";
import { type Said, say } from "./say.ts";
import {
  becauseOf,
  type Charge,
  type Contradiction,
  charged,
  chargesOf,
  inSats,
  interruptedAfter,
  ownOf,
  type Story,
  undone,
  unsettled,
} from "./story.ts";

/** Charged, and never paid. */
export const chargedNotPaid: Contradiction = (story) => {
  const open = openOf(story).at(-1);
  if (open === undefined || ownOf(story, "payment-settled").length > 0) return undefined;
  const crash = interruptedAfter(story, open);
  return crash === undefined
    ? say`${charged(open)} and never ${undone(open)}, ${unsettled(story)}`
    : say`${charged(open)}, ${crash}, and they were never ${undone(open)}, ${unsettled(story)}`;
};

/** Paid, and not charged: never, or refunded. */
export const paidNotCharged: Contradiction = (story) => {
  const settled = ownOf(story, "payment-settled").at(-1);
  if (settled === undefined) return undefined;
  const so = say`so the payee has ${inSats(settled.amountMsat ?? null)} that nobody was charged for`;
  const last = chargesOf(story).at(-1);
  if (last === undefined)
    return say`the rail settled payout ${story.payout ?? "?"} ${settled}, and it was never charged`;
  const { event, reversal } = last;
  // With a charge that stands, somebody was charged.
  if (reversal === undefined || openOf(story).length > 0) return undefined;
  const because = becauseOf(story, reversal);
  const given = say`${inSats(reversal.deltaMsat)} were ${undone(event)} ${reversal}${because === undefined ? "" : say` ${because}`}`;
  return settled.number > reversal.number
    ? say`${given}; the rail settled payout ${story.payout ?? "?"} ${settled}, ${so}`
    : say`the rail settled payout ${story.payout ?? "?"} ${settled}; ${given}, ${so}`;
};

/** Settled twice. */
export const doublePaid: Contradiction = (story) => {
  const [first, ...others] = ownOf(story, "payment-settled");
  const last = others.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const twice = say`the rail settled payout ${story.payout ?? "?"} ${first} and again ${last}`;
  const open = openOf(story);
  const [only] = open;
  if (only === undefined)
    return say`${twice}, and ${chargesOf(story).length === 0 ? "it was never charged" : "no charge of it stands"}`;
  return open.length === 1 ? say`${twice}, and only the charge ${only} stands` : twice;
};

/** Charged more often than paid. */
export const doubleCharged: Contradiction = (story) => {
  const [first, ...others] = openOf(story);
  const last = others.at(-1);
  const settled = ownOf(story, "payment-settled");
  const [only] = settled;
  if (first === undefined || last === undefined || only === undefined || settled.length !== 1) return undefined;
  return say`${charged(first)} and again ${last}; the rail settled payout ${story.payout ?? "?"} only once, ${only}`;
};

/** Another amount was charged than the payout costs, or paid than was asked for. */
export const wrongAmount: Contradiction = (story) => {
  const [asked] = ownOf(story, "sent");
  const settled = ownOf(story, "payment-settled").find(({ amountMsat }) => amountMsat !== asked?.amountMsat);
  if (asked?.amountMsat !== undefined && settled?.amountMsat !== undefined)
    return say`payout ${story.payout ?? "?"} was to be ${inSats(asked.amountMsat)}; the rail settled ${inSats(settled.amountMsat)} ${settled}`;
  const { payouts, msat } = story.finding;
  const open = openOf(story);
  const [only] = open;
  // The share of the finding is what the payout costs less what was charged, so with one of each it tells the cost.
  if (only?.deltaMsat === undefined || only.deltaMsat === null || open.length !== 1 || payouts !== 1 || msat === 0)
    return undefined;
  return say`${charged(only)}, and by the fee rule payout ${story.payout ?? "?"} costs ${inSats(msat - only.deltaMsat)}`;
};

/** Refunded, but not all of it. */
export const partlyRefunded: Contradiction = (story) => {
  const part = chargesOf(story).find(isPart);
  if (part?.reversal === undefined) return undefined;
  const { event, reversal } = part;
  return say`${charged(event)}, and only ${inSats(reversal.deltaMsat)} of them were ${undone(event)} ${reversal}`;
};

function isPart({ event, reversal }: Charge): boolean {
  return reversal !== undefined && (reversal.deltaMsat ?? 0) < -(event.deltaMsat ?? 0);
}

/** Below zero. */
export const overdraft: Contradiction = ({ events, payout }) => {
  const below = events.find(
    ({ balanceMsat, deltaMsat, payout: of }) =>
      (balanceMsat ?? 0) < 0 && (deltaMsat ?? 0) < 0 && (payout === null || of === payout),
  );
  if (below === undefined) return undefined;
  const taken = say`payout ${below.payout ?? "?"} ${below.what === "held" ? "set aside" : "was charged"} ${inSats(below.deltaMsat)} ${below}`;
  const { number: last, projectId } = below;
  const before = events.findLast(
    (event) => event.number < last && event.balanceMsat !== null && event.projectId === projectId,
  );
  const left = before === undefined ? say`` : say`${inSats(before.balanceMsat)} were left ${before}; `;
  return say`${left}${taken}, and the balance fell to ${formatSats(below.balanceMsat)}`;
};

/** Nothing ends it. */
export const stuckPending: Contradiction = (story) => {
  const open = openOf(story).at(-1);
  const rail = endAtTheRail(story);
  const pending = say`payout ${story.payout ?? "?"} is still pending at the end`;
  if (open === undefined) return say`${rail}, and ${pending}`;
  const crash = interruptedAfter(story, open);
  return say`${charged(open)}${crash === undefined ? "" : say` and ${crash}`}; ${rail}, and ${pending}`;
};

function endAtTheRail(story: Story): Said {
  const [settled] = ownOf(story, "payment-settled");
  if (settled !== undefined) return say`the payment settled ${settled}`;
  const failed = ownOf(story, "payment-failed").at(-1);
  if (failed !== undefined) return say`the payment failed ${failed}`;
  return ownOf(story, "payment-received").length > 0
    ? say`the rail settled nothing`
    : say`the rail was never asked to pay`;
}

/** The charges and holds that were not reversed. */
function openOf(story: Pick<Story, "own">): readonly HistoryEvent[] {
  return chargesOf(story).flatMap(({ event, reversal }) => (reversal === undefined ? [event] : []));
}
