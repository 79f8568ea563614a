import type { DocumentedCell } from "../../src/domain/matrix.ts";
import { findingCodes } from "../../src/explain/finding-codes.ts";
import { type IncidentName, incidents } from "../../src/explain/incidents.ts";
import { type Family, families } from "../../src/explain/index.ts";
import { truthTable } from "../../src/explain/truth-table.ts";
import { table } from "./markdown-table.ts";

/**
 * Pages of docs/ that say what `explain` says, so that no two places can say different things. `npm run docs` writes them anew, and a
 * test compares them.
 */
const MADE = "<!-- Made by `npm run docs` from src/explain. Change the texts there. -->";

/** docs/findings.md: every kind of bad news and every verdict. */
export function findingsPage(): string {
  return page("Findings and verdicts", [
    "Everything that a run can find, what it means, how it comes about and what fixes it. `npx chaos-payout explain NAME` prints the same" +
      " on a terminal. A finding names payouts and an amount; the amounts of all findings of a project add up to its drift, to the sat.",
    contents(["finding", "verdict"]),
    ...sections(["finding", "verdict"], 2),
  ]);
}

/** docs/faults.md: everything that can be made to go wrong. */
export function faultsPage(): string {
  const kinds = ["payment fault", "wire fault", "crash point", "duplicate handling"];
  return page("Faults", [
    "Everything that a scenario can let go wrong. Rates are exact: 5 % of 600 payouts is 30 payouts, and the seed chooses which. A fault" +
      " that was declared and never fired makes the run inconclusive.",
    "```yaml\nload:\n  - { name: all, payouts: 600, concurrency: 60, faults: { timeout: 5%, answer-lost: 3 } }   # fates and wire faults\nrail: { duplicates: pay-again }                    # duplicate handling\ncrashes: [{ at: after-charge, occurrence: 3 }]     # crash point\n```",
    contents(kinds),
    ...sections(kinds, 2),
  ]);
}

/** docs/strategies.md: how the embedded API can move money, and what survives what. */
export function strategiesPage(): string {
  const strategies = Object.keys(familyOf("strategy").texts);
  const head = ["fault", "what happens", ...strategies.map((name) => `\`${name}\``)];
  const rows = truthTable.map(({ fault, title, cells }) => [
    `**${fault}**`,
    title,
    ...strategies.map((name) => cellText((cells as Readonly<Record<string, DocumentedCell | null>>)[name] ?? null)),
  ]);
  const codes = Object.entries(findingCodes).map(([kind, code]) => `${code} \`${kind}\``);
  return page("Strategies", [
    "How the embedded payout API moves money, from the bug to what survives everything. `npx chaos-payout matrix` measures the table on this" +
      " page, cell by cell, on real processes.",
    table([head, ...rows]),
    `${codes.join(" · ")}. In parentheses: may be found as well. A dash: nothing is documented.`,
    ...sections(["strategy"], 2),
  ]);
}

function cellText(cell: DocumentedCell | null): string {
  if (cell === null) return "–";
  if (cell.findings.length === 0) return "ok";
  return [
    ...cell.findings.map((kind) => findingCodes[kind]),
    ...cell.perhaps.map((kind) => `(${findingCodes[kind]})`),
  ].join(" ");
}

function page(title: string, blocks: readonly string[]): string {
  return `${[MADE, `# ${title}`, ...blocks].join("\n\n")}\n`;
}

function familyOf(one: string): Family {
  const family = families.find((each) => each.singular === one);
  if (family === undefined) throw new Error(`there is no family "${one}"`);
  return family;
}

function contents(kinds: readonly string[]): string {
  const rows = kinds
    .map(familyOf)
    .flatMap(({ singular, texts }) =>
      Object.entries(texts).map(([name, { summary }]) => [singular, `[\`${name}\`](#${name})`, summary]),
    );
  return table([["", "name", "is"], ...rows]);
}

function sections(kinds: readonly string[], level: number): string[] {
  return kinds
    .map(familyOf)
    .flatMap(({ title, headings, texts }) => [
      `${"#".repeat(level)} ${title}`,
      ...Object.entries(texts).flatMap(([name, { summary, cause, remedy, kinds, seenIn = [] }]) => [
        `${"#".repeat(level + 1)} ${name}`,
        `${sentence(summary)}`,
        `**${headings.cause}.** ${cause}`,
        `**${headings.remedy}.** ${remedy}`,
        ...(kinds === undefined ? [] : [`**${kinds.heading}.**`, table([["", "is"], ...kinds.all.map(code)])]),
        ...(seenIn.length === 0 ? [] : [`**Seen in.**\n\n${seenIn.map(incidentLine).join("\n")}`]),
      ]),
    ]);
}

function code([name, is]: readonly [name: string, is: string]): string[] {
  return [`\`${name}\``, is];
}

function incidentLine(name: IncidentName): string {
  return `* ${name}: ${incidents[name]}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
