import type { Run } from "../report/report.ts";
import type { ReporterChoice } from "./output/reporter-choice.ts";
import { screen } from "./terminal/capabilities.ts";

/**
 * The brief table, for standard output, where every report goes to a file and nobody would see a verdict; "" elsewhere. Whoever writes to
 * the screen under the name of a file gets nothing that was not asked for.
 */
export async function briefVerdict(choices: readonly ReporterChoice[], run: Run): Promise<string> {
  const isSeen = choices.some(({ file }) => file === undefined || /^\/(?:dev|proc)\/(?!null$)/.test(file));
  if (isSeen || run.scenarios.length === 0) return "";
  const { table } = await import("../report/table.ts");
  return table(run, { ...screen(), detail: "brief" });
}
