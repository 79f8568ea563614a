import type { Doubt } from "../../domain/doubt.ts";
import { endsProcess } from "../../domain/interruption.ts";
import type { FaultCount } from "../../domain/reconciliation.ts";
import { isOpenByClientTimeout } from "../answers.ts";
import { acceptedAndLost } from "../checks/accepted-and-lost.ts";
import { isRailUnused } from "../coverage.ts";
import { areRoutesUnknown } from "../expected-balance.ts";
import { isOfPayments } from "../fault-counts.ts";
import { countOf, linesWith } from "../line-store.ts";
import { type PayoutLine, unknownAttempts } from "../payout-line.ts";
import { isExplainedByCrash, isLoadCutShort } from "../run-events.ts";
import type { Statement } from "../statement.ts";

/** Doubts about the answers: unreadable ones, unexplained ones, and payouts that they leave open. */
export function answerDoubts(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  return [
    ...unreadable(statement),
    ...unplanned(statement, faults),
    ...leftOpen(statement),
    ...notLookedUp(statement),
    ...unseen(statement),
    ...untold(statement),
    ...unreadCallbacks(statement),
    ...unknownRoutes(statement),
    ...unknownFees(statement),
  ];
}

/** Unreadable answers: the API speaks another contract. On a target, the list or our rail can replace them. */
function unreadable({ run, lines }: Statement): readonly Doubt[] {
  const isPaid = (line: PayoutLine) => run.oracle === "rail" && line.settlements > 0;
  const isKnown = (line: PayoutLine) => run.target !== null && (line.listed !== null || isPaid(line));
  const payouts = countOf(linesWith(lines, "unreadable"), (line) => !isKnown(line));
  return payouts === 0 ? [] : [{ kind: "answers-unreadable", payouts }];
}

/**
 * Unclear attempts of the embedded API that no fault or crash explains: the machine was too slow, connections broke, or the API has a bug. A
 * target may have troubles that we did not inject; its lists or our rail tell what it did, and what they leave open is another doubt.
 */
function unplanned({ run, lines, events, lineOf }: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  if (run.target !== null) return [];
  const { crashes, silent, unclear, heard, repeatedTimeouts, gatewayAnswers } = events;
  const explained = silent.filter((attempt) => isExplainedByCrash(attempt, crashes));
  const withAnswer = crashes.filter(({ how }) => !endsProcess(how) && how !== "pause");
  const failed = unclear.filter((attempt) => isExplainedByCrash(attempt, withAnswer));
  const unknown = lines.reduce((sum, line) => sum + unknownAttempts(line), 0);
  // Why they are not told of is said where the load is said to be cut short.
  const untoldOf = [...events.notReported].filter((payout) => isOpenUnreported(lineOf(payout)));
  const unreported = isLoadCutShort(events) ? untoldOf.length : 0;
  const attempts = unknown - explained.length - failed.length - repeatedTimeouts - unreported;
  const others = faults.filter(({ name }) => crashes.every(({ point }) => point !== name));
  const atTheRail = others.filter(({ name }) => isOfPayments(run, name));
  const fired = atTheRail.reduce((sum, fault) => sum + fault.fired, 0) + events.explainedByWire;
  if (attempts <= fired || heard === 0) return [];
  const givenUp = events.clientTimeouts - explained.filter(({ gaveUp }) => gaveUp).length;
  const clientTimeouts = Math.min(attempts, givenUp);
  const gateway = Math.min(attempts, gatewayAnswers);
  return [{ kind: "unexplained-attempts", attempts, fired, crashed: crashes.length > 0, clientTimeouts, gateway }];
}

/** True where an attempt that was not told of is still unknown: nothing was learned of it later, and no wire fault explains it. */
function isOpenUnreported(line: PayoutLine | undefined): boolean {
  const open = line?.openAttempts ?? [];
  return open.some((one) => one.reason === "not-reported" && one.outcome === "unknown" && !one.requestKept);
}

/** Payouts that answers and lists leave open if they are the oracle: only the rail would know whether they were paid. */
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

/** Payouts that nobody could ask about: what the scenario wants of its caller did not happen. */
function notLookedUp({ lines }: Statement): readonly Doubt[] {
  const payouts = countOf(linesWith(lines, "notLookedUp"));
  return payouts === 0 ? [] : [{ kind: "not-looked-up", payouts }];
}

/** Accepted payouts that never reached the rail, of a service that lists neither them nor any charge: they may be waiting, or be lost. */
function unseen(statement: Statement): readonly Doubt[] {
  if (statement.run.oracle !== "rail" || isRailUnused(statement)) return [];
  const lost = new Set([...acceptedAndLost(statement)].map(({ payout }) => payout));
  const payouts = countOf(statement.lines, ({ payout, conclusion, listed, everRequested, project, charges }) => {
    const isCharged = project.entriesKnown && charges.length > 0;
    return conclusion === "pending" && listed === null && !everRequested && !isCharged && !lost.has(payout);
  });
  return payouts === 0 ? [] : [{ kind: "accepted-unseen", payouts }];
}

/**
 * Payouts whose end the service heard of from our rail, while its caller learned nothing: it keeps it to itself, or more likely the service file
 * does not say what its answers mean. Then nobody has compared them with the rail. After a crash the service may have heard nothing either.
 */
function untold({ run, lines, events }: Statement): readonly Doubt[] {
  if (run.oracle !== "rail" || run.target === null || events.crashes.length > 0) return [];
  // One that only accepts payouts may do so after a payment that failed at once.
  const waits = lines.some(({ paidAnswers }) => paidAnswers > 0);
  const payouts = countOf(lines, (line) => isUntold(line) && (waits || line.conclusion === "unknown"));
  return payouts === 0 ? [] : [{ kind: "outcomes-untold", payouts }];
}

function isUntold(line: PayoutLine): boolean {
  const { leftOpenAfterEnd, endUntold, inFlight, duplicated, listed, conclusion, settlements, timedOut } = line;
  if (!leftOpenAfterEnd || endUntold || inFlight > 0 || duplicated || listed !== null || timedOut) return false;
  // A service that only accepts payouts says nothing wrong where they are paid.
  return conclusion === "unknown" || (conclusion === "pending" && settlements === 0);
}

function unreadCallbacks({ lines }: Statement): readonly Doubt[] {
  const payouts = countOf(linesWith(lines, "calledUnknown"));
  return payouts === 0 ? [] : [{ kind: "callbacks-unread", payouts }];
}

function unknownRoutes({ run, lines }: Statement): readonly Doubt[] {
  const payouts = areRoutesUnknown(run) ? countOf(lines, ({ settlements }) => settlements > 0) : 0;
  return payouts === 0 ? [] : [{ kind: "routes-unknown", payouts }];
}

function unknownFees({ accounts }: Statement): readonly Doubt[] {
  return accounts.flatMap(({ projectId, keptAssumedMsat: missingMsat }): readonly Doubt[] =>
    missingMsat === 0 ? [] : [{ kind: "kept-fees-unknown", projectId, missingMsat }],
  );
}
