import type { HistoryEvent } from "../../domain/history.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { say } from "./say.ts";
import { type Contradiction, charged, chargesOf, interruptedAfter, ownOf, type Story } from "./story.ts";

/** The caller was told that it had failed, and it was paid. */
export const falseRefusal: Contradiction = (story) => refusedAndPaid(story, "answered", "told");

/** The caller was told that it was paid, and it was not. */
export const falseSuccess: Contradiction = (story) => paidAndUnsettled(story, "answered", "told");

/** A callback says the opposite of the rail. */
export const falseCallback: Contradiction = (story) => refusedAndPaid(story, "told") ?? paidAndUnsettled(story, "told");

function refusedAndPaid(story: Story, ...ways: readonly ("answered" | "told")[]) {
  const settled = ownOf(story, "payment-settled").at(-1);
  const told = toldTo(story, "refused", ways);
  if (settled === undefined || told === undefined) return undefined;
  const payout = `payout ${story.payout ?? "?"}`;
  return told.number < settled.number
    ? say`the caller was told ${told} that ${payout} had failed; the rail settled it ${settled}`
    : say`the rail settled ${payout} ${settled}; the caller was told ${told} that it had failed`;
}

function paidAndUnsettled(story: Story, ...ways: readonly ("answered" | "told")[]) {
  const told = toldTo(story, "paid", ways);
  if (told === undefined || ownOf(story, "payment-settled").length > 0) return undefined;
  const failed = ownOf(story, "payment-failed").at(-1);
  const rail = failed === undefined ? say`the rail settled nothing` : say`the payment failed ${failed}`;
  return say`the caller was told ${told} that payout ${story.payout ?? "?"} was paid; ${rail}`;
}

/** Accepted, and nothing came of it. */
export const acceptedAndLost: Contradiction = (story) => {
  const told = toldTo(story, "pending", ["answered", "told"]);
  if (told === undefined || ownOf(story, "charged", "held", "payment-received").length > 0) return undefined;
  const payout = `payout ${story.payout ?? "?"}`;
  const crash = interruptedAfter(story, told);
  const then = crash === undefined ? "" : say`, ${crash}`;
  return say`the caller was told ${told} that ${payout} was pending${then}, and nothing was ever charged or paid`;
};

/** An amount that nobody can pay. */
export const invalidAccepted: Contradiction = (story) => {
  const [asked] = ownOf(story, "sent");
  const taken = toldTo(story, "paid", ["answered"]) ?? toldTo(story, "pending", ["answered"]);
  const [charge] = chargesOf(story);
  if (asked === undefined) return undefined;
  const what = say`payout ${story.payout ?? "?"} asked ${asked} for an amount that nobody can pay`;
  if (charge !== undefined) return say`${what}, and ${charged(charge.event)}`;
  if (taken === undefined) return undefined;
  return say`${what}, and was told ${taken} that it was ${taken.outcome ?? ""}`;
};

/** Two payouts of one key. */
export const keyBreach: Contradiction = (story) => {
  const [first, second] = chargesOf(story);
  if (first === undefined || second === undefined) return undefined;
  return say`${charged(first.event)}, and under the same key ${charged(second.event)}`;
};

/** The last time that the caller was told this. */
function toldTo(story: Story, outcome: Outcome, ways: readonly ("answered" | "told")[]): HistoryEvent | undefined {
  return ownOf(story, ...ways).findLast((event) => event.to === "client" && event.outcome === outcome);
}
