import type { DriverContext } from "../engine/load-driver.ts";
import type { LoadEngine } from "./load-engine.ts";
import { type Report, ReportError } from "./report.ts";
import type { ReportBook } from "./report-book.ts";
import type { ResultsFile } from "./results-file.ts";

/** How long an engine may take beyond the longest payout without telling anything: it starts, or writes in blocks. */
const SILENCE_MS = 60_000;

/** What a part tells, and what becomes of it. */
export interface ToldPart {
  readonly results: ResultsFile;
  /** Called with each report before it is entered. Returns what is wrong with it; null for nothing. */
  check?(report: Report): string | null;
}

/** Enters what the parts have told since they were last read. True if anything was told. */
export function readAll(read: LoadEngine["read"], parts: Iterable<ToldPart>, book: ReportBook): boolean {
  let isAny = false;
  for (const part of parts) {
    for (const line of part.results.read()) isAny = enterLine(read, line, part, book) || isAny;
  }
  return isAny;
}

function enterLine(read: LoadEngine["read"], line: string, part: ToldPart, book: ReportBook): boolean {
  try {
    const report = read(line);
    if (report === undefined) return false;
    const wrong = part.check?.(report) ?? null;
    if (wrong === null) book.enter(report);
    else book.note(wrong);
    return true;
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    book.note(`the results have ${error.message}`);
    return false;
  }
}

/** How long nothing may be told, in milliseconds: a payout may take long with all its attempts. */
export function longestSilenceMs({ plan, clientTimeoutMs }: DriverContext): number {
  const { attempts, backoffMs } = plan.client;
  return SILENCE_MS + attempts * 2 * clientTimeoutMs + backoffMs * 2 ** (attempts - 1);
}
