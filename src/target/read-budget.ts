import type { Clock } from "../domain/clock.ts";
import { formatInteger } from "../domain/format.ts";
import { TargetError } from "./target.ts";

/**
 * What reads may take. A list has no limit that the contract knows, so each of these is far above what an honest service needs for a run of
 * the largest size, and ends a list that has no end.
 */
export interface ReadLimits {
  /** One answer, from the request to its last byte, and a single read with all its tries, in milliseconds. */
  readonly callMs: number;
  /** A list as a whole, in milliseconds. */
  readonly listMs: number;
  /** One answer, in bytes. */
  readonly answerBytes: number;
  /** A list as a whole, in bytes. */
  readonly listBytes: number;
  readonly pages: number;
  readonly rows: number;
  /** Pages in a row that bring nothing new and name a next one. */
  readonly barrenPages: number;
  /** Entries from before a run that are remembered one by one, where nothing less tells old from new. */
  readonly rememberedEntries: number;
}

/** The limits of reads where nobody sets others. */
export const defaultReadLimits: ReadLimits = {
  callMs: 10_000,
  listMs: 30_000,
  answerBytes: 1 << 24,
  listBytes: 2 ** 31,
  pages: 20_000,
  rows: 4_000_000,
  barrenPages: 20,
  rememberedEntries: 250_000,
};

/** What one read still has of its limits. Whatever is used up is a `TargetError` of kind `limit`, in one sentence. */
export class ReadBudget {
  readonly what: string;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal | undefined;
  /** True where several calls share the time, so that its end does not tell whether the service would have answered the last of them. */
  readonly isOfList: boolean;
  readonly #clock: Clock;
  readonly #withinMs: number;
  readonly #endMs: number;
  #bytes = 0;
  #pages = 0;
  #rows = 0;

  /** `what` is read within the milliseconds that a call, or a list, may take. */
  constructor(what: string, { clock, limits, signal, isOfList }: BudgetParts) {
    this.what = what;
    this.limits = limits;
    this.signal = signal;
    this.isOfList = isOfList;
    this.#clock = clock;
    this.#withinMs = isOfList ? limits.listMs : limits.callMs;
    this.#endMs = clock.now() + this.#withinMs;
  }

  /** How many milliseconds are left; 0 or less for none. */
  leftMs(): number {
    return this.#endMs - this.#clock.now();
  }

  /** @throws TargetError where the time is up, or nobody wants the answer any more. */
  check(): void {
    if (this.signal?.aborted) throw this.givenUp();
    if (this.leftMs() <= 0) throw this.late();
  }

  /** Notes what was received. @throws TargetError where that is too much. */
  received(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.limits.listBytes) throw this.#endless(`${formatInteger(this.#bytes)} bytes`);
  }

  /** Notes a page of a list. @throws TargetError where that is too much. */
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
