import type { Doubt } from "../../domain/doubt.ts";
import type { FaultCount } from "../../domain/reconciliation.ts";
import { isOpenByClientTimeout } from "../answers.ts";
import { isExplainedByCrash } from "../crashes.ts";
import { placeOf } from "../fault-counts.ts";
import { type PayoutLine, unknownAttempts } from "../payout-line.ts";
import type { Statement } from "../statement.ts";

/** Doubts about the answers: those that tell nothing, and those that leave open what happened. */
export function answerDoubts(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  return [...unreadable(statement), ...unplanned(statement, faults), ...leftOpen(statement)];
}

/**
 * What was answered in a form that tells nothing: the API speaks another contract, and nothing can be held against it. Unless a service of
 * somebody else's lists the payout, or our rail has paid it: then it is known what the answer was about.
 */
function unreadable({ run, lines }: Statement): readonly Doubt[] {
  const isPaid = (line: PayoutLine) => run.oracle === "rail" && line.settlements > 0;
  const isKnown = (line: PayoutLine) => run.target !== null && (line.listed !== null || isPaid(line));
  const payouts = lines.filter((line) => line.unreadable && !isKnown(line)).length;
  return payouts === 0 ? [] : [{ kind: "answers-unreadable", payouts }];
}

/**
 * Attempts in doubt that no fault explains: the machine was too slow, connections broke, or the API has trouble of its own. A crash
 * explains the attempts that were under way while the API was down, and none beyond. A service of somebody else's may have trouble of its
 * own, such as a gateway that answers in its stead: the rail or its lists say what it did, and what they leave open is a doubt by itself.
 */
function unplanned({ run, lines, events }: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  if (run.target !== null) return [];
  const { crashes, silent, heard, repeatedTimeouts, gatewayAnswers } = events;
  const explained = silent.filter((attempt) => isExplainedByCrash(attempt, crashes));
  const attempts = lines.reduce((sum, line) => sum + unknownAttempts(line), 0) - explained.length - repeatedTimeouts;
  const others = faults.filter(({ name }) => crashes.every(({ point }) => point !== name));
  // A payout that met a fault of the wire twice counts once as hit, and has two attempts that the fault explains.
  const firings = ({ name, fired }: FaultCount) =>
    placeOf(run, name) === "wire" ? (events.fired.get(name) ?? 0) : fired;
  const fired = others.reduce((sum, fault) => sum + firings(fault), 0);
  if (attempts <= fired || heard === 0) return [];
  const givenUp = events.clientTimeouts - explained.filter(({ gaveUp }) => gaveUp).length;
  const clientTimeouts = Math.min(attempts, givenUp);
  const gateway = Math.min(attempts, gatewayAnswers);
  return [{ kind: "unexplained-attempts", attempts, fired, crashed: crashes.length > 0, clientTimeouts, gateway }];
}

/**
 * Payouts that answers and lists leave open, where they are the oracle. They accuse nobody, so they must not pass either: whether they were
 * paid only the rail knows, wherever the money is.
 */
function leftOpen({ run, lines }: Statement): readonly Doubt[] {
  if (run.oracle !== "answers") return [];
  const open = lines.filter(({ openPayments }) => openPayments > 0);
  const pending = open.filter(({ conclusion }) => conclusion === "pending").length;
  const others = open.filter(({ conclusion }) => conclusion !== "pending");
  const clientTimeouts = others.filter((line) => isOpenByClientTimeout(line, run)).length;
  const doubts: Doubt[] = [];
  if (others.length > 0) doubts.push({ kind: "outcomes-unknown", payouts: others.length, clientTimeouts });
  if (pending > 0) doubts.push({ kind: "stayed-pending", payouts: pending });
  return doubts;
}
