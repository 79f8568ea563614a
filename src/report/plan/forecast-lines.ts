import type { Forecast, PlanSummary } from "../../domain/plan-summary.ts";
import { hangingIndent, wrapText } from "../../text/wrap.ts";
import type { Theme } from "../theme.ts";

/** What the truth table lets expect of each fault: what is likely found, why, and who survives it. */
export function forecastLines({ forecast, api }: PlanSummary, width: number, theme: Theme): string[] {
  if (forecast.length === 0) return [];
  const isForeign = forecast.every(({ documented }) => documented === null);
  const of = isForeign ? "what survives these faults" : `what is likely with ${api.strategy}`;
  return [
    ...hangingIndent("   ", 3, wrapText(`forecast, not a verdict: ${of}`, width - 3)),
    ...forecast.flatMap((each) => {
      const lines = hangingIndent("     ", 7, wrapText(sentence(each), width - 7));
      return lines.map((line, at) => (at === 0 ? line.replace(each.fault, () => theme.strong(each.fault)) : line));
    }),
  ];
}

function sentence({ fault, column, documented, survivors }: Forecast): string {
  if (column === null) return `${fault}: the truth table does not have it under these conditions`;
  const place = `${fault} (as in ${column})`;
  const survive = survivors.length === 0 ? "no strategy survives it" : `it is survived by ${survivors.join(", ")}`;
  if (documented === null) return `${place}: ${survive}`;
  const { verdict, findings, perhaps, because } = documented;
  if (verdict === "balanced") return `${place}: likely balanced`;
  if (findings.length === 0 && verdict === "inconclusive") return `${place}: likely inconclusive (${because})`;
  const also = perhaps.length === 0 ? "" : `, perhaps ${perhaps.join(", ")}`;
  return `${place}: likely ${findings.join(", ") || verdict}${also} (${because}); ${survive}`;
}
