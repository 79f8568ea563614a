import type { Example, Finding } from "../domain/finding.ts";
import { counted, formatChangeInSats, formatInteger } from "../domain/format.ts";
import type { ProjectStatement } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { pad, widest } from "../text/width.ts";
import { hangingIndent, wrapPhrases, wrapText } from "../text/wrap.ts";
import type { Detail } from "./report.ts";
import { signedLines } from "./shared-lines.ts";
import { totalDrift } from "./statement-table.ts";
import type { Theme } from "./theme.ts";

/** The findings of one scenario, each with its share of the drift and the timelines of its examples. */
export function findingLines(
  findings: readonly Finding[],
  projects: readonly ProjectStatement[],
  detail: Detail,
  width: number,
  theme: Theme,
): string[] {
  const columns: Columns = {
    kind: widest(findings.map((finding) => finding.kind)),
    payouts: widest(findings.map((finding) => counted(finding.payouts, "payout"))),
    sats: widest(findings.map((finding) => formatChangeInSats(finding.msat))),
  };
  const isRoom = 3 + columns.kind + 3 + columns.payouts + 3 + columns.sats <= width;
  const lines = findings.flatMap((finding) => [
    ...figureLines(finding, isRoom ? columns : undefined, theme),
    ...shareLines(finding, projects, width),
    ...exampleLines(finding.examples, width, theme),
    ...(detail === "full" ? restLines(finding) : []),
  ]);
  return [...lines, ...sumLines(findings, projects, width, theme)];
}

type Columns = Readonly<Record<"kind" | "payouts" | "sats", number>>;

function figureLines(finding: Finding, columns: Columns | undefined, { bad, strong }: Theme): string[] {
  const { kind, payouts, sats } = columns ?? { kind: 0, payouts: 0, sats: 0 };
  const name = ` ${bad("✗")} ${strong(pad(finding.kind, kind))}`;
  const amount = bad(formatChangeInSats(finding.msat).padStart(sats));
  const figures = `   ${counted(finding.payouts, "payout").padStart(payouts)}   ${amount}`;
  return columns === undefined ? [name, figures] : [name + figures];
}

function restLines({ payouts, examples }: Finding): string[] {
  const rest = payouts - examples.length;
  return rest > 0 ? [indented(`… and ${counted(rest, "more payout")}`)] : [];
}

function shareLines(finding: Finding, projects: readonly ProjectStatement[], width: number): string[] {
  if (projects.length < 2) return [];
  // A single share has the figures of the line above.
  const isSingle = finding.projects.length === 1;
  const shares = finding.projects.map(({ projectId, payouts, msat }) => {
    const name = stripControls(projectId);
    return isSingle ? `in ${name}` : `${name} ${counted(payouts, "payout")} ${formatChangeInSats(msat)}`;
  });
  return wrapPhrases(shares, width - 5).map(indented);
}

function indented(line: string): string {
  return " ".repeat(5) + line;
}

function exampleLines(examples: readonly Example[], width: number, theme: Theme): string[] {
  const keys = examples.map((example) => stripControls(example.key));
  const keyColumns = widest(keys);
  const indent = 5 + keyColumns + 3;
  return examples.flatMap((example, index) => {
    const key = keys[index] ?? "";
    const events = example.timeline.map(stripControls);
    if (indent <= width / 3) {
      const prefix = `     ${theme.strong(pad(key, keyColumns))}   `;
      return hangingIndent(prefix, indent, wrapPhrases(events, width - indent));
    }
    // Beside a key this long there is no room for a timeline.
    return [
      ...wrapText(key, width - 5).map((line) => indented(theme.strong(line))),
      ...hangingIndent(" ".repeat(7), 7, wrapPhrases(events, width - 7)),
    ];
  });
}

/** The sum of the shares, if there are several or if they do not explain the drift. */
function sumLines(
  findings: readonly Finding[],
  projects: readonly ProjectStatement[],
  width: number,
  theme: Theme,
): string[] {
  const explained = findings.reduce((msat, finding) => msat + finding.msat, 0);
  const drift = totalDrift(projects);
  if (drift === null) return [];
  if (explained !== drift) {
    const text = `findings explain ${formatChangeInSats(explained)} of a drift of ${formatChangeInSats(drift)}`;
    return signedLines("?", text, width, theme);
  }
  if (findings.length < 2) return [];
  const text = `${formatInteger(findings.length)} kinds of findings add up to ${formatChangeInSats(explained)}, the whole drift`;
  return wrapText(text, width - 3).map((line) => `   ${line}`);
}
