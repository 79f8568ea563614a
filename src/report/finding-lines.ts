import type { Example, Finding } from "../domain/finding.ts";
import type { ProjectStatement } from "../domain/reconciliation.ts";
import { figure, payoutCount, signedSats } from "./figures.ts";
import type { Ink } from "./ink.ts";
import { columnsOf, plain } from "./plain.ts";
import { totalDrift } from "./statement-table.ts";
import { hanging, wrap, wrapText } from "./wrap.ts";

/**
 * The findings of one scenario, each with its share of the drift and the stories of its examples. The shares are signed like the
 * drift, so that a reader can add them up.
 */
export function findingLines(
  findings: readonly Finding[],
  projects: readonly ProjectStatement[],
  width: number,
  ink: Ink,
): string[] {
  const columns = {
    kind: widest(findings.map((finding) => finding.kind)),
    payouts: widest(findings.map((finding) => payoutCount(finding.payouts))),
    sats: widest(findings.map((finding) => signedSats(finding.sats))),
  };
  const lines = findings.flatMap((finding) => [
    ` ${ink.bad("✗")} ${[
      ink.strong(finding.kind) + " ".repeat(columns.kind - finding.kind.length),
      payoutCount(finding.payouts).padStart(columns.payouts),
      ink.bad(signedSats(finding.sats).padStart(columns.sats)),
    ].join("   ")}`,
    ...shareLines(finding, projects, width),
    ...exampleLines(finding.examples, width, ink),
  ]);
  return [...lines, ...sumLines(findings, projects, ink)];
}

function shareLines(finding: Finding, projects: readonly ProjectStatement[], width: number): string[] {
  if (projects.length < 2) return [];
  const [first, ...others] = finding.projects;
  // A single share is the whole, whose figures stand in the line above.
  if (first !== undefined && others.length === 0)
    return wrapText(`in ${plain(first.projectId)}`, width - 5).map(indented);
  const shares = finding.projects.map(
    ({ projectId, payouts, sats }) => `${plain(projectId)} ${payoutCount(payouts)} ${signedSats(sats)}`,
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
    const story = example.story.map(plain);
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
function sumLines(findings: readonly Finding[], projects: readonly ProjectStatement[], ink: Ink): string[] {
  const explained = findings.reduce((sats, finding) => sats + finding.sats, 0);
  const drift = totalDrift(projects);
  if (drift === null) return [];
  if (explained !== drift) {
    return [` ${ink.doubt("?")} findings explain ${signedSats(explained)} of a drift of ${signedSats(drift)}`];
  }
  if (findings.length < 2) return [];
  return [`   ${figure(findings.length)} kinds of findings together ${signedSats(explained)}, the whole drift`];
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(columnsOf));
}
