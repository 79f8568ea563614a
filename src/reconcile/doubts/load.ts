import type { Doubt } from "../../domain/doubt.ts";
import { countUnreached, isRailUnused } from "../coverage.ts";
import { isLoadCutShort } from "../run-events.ts";
import { isSecondRefused } from "../shared-invoices.ts";
import { ordinaryOf, type Statement } from "../statement.ts";

/** Doubts about the load: too little of it reached the API or the rail. */
export function loadDoubts(statement: Statement): readonly Doubt[] {
  return [
    ...untested(statement),
    ...paymentsOfOthers(statement),
    ...lowConcurrency(statement),
    ...outOfOrder(statement),
    ...unfunded(statement),
  ];
}

function untested(statement: Statement): readonly Doubt[] {
  const { run, events, lineOf } = statement;
  // That payouts which nobody can make are refused is no doubt: those that can be made have to be taken.
  const lines = ordinaryOf(statement.lines, run);
  if (statement.lines.length === 0) return [{ kind: "nothing-sent" }];
  if (events.heard === 0) return [{ kind: "nothing-answered" }];
  const all = lines.filter(({ conclusion, paymentFailed }) => conclusion === "refused" && !paymentFailed);
  const refused = all.filter((line) => !isSecondRefused(line, run, lineOf)).length;
  if (refused === lines.length && events.received === 0) return [{ kind: "all-refused" }];
  const lost = countUnreached(statement);
  const taken = lines.some(({ conclusion }) => conclusion === "paid" || conclusion === "pending");
  const payouts = lines.length;
  const doubts: Doubt[] = [];
  if ((run.oracle === "rail" && events.received === 0) || isRailUnused(statement)) doubts.push({ kind: "rail-unused" });
  if (run.oracle === "answers" && !taken) doubts.push({ kind: "nothing-reported-paid" });
  if (!run.refusalsExpected && refused * 2 > payouts && events.received * 2 < payouts) {
    doubts.push({ kind: "mostly-refused", refused, payouts });
  }
  if (lost * 2 > payouts && !isLoadCutShort(events))
    doubts.push({ kind: "mostly-unreached", unreached: lost, payouts });
  return doubts;
}

/** Payments that a target made for no payout of this run: for an earlier run or for others, or for our payouts under other names. */
function paymentsOfOthers({ run, events }: Statement): readonly Doubt[] {
  const { strayReceived, straySettled: settled } = events;
  const payments = Math.max(strayReceived, settled);
  return run.target === null || payments === 0 ? [] : [{ kind: "payments-of-others", payments, settled }];
}

function lowConcurrency({ events }: Statement): readonly Doubt[] {
  if (isLoadCutShort(events)) return [];
  return events.phases.flatMap(({ phase, payouts, concurrency, mostInFlight }): readonly Doubt[] =>
    concurrency !== null && concurrency > 1 && mostInFlight < concurrency
      ? [{ kind: "concurrency-not-reached", phase, payouts, declared: concurrency, reached: mostInFlight }]
      : [],
  );
}

function outOfOrder({ events }: Statement): readonly Doubt[] {
  return events.turnsLost.map(({ event, before, waitedMs }) => ({ kind: "order-not-kept", event, before, waitedMs }));
}

/** Projects that held too much for a scenario about scarce money, or too little for one in which all payouts are to be paid. */
function unfunded({ run, lines, accounts }: Statement): readonly Doubt[] {
  const costs = new Map<string, number>();
  for (const { project, costMsat } of lines) {
    costs.set(project.projectId, (costs.get(project.projectId) ?? 0) + costMsat);
  }
  return run.projects.flatMap(({ projectId, balanceMsat: declaredMsat }): readonly Doubt[] => {
    const openingMsat = accounts.find((account) => account.projectId === projectId)?.openingMsat ?? null;
    const costMsat = costs.get(projectId) ?? 0;
    if (openingMsat === null || costMsat === 0) return [];
    if (run.refusalsExpected && declaredMsat < costMsat && openingMsat >= costMsat) {
      return [{ kind: "overfunded", projectId, declaredMsat, openingMsat, costMsat }];
    }
    const isShort = openingMsat < declaredMsat && openingMsat < costMsat;
    return isShort ? [{ kind: "underfunded", projectId, declaredMsat, openingMsat }] : [];
  });
}
