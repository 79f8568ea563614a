import type { Example, Finding } from "../domain/finding.ts";
import type { ProjectStatement } from "../domain/reconciliation.ts";
import { columnsOf, plain } from "../text/plain.ts";
import { hanging, wrap, wrapText } from "../text/wrap.ts";
import { figure, payoutCount, signedSats } from "./figures.ts";
import type { Ink } from "./ink.ts";
import type { Detail } from "./report.ts";
import { totalDrift } from "./statement-table.ts";

/**
 * The findings of one scenario, each with its share of the drift and the stories of its examples. The shares are signed like the
 * drift, so that a reader can add them up.
 */
export function findingLines(
  findings: readonly Finding[],
  projects: readonly ProjectStatement[],
  detail: Detail,
  width: number,
  ink: Ink,
): string[] {
  const columns = {
    kind: widest(findings.map((finding) => finding.kind)),
    payouts: widest(findings.map((finding) => payoutCount(finding.payouts))),
    sats: widest(findings.map((finding) => signedSats(finding.msat))),
  };
  const isRoom = 3 + columns.kind + 3 + columns.payouts + 3 + columns.sats <= width;
  const lines = findings.flatMap((finding) => [
    ...(isRoom ? [inColumns(finding, columns, ink)] : belowEachOther(finding, ink)),
    ...shareLines(finding, projects, width),
    ...exampleLines(finding.examples, width, ink),
    ...(detail === "full" ? restLines(finding) : []),
  ]);
  return [...lines, ...sumLines(findings, projects, width, ink)];
}

interface Columns {
  readonly kind: number;
  readonly payouts: number;
  readonly sats: number;
}

function inColumns({ kind, payouts, msat }: Finding, columns: Columns, ink: Ink): string {
  const parts = [
    ink.strong(kind) + " ".repeat(columns.kind - kind.length),
    payoutCount(payouts).padStart(columns.payouts),
    ink.bad(signedSats(msat).padStart(columns.sats)),
  ];
  return ` ${ink.bad("✗")} ${parts.join("   ")}`;
}

/** For figures that have no room beside the name of their kind. */
function belowEachOther({ kind, payouts, msat }: Finding, { bad, strong }: Ink): string[] {
  return [` ${bad("✗")} ${strong(kind)}`, `   ${payoutCount(payouts)}   ${bad(signedSats(msat))}`];
}

/** How many payouts have no story, where all of them were asked for. */
function restLines({ payouts, examples }: Finding): string[] {
  const rest = payouts - examples.length;
  return rest > 0 ? [indented(`… and ${figure(rest)} more ${rest === 1 ? "payout" : "payouts"}`)] : [];
}

function shareLines(finding: Finding, projects: readonly ProjectStatement[], width: number): string[] {
  if (projects.length < 2) return [];
  const [first, ...others] = finding.projects;
  // A single share is the whole, whose figures stand in the line above.
  if (first !== undefined && others.length === 0)
    return wrapText(`in ${plain(first.projectId)}`, width - 5).map(indented);
  const shares = finding.projects.map(
    ({ projectId, payouts, msat }) => `${plain(projectId)} ${payoutCount(payouts)} ${signedSats(msat)}`,
  );
  return wrap(shares, width - 5).map(indented);
}

function indented(line: string): string {
  return " ".repeat(5) + line;
}

function exampleLines(examples: readonly Example[], width: number, ink: Ink): string[] {
  const keys = examples.map((example) => plain(example.key));
  const keyColumns = widest(keys);
  const indent = 5 + keyColumns + 3;
  return examples.flatMap((example, index) => {
    const key = keys[index] ?? "";
    const story = example.timeline.map(plain);
    if (indent <= width / 3) {
      const prefix = `     ${ink.strong(key)}${" ".repeat(keyColumns - columnsOf(key))}   `;
      return hanging(prefix, indent, wrap(story, width - indent));
    }
    // Beside a key this long a story would be a tall column of few words; so it goes below.
    return [
      ...wrapText(key, width - 5).map((line) => indented(ink.strong(line))),
      ...hanging(" ".repeat(7), 7, wrap(story, width - 7)),
    ];
  });
}

/** The sum of the shares beside the drift, where there is something to add up or where the sum does not come out. */
function sumLines(
  findings: readonly Finding[],
  projects: readonly ProjectStatement[],
  width: number,
  ink: Ink,
): string[] {
  const explained = findings.reduce((msat, finding) => msat + finding.msat, 0);
  const drift = totalDrift(projects);
  if (drift === null) return [];
  if (explained !== drift) {
    const text = `findings explain ${signedSats(explained)} of a drift of ${signedSats(drift)}`;
    return hanging(` ${ink.doubt("?")} `, 3, wrapText(text, width - 3));
  }
  if (findings.length < 2) return [];
  const text = `${figure(findings.length)} kinds of findings together ${signedSats(explained)}, the whole drift`;
  return hanging("   ", 3, wrapText(text, width - 3));
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(columnsOf));
}
