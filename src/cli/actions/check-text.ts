import { formatSats, listed } from "../../domain/format.ts";
import type { ProjectStatement, Reconciliation } from "../../domain/reconciliation.ts";
import { doubtSentence } from "../../explain/doubts.ts";
import type { Observed } from "../../service/observer.ts";
import type { Reach } from "../../service/reach.ts";
import { pad, truncateEnd, widest } from "../../text/width.ts";
import { hangingIndent, wrapText } from "../../text/wrap.ts";

/** What one payout through a service file has shown. */
export interface Checked {
  readonly file: string;
  readonly seen: readonly Observed[];
  readonly reach: readonly Reach[];
  /** Rooms of the file that are empty, such as `entries`. */
  readonly notMapped: readonly string[];
  readonly reconciliation: Reconciliation;
}

/** How much of an answer is shown; the rest hardly matters for a mapping. */
const MAX_ANSWER = 600;

/** Each call with its raw answer and every value that was read from it, and what the mapping can find. */
export function checkText({ file, seen, reach, notMapped, reconciliation }: Checked, width: number): string {
  const lines = [`${file}: one payout on a healthy rail`, ""];
  for (const exchange of withoutRepeats(seen)) lines.push(...exchangeLines(exchange, width), "");
  lines.push(
    ...reachLines(reach, notMapped).flatMap((line) => wrapped(line, width)),
    "",
    ...moneyLines(reconciliation),
  );
  return `${lines.join("\n")}\n`;
}

/** A call that is made again and again, as a poll or a balance, is shown once for each different answer. */
function withoutRepeats(seen: readonly Observed[]): readonly Observed[] {
  const shown = new Set<string>();
  return seen.filter(({ what, status, body }) => {
    const name = `${what} ${status} ${body}`;
    if (shown.has(name)) return false;
    shown.add(name);
    return true;
  });
}

function exchangeLines({ what, request, status, body, extracted }: Observed, width: number): readonly string[] {
  const room = Math.max(20, width - 4);
  const names = widest(extracted.map(({ name }) => name));
  const isEmptyList = (what === "entries" || what === "payouts") && extracted.every(({ value }) => value === undefined);
  const answer = truncateEnd(body.replaceAll(/\s+/g, " ").trim().slice(0, MAX_ANSWER), Math.max(room, MAX_ANSWER));
  return [
    `${what}  ${request.method} ${request.url} → ${status === 0 ? "no answer" : status}`,
    ...(answer === "" ? [] : [`    ${answer}`]),
    ...(isEmptyList ? ["    no row to read"] : extracted).map((each) =>
      typeof each === "string"
        ? each
        : `    ${pad(each.name, names)}  ${truncateEnd(shown(each.value), room - names - 2)}`,
    ),
  ];
}

/** A line whose words begin in one column. */
function wrapped(line: string, width: number): readonly string[] {
  const prefix = line.slice(0, LABEL);
  return hangingIndent(prefix, LABEL, wrapText(line.slice(LABEL), Math.max(20, width - LABEL)));
}

/** How wide the labels of the last lines are. */
const LABEL = 15;

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing found";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function reachLines(reach: readonly Reach[], notMapped: readonly string[]): readonly string[] {
  const byBalance = reach.filter(({ reached }) => reached === "balance");
  const never = reach.filter(({ reached }) => reached === "no");
  const named = (some: readonly Reach[]) => some.map(({ finding }) => finding).join(", ");
  const lacks = (some: readonly Reach[]) => [...new Set(some.map((each) => each.lacks))].join("; ");
  return [
    `described      ${notMapped.length === 0 ? "everything" : `all but ${listed(notMapped)}`}`,
    `can find       ${named(reach.filter(({ reached }) => reached === "yes"))}`,
    ...(byBalance.length === 0 ? [] : [`by balance     ${named(byBalance)} (per payout with: ${lacks(byBalance)})`]),
    ...(never.length === 0 ? [] : [`cannot find    ${named(never)} (needs: ${lacks(never)})`]),
  ];
}

function moneyLines({ projects, verdict, doubts, findings, notes }: Reconciliation): readonly string[] {
  return [
    ...projects.map(balanceLine),
    `verdict        ${verdict}${findings.length === 0 ? "" : `: ${findings.map(({ kind }) => kind).join(", ")}`}`,
    ...doubts.map((doubt) => `? ${doubtSentence(doubt)}`),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function balanceLine({ projectId, openingMsat, expectedMsat, actualMsat, driftMsat }: ProjectStatement): string {
  const sats = (msat: number | null) => (msat === null ? "unknown" : formatSats(msat));
  return `balance        ${projectId}: ${sats(openingMsat)} before, ${sats(expectedMsat)} expected, ${sats(actualMsat)} after, drift ${sats(driftMsat)} sats`;
}
