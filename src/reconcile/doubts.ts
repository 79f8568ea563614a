import { grouped } from "../domain/grouped.ts";
import type { FaultCount } from "../domain/reconciliation.ts";
import { isWireFaultName } from "../domain/wire-fault.ts";
import { areNameless, driftSats, type ProjectAccount } from "./account.ts";
import { isExplained } from "./crashes.ts";
import { lineDriftSats, type PayoutLine, unknownAttempts } from "./line.ts";
import type { Statement } from "./statement.ts";
import { unreached } from "./unreached.ts";
import { counted, moment } from "./wording.ts";

/**
 * Why a run proves nothing, one sentence each. A run that could not have found anything is no pass: a fault that never fired, payouts
 * that were never answered, reads that failed, a system that was still moving.
 */
export function doubtsOf(statement: Statement, faults: readonly FaultCount[]): readonly string[] {
  const trouble = unplanned(statement, faults);
  return [
    ...statement.run.doubts,
    ...cutShort(statement),
    ...untested(statement),
    ...crowds(statement),
    ...unreadable(statement),
    ...(trouble.length > 0 ? trouble : unheard(statement)),
    ...unfired(statement, faults),
    ...unrest(statement),
    ...unread(statement),
  ];
}

function cutShort({ run, course, lines }: Statement): readonly string[] {
  const { interrupted, apiExits, crashes, ended } = course;
  const missing = run.payouts - lines.length;
  return [
    ...(interrupted === null ? [] : [`${interrupted.signal} stopped the run before its load was complete`]),
    ...apiExits.map(({ atMs, reason }) => `the API ended unasked at ${moment(atMs)}: ${reason}`),
    ...crashes
      .filter(({ restartedAtMs }) => restartedAtMs === null)
      .map(({ point }) => `the API did not come back after it was killed at ${point}`),
    ...(missing > 0 && lines.length > 0 && interrupted === null
      ? [`${grouped(missing)} of ${counted(run.payouts, "payout")} ${missing === 1 ? "was" : "were"} never sent`]
      : []),
    ...(ended === null ? ["the journal has no end: the run did not finish"] : []),
  ];
}

/** A run in which nothing, or next to nothing, was answered or reached the API or the node has put nothing to the test. */
function untested(statement: Statement): readonly string[] {
  const { run, lines, course } = statement;
  if (lines.length === 0) return ["no payout was sent"];
  if (course.heard === 0) return ["no attempt was answered"];
  const refused = lines.filter(({ conclusion, paymentFailed }) => conclusion === "refused" && !paymentFailed).length;
  if (refused === lines.length && course.received === 0)
    return ["every payout was refused before it was paid, so nothing was put to the test"];
  const lost = unreached(statement);
  const taken = lines.some(({ conclusion }) => conclusion === "paid" || conclusion === "pending");
  return [
    ...(run.oracle === "node" && course.received === 0
      ? ["the node was never asked to pay, so nothing was put to the test"]
      : []),
    ...(run.oracle === "answers" && !taken ? ["the target called no payout paid, so nothing was put to the test"] : []),
    ...(refused * 2 > lines.length && course.received * 2 < lines.length
      ? [`${grouped(refused)} of ${counted(lines.length, "payout")} were refused before a payment was tried`]
      : []),
    ...(lost * 2 > lines.length
      ? [
          `${grouped(lost)} of ${counted(lines.length, "payout")} never reached the API, so they were not put to the test`,
        ]
      : []),
  ];
}

/** What was answered or listed in a form that tells nothing: the API speaks another contract, and nothing can be held against it. */
function unreadable({ run, lines, accounts }: Statement): readonly string[] {
  const answers = lines.filter((line) => line.unreadable).length;
  return [
    ...(answers > 0
      ? [
          `${counted(answers, "payout")} got a 2xx that says neither success: true nor data.status, so nobody knows whether it was paid`,
        ]
      : []),
    ...accounts
      .filter((account) => areNameless(account, run.oracle))
      .map(
        ({ projectId, strayEntries }) =>
          `none of the ${grouped(strayEntries)} entries of ${projectId} names a payout of this run by idempotencyKey or payoutId`,
      ),
  ];
}

function crowds({ course }: Statement): readonly string[] {
  return course.phases.flatMap(({ phase, payouts, concurrency, mostInFlight }) =>
    concurrency !== null && concurrency > 1 && mostInFlight < concurrency
      ? [
          `phase "${phase}" declared ${grouped(concurrency)} at once and reached ${grouped(mostInFlight)}${tooFew(payouts, concurrency)}`,
        ]
      : [],
  );
}

