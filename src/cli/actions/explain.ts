import { didYouMean } from "../../document/did-you-mean.ts";
import type { Explanation } from "../../explain/explanation.ts";
import { incidents } from "../../explain/incidents.ts";
import { type Explained, explain, explainedNames, families } from "../../explain/index.ts";
import type { ReportOptions } from "../../report/report.ts";
import { createTheme, type Theme } from "../../report/theme.ts";
import { hangingIndent, wrapText } from "../../text/wrap.ts";
import { UsageError } from "../errors.ts";
import { readCatalog, stem } from "../scenarios/resolve.ts";
import { definitionList, longestName } from "../terminal/definition-list.ts";

/** Explains a name, or points the user of a scenario name to `plan`. @throws UsageError */
export async function explainOrSuggest(name: string | undefined, options: ReportOptions, cwd: string): Promise<string> {
  if (name !== undefined && explain(name).length === 0) {
    const { local, shipped } = await readCatalog(cwd);
    if ([...local, ...shipped].some((path) => stem(path) === name)) {
      throw new UsageError(`"${name}" is a scenario: \`chaos-payout plan ${name}\` shows what it does`);
    }
  }
  return explainCommand(name, options);
}

/** Explains a name in each family that has it; without a name, lists every name. @throws UsageError */
export function explainCommand(name: string | undefined, { colour, width }: ReportOptions): string {
  const style = createTheme(colour);
  if (name === undefined) return everyName(width, style);
  const found = explain(name);
  if (found.length === 0) {
    const near = didYouMean(name, explainedNames);
    const way = near === undefined ? "" : ` did you mean "${near}"?`;
    throw new UsageError(`unknown name "${name}":${way} \`chaos-payout explain\` lists every name`);
  }
  return `${found.map((each) => explanation(each, width, style).join("\n")).join("\n\n\n")}\n`;
}

function everyName(width: number, ink: Theme): string {
  const layout = { indent: 3, nameColumns: longestName(explainedNames), width, paint: ink.strong };
  const lists = families.flatMap(({ title, texts }) => [
    ...paragraph(title, 1, width),
    ...definitionList(
      Object.entries(texts).map(([name, { summary }]) => [name, summary]),
      layout,
    ),
    "",
  ]);
  const more = paragraph("chaos-payout explain NAME shows its cause and what to do about it.", 1, width);
  return `${[...lists, ...more.map((line) => ink.faint(line))].join("\n")}\n`;
}

function explanation({ name, family, text }: Explained, width: number, ink: Theme): string[] {
  const { headings, singular } = family;
  return [
    ` ${ink.strong(name)}   ${singular}`,
    "",
    ...paragraph(text.summary, 1, width),
    ...section(headings.cause, text.cause, width, ink),
    ...section(headings.remedy, text.remedy, width, ink),
    ...kinds(text, width, ink),
    ...seenIn(text, width, ink),
  ];
}

function section(heading: string, text: string, width: number, ink: Theme): string[] {
  return ["", ` ${ink.strong(heading)}`, ...paragraph(text, 3, width)];
}

function paragraph(text: string, indent: number, width: number): string[] {
  return hangingIndent(" ".repeat(indent), indent, wrapText(text, width - indent));
}

function kinds({ kinds }: Explanation, width: number, ink: Theme): string[] {
  if (kinds === undefined) return [];
  return ["", ` ${ink.strong(kinds.heading)}`, ...definitionList(kinds.all, { indent: 3, width })];
}

function seenIn({ seenIn: names }: Explanation, width: number, ink: Theme): string[] {
  if (names === undefined) return [];
  const entries = names.map((name) => [name, incidents[name].happened] as const);
  return ["", ` ${ink.strong("Seen in")}`, ...definitionList(entries, { indent: 3, width })];
}
