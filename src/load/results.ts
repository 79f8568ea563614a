import type { DriverContext } from "../engine/load-driver.ts";
import type { LoadEngine } from "./load-engine.ts";
import { type Report, ReportError } from "./report.ts";
import type { ReportBook } from "./report-book.ts";
import type { ResultsFile } from "./results-file.ts";

/** How long an engine may take beyond the longest payout without telling anything: it starts, or writes in blocks. */
const SILENCE_MS = 60_000;

/** What a part tells, and what becomes of it. */
export interface ToldPart {
  /** Of its file. */
  readonly name: string;
  readonly results: ResultsFile;
  /** Called with each report before it is entered. Returns what is wrong with it; null for nothing. */
  check?(report: Report): string | null;
}

/** What was read of all parts. */
export interface ReadParts {
  /** True if anything was told. */
  readonly isAny: boolean;
  /** True if more can be read at once. */
  readonly isMore: boolean;
}

/** Enters what the parts have told since they were last read, or as much of it as is read at once. */
export function readParts(read: LoadEngine["read"], parts: Iterable<ToldPart>, book: ReportBook): ReadParts {
  let isAny = false;
  let isMore = false;
  let number = -1;
  for (const part of parts) {
    number += 1;
    const to = { book, part: number };
    const { name, results } = part;
    const isMoreOfIt = results.read((line) => {
      if (enterLine(read, line, part, to)) isAny = true;
    });
    isMore ||= isMoreOfIt;
    const trouble = results.trouble();
    if (trouble !== null) book.note(`${name} ${trouble}`);
  }
  return { isAny, isMore };
}

/** Enters everything that parts have told which tell no more. */
export function readToEnd(read: LoadEngine["read"], parts: readonly ToldPart[], book: ReportBook): void {
  while (readParts(read, parts, book).isMore);
}

function enterLine(
  read: LoadEngine["read"],
  line: string,
  { check }: ToldPart,
  { book, part }: { readonly book: ReportBook; readonly part: number },
): boolean {
  try {
    const report = read(line);
    if (report === undefined) return false;
    const wrong = check?.(report) ?? null;
    if (wrong === null) book.enter(report, part);
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
