import type { Reconciliation } from "../domain/reconciliation.ts";
import { stripControls } from "../text/strip-controls.ts";
import { textWidth } from "../text/width.ts";
import { hangingIndent, wrapText } from "../text/wrap.ts";
import { conclusionText } from "./conclusion-text.ts";
import { reproduceLines } from "./reproduce-lines.ts";
import { paint, type Theme } from "./theme.ts";
import { declarationText } from "./wording.ts";

/** The last lines of a scenario: what its verdict rests on, where that is a declaration, the verdict, and the command that repeats it. */
export function verdictLines(reconciliation: Reconciliation, width: number, theme: Theme): string[] {
  const declaration = declarationText(reconciliation);
  return [
    ...(declaration === undefined ? [] : hangingIndent("   ", 3, wrapText(declaration, width - 3))),
    ...conclusionLines(reconciliation, width, theme),
  ];
}

function conclusionLines(reconciliation: Reconciliation, width: number, theme: Theme): string[] {
  const { sign, word, remark } = conclusionText(reconciliation);
  const text = [word, ...(remark === "" ? [] : [remark])].join("   ");
  const reproduce = reconciliation.reproduce === "" ? "" : `reproduce: ${stripControls(reconciliation.reproduce)}`;
  const head = (line: string) => ` ${paint(sign, `${sign} ${theme.strong(line)}`, theme)}`;
  if (3 + textWidth(text) + 3 + textWidth(reproduce) <= width)
    return [`${head(text)}   ${theme.faint(reproduce)}`.trimEnd()];
  const lines = wrapText(text, width - 3);
  return [
    ...hangingIndent(
      "",
      3,
      lines.map((line, index) => (index === 0 ? head(line) : line)),
    ),
    ...reproduceLines(reconciliation.reproduce, width).map((line) => theme.faint(line)),
  ];
}
