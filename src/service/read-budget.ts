import type { Clock } from "../domain/clock.ts";
import { formatInteger } from "../domain/format.ts";
import { TargetError } from "./target.ts";

/** The limits of reads. Each is far above what an honest service needs for the largest run, and ends a list that never ends. */
export interface ReadLimits {
  /** One answer, to its last byte, and a single read with all its tries, in milliseconds. */
  readonly callMs: number;
  /** A list as a whole, in milliseconds. */
  readonly listMs: number;
  /** One answer, in bytes. */
  readonly answerBytes: number;
  /** A list as a whole, in bytes. */
  readonly listBytes: number;
  readonly pages: number;
  readonly rows: number;
  /** Pages in a row that bring no new row and name a next page. */
  readonly pagesWithoutNew: number;
  /** Entries from before a run that are remembered one by one, where nothing else tells old from new. */
  readonly rememberedEntries: number;
}

/** The default limits of reads. */
export const defaultReadLimits: ReadLimits = {
  callMs: 10_000,
  listMs: 30_000,
  answerBytes: 1 << 24,
  listBytes: 2 ** 31,
  pages: 20_000,
  rows: 4_000_000,
  pagesWithoutNew: 20,
  rememberedEntries: 250_000,
};

/** What one read has left of its limits. An exceeded limit is a `TargetError` of kind `limit`. */
export class ReadBudget {
  readonly what: string;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal | undefined;
  /** True where several calls share the time, so that a late one says nothing about the service. */
  readonly isOfList: boolean;
  readonly #clock: Clock;
  readonly #withinMs: number;
  readonly #endMs: number;
  #bytes = 0;
  #pages = 0;
  #rows = 0;

  /** `what` names the read in messages. */
  constructor(what: string, { clock, limits, signal, isOfList }: BudgetParts) {
    this.what = what;
    this.limits = limits;
    this.signal = signal;
    this.isOfList = isOfList;
    this.#clock = clock;
    this.#withinMs = isOfList ? limits.listMs : limits.callMs;
    this.#endMs = clock.now() + this.#withinMs;
  }

  /** The milliseconds left; 0 or less for none. */
  leftMs(): number {
    return this.#endMs - this.#clock.now();
  }

  /** @throws TargetError where the time is up, or the reader gave up. */
  check(): void {
    if (this.signal?.aborted) throw this.givenUp();
    if (this.leftMs() <= 0) throw this.late();
  }

  /** Counts the bytes received. @throws TargetError over the limit. */
  received(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.limits.listBytes) throw this.#endless(`${formatInteger(this.#bytes)} bytes`);
  }

  /** Counts a page of a list. @throws TargetError over the limit. */
  listed(rows: number): void {
    this.#pages += 1;
    this.#rows += rows;
    if (this.#rows > this.limits.rows) throw this.#endless(`${formatInteger(this.#rows)} rows`);
    if (this.#pages >= this.limits.pages) throw this.#endless(`${formatInteger(this.#pages)} pages`);
  }

  late(): TargetError {
    return new TargetError("limit", `${this.what} has not ended after ${this.#withinMs / 1000} s`);
  }

  givenUp(): TargetError {
    return new TargetError("limit", `${this.what} was given up, because the run does not wait any longer`);
  }

  #endless(soFar: string): TargetError {
    return new TargetError("limit", `${this.what} has no end: it has brought ${soFar} so far`);
  }
}

interface BudgetParts {
  readonly clock: Clock;
  readonly limits: ReadLimits;
  readonly signal?: AbortSignal | undefined;
  readonly isOfList: boolean;
}
