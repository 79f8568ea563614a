import type { Reconciliation } from "../domain/reconciliation.ts";
import { columnsOf, plain } from "../text/plain.ts";
import { hanging, wrapText } from "../text/wrap.ts";
import { concluded } from "./concluded.ts";
import { declarationOf } from "./declaration.ts";
import { type Ink, tinted } from "./ink.ts";
import { reproduceLines } from "./reproduce-lines.ts";

/** The last lines of a scenario: what its verdict rests on, where that is a declaration, the verdict, and the command that repeats it. */
export function verdictLines(reconciliation: Reconciliation, width: number, ink: Ink): string[] {
  const declaration = declarationOf(reconciliation);
  return [
    ...(declaration === undefined ? [] : hanging("   ", 3, wrapText(declaration, width - 3))),
    ...conclusionLines(reconciliation, width, ink),
  ];
}

function conclusionLines(reconciliation: Reconciliation, width: number, ink: Ink): string[] {
  const { sign, word, remark } = concluded(reconciliation);
  const text = [word, ...(remark === "" ? [] : [remark])].join("   ");
  const reproduce = reconciliation.reproduce === "" ? "" : `reproduce: ${plain(reconciliation.reproduce)}`;
  const head = (line: string) => ` ${tinted(sign, `${sign} ${ink.strong(line)}`, ink)}`;
  if (3 + columnsOf(text) + 3 + columnsOf(reproduce) <= width)
    return [`${head(text)}   ${ink.faint(reproduce)}`.trimEnd()];
  const lines = wrapText(text, width - 3);
  return [
    ...hanging(
      "",
      3,
      lines.map((line, index) => (index === 0 ? head(line) : line)),
    ),
    ...reproduceLines(reconciliation.reproduce, width).map((line) => ink.faint(line)),
  ];
}