/**
 * Attempts in doubt that no fault explains: the machine was too slow, connections broke, or the API has trouble of its own. A crash
 * explains the attempts that were under way while the API was down, and none beyond.
 */
function unplanned({ lines, course }: Statement, faults: readonly FaultCount[]): readonly string[] {
  const { crashes, silent, heard, repeatedTimeouts } = course;
  const explained = silent.filter((attempt) => isExplained(attempt, crashes)).length;
  const open = lines.reduce((sum, line) => sum + unknownAttempts(line), 0) - explained - repeatedTimeouts;
  const others = faults.filter(({ name }) => crashes.every(({ point }) => point !== name));
  // A payout that met a fault of the wire twice counts once as hit, and has two attempts that the fault explains.
  const firings = ({ name, fired }: FaultCount) => (isWireFaultName(name) ? (course.fired.get(name) ?? 0) : fired);
  const fired = others.reduce((sum, fault) => sum + firings(fault), 0);
  if (open <= fired || heard === 0) return [];
  const apart = crashes.length === 0 ? "" : ", crashes apart";
  return [
    `${counted(open, "attempt")} ended without a clear answer${apart}, and only ${counted(fired, "fault")} fired: the rest is trouble that nobody planned`,
  ];
}

/**
 * Attempts whose answer a fault took away, where answers are the oracle: they accuse nobody, so they must not pass either, unless a retry
 * was answered and the money is where that answer says. Under one key an answer that says paid leaves no doubt, wherever the money is.
 */
function unheard({ run, lines }: Statement): readonly string[] {
  if (run.oracle !== "answers") return [];
  const isOpen = (line: PayoutLine) => line.conclusion === "unknown" || (line.undecided && isOff(line));
  const open = lines.filter((line) => line.unclear && isOpen(line)).length;
  const paid = open === 1 ? "it was" : "they were";
  return open === 0
    ? []
    : [`${counted(open, "payout")} got no clear answer, and whether ${paid} paid only the node knows`];
}

function isOff(line: PayoutLine): boolean {
  return (line.project.entriesKnown ? lineDriftSats(line) : driftSats(line.project)) !== 0;
}

function tooFew(payouts: number, concurrency: number): string {
  return payouts >= concurrency
    ? ""
    : `: it has only ${counted(payouts, "payout")}, so raise them or lower the concurrency`;
}

/**
 * Faults that met fewer payouts than planned. On a foreign target nobody can count on exact rates, so there one firing is enough; the
 * wire is ours everywhere.
 */
function unfired({ run }: Statement, faults: readonly FaultCount[]): readonly string[] {
  return faults.flatMap(({ name, planned, fired }) => {
    const isForeign = run.oracle === "answers" && !isWireFaultName(name);
    if (fired >= planned || (isForeign && fired > 0)) return [];
    if (isForeign && name !== "timeout") return [`whether ${name} happened cannot be seen in answers`];
    const met = fired === 0 ? "never fired" : `fired for ${grouped(fired)}`;
    return [`${name} was to meet ${counted(planned, "payout")} and ${met}`];
  });
}

function unrest({ course, run, lines }: Statement): readonly string[] {
  const { drained } = course;
  const pending = run.oracle === "answers" ? lines.filter(({ conclusion }) => conclusion === "pending").length : 0;
  return [
    ...(drained === null ? ["nothing tells whether everything came to rest"] : []),
    ...(drained !== null && !drained.ok ? [`not everything came to rest: ${drained.reason}`] : []),
    ...(pending > 0 ? [`${counted(pending, "payout")} stayed pending, with an end that only the node knows`] : []),
  ];
}

function unread({ course, accounts }: Statement): readonly string[] {
  const failures = course.readFailures.filter(({ absent }) => !absent);
  const explained = new Set(failures.filter(({ what }) => what === "balance").map(({ projectId }) => projectId));
  return [
    ...failures.map(({ what, projectId, reason }) => `the ${what} of ${projectId} could not be read: ${reason}`),
    ...accounts.filter(({ projectId }) => !explained.has(projectId)).flatMap(missingBalances),
  ];
}

function missingBalances({ projectId, openingSats, finalSats }: ProjectAccount): readonly string[] {
  return [
    ...(openingSats === null ? [`the opening balance of ${projectId} was not read`] : []),
    ...(finalSats === null ? [`the final balance of ${projectId} was not read`] : []),
  ];
}
