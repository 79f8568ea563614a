import type { Doubt } from "../../domain/doubt.ts";
import type { FaultCount } from "../../domain/reconciliation.ts";
import { isWireFaultName } from "../../domain/wire-fault.ts";
import { driftMsat } from "../account.ts";
import { isExplained } from "../crashes.ts";
import { lineDriftMsat, type PayoutLine, unknownAttempts } from "../line.ts";
import type { Statement } from "../statement.ts";

/** Doubts about the answers: those that tell nothing, and those that leave open what happened. */
export function answerDoubts(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  const trouble = unplanned(statement, faults);
  return [
    ...unreadable(statement),
    ...(trouble.length > 0 ? trouble : unheard(statement)),
    ...stayedPending(statement),
  ];
}

/** What was answered in a form that tells nothing: the API speaks another contract, and nothing can be held against it. */
function unreadable({ lines }: Statement): readonly Doubt[] {
  const payouts = lines.filter((line) => line.unreadable).length;
  return payouts === 0 ? [] : [{ kind: "answers-unreadable", payouts }];
}

/**
 * Attempts in doubt that no fault explains: the machine was too slow, connections broke, or the API has trouble of its own. A crash
 * explains the attempts that were under way while the API was down, and none beyond.
 */
function unplanned({ lines, course }: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  const { crashes, silent, heard, repeatedTimeouts, clientTimeouts, gatewayAnswers } = course;
  const explained = silent.filter((attempt) => isExplained(attempt, crashes)).length;
  const attempts = lines.reduce((sum, line) => sum + unknownAttempts(line), 0) - explained - repeatedTimeouts;
  const others = faults.filter(({ name }) => crashes.every(({ point }) => point !== name));
  // A payout that met a fault of the wire twice counts once as hit, and has two attempts that the fault explains.
  const firings = ({ name, fired }: FaultCount) => (isWireFaultName(name) ? (course.fired.get(name) ?? 0) : fired);
  const fired = others.reduce((sum, fault) => sum + firings(fault), 0);
  if (attempts <= fired || heard === 0) return [];
  const crashed = crashes.length > 0;
  return [{ kind: "unexplained-attempts", attempts, fired, crashed, clientTimeouts, gateway: gatewayAnswers }];
}

/**
 * Attempts whose answer a fault took away, where answers are the oracle: they accuse nobody, so they must not pass either, unless a retry
 * was answered and the money is where that answer says. Under one key an answer that says paid leaves no doubt, wherever the money is.
 */
function unheard({ run, lines }: Statement): readonly Doubt[] {
  if (run.oracle !== "answers") return [];
  const isOpen = (line: PayoutLine) => line.conclusion === "unknown" || (line.undecided && isOff(line));
  const open = lines.filter((line) => line.unclear && isOpen(line));
  const clientTimeouts = open.filter((line) => line.gaveUp).length;
  return open.length === 0 ? [] : [{ kind: "answers-open", payouts: open.length, clientTimeouts }];
}

function isOff(line: PayoutLine): boolean {
  return (line.project.entriesKnown ? lineDriftMsat(line) : driftMsat(line.project)) !== 0;
}

function stayedPending({ run, lines }: Statement): readonly Doubt[] {
  if (run.oracle !== "answers") return [];
  const payouts = lines.filter(({ conclusion }) => conclusion === "pending").length;
  return payouts === 0 ? [] : [{ kind: "stayed-pending", payouts }];
}
