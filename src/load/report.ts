import { type AnswerReason, answerReasons, type Outcome, outcomes } from "../domain/outcome.ts";
import type { PayoutNumber } from "../domain/payout.ts";

/**
 * What a load engine tells of the payouts that it sends, one thing a line. Times are in milliseconds since 1970, by the clock of its machine.
 *
 *     ready     this part can begin, and waits for the others
 *     begun     the run for which it sends, where that does not start it itself
 *     attempt   one sending and its answer, as our classification understood it
 *     learned   what its caller found out later by asking
 *     done      a payout has its last answer
 *     failed    something in the script went wrong, so what it told may not be all
 */
export type Report =
  | { readonly kind: "ready" }
  | ({ readonly kind: "attempt"; readonly durationMs: number } & AttemptState)
  | ({ readonly kind: "learned" } & AttemptState)
  | { readonly kind: "begun"; readonly run: string; readonly keyPrefix: string }
  | { readonly kind: "done"; readonly payout: PayoutNumber }
  | { readonly kind: "failed"; readonly reason: string };

/** How an attempt stands. */
interface AttemptState {
  readonly payout: PayoutNumber;
  /** From 1. */
  readonly attempt: number;
  /** When the attempt was sent, or its outcome learned. */
  readonly atEpochMs: number;
  readonly outcome: Outcome;
  readonly reason: AnswerReason;
  readonly status: number;
  readonly code: string;
  readonly payoutId: string;
}

/** A line of results that means nothing; its message says why. */
export class ReportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ReportError";
  }
}

/** The JSON object on a line of results. @throws ReportError */
export function objectIn(line: string): Fields {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ReportError(`a line that is not a JSON object: ${shown(line)}`);
}

type Fields = Readonly<Record<string, unknown>>;

/** Longer texts are no ids and no codes. */
const MOST_TEXT = 300;

/** Reads one thing that an engine told. Numbers may stand as text, because some engines know nothing else. @throws ReportError */
export function reportOf(fields: Fields): Report {
  switch (fields["kind"]) {
    case "ready":
      return { kind: "ready" };
    case "attempt":
      return { kind: "attempt", durationMs: numberOf(fields, "durationMs"), ...stateOf(fields) };
    case "learned":
      return { kind: "learned", ...stateOf(fields) };
    case "begun":
      return { kind: "begun", run: textOf(fields, "run"), keyPrefix: textOf(fields, "keyPrefix") };
    case "done":
      return { kind: "done", payout: countOf(fields, "payout") };
    case "failed":
      return { kind: "failed", reason: textOf(fields, "reason") };
    default:
      throw new ReportError(
        `kind must be begun, ready, attempt, learned, done or failed (got ${shown(fields["kind"])})`,
      );
  }
}

function stateOf(fields: Fields): AttemptState {
  return {
    payout: countOf(fields, "payout"),
    attempt: countOf(fields, "attempt"),
    atEpochMs: numberOf(fields, "atEpochMs"),
    outcome: wordOf(fields, "outcome", outcomes),
    reason: wordOf(fields, "reason", answerReasons),
    status: numberOf(fields, "status"),
    code: textOf(fields, "code"),
    payoutId: textOf(fields, "payoutId"),
  };
}

function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
  throw new ReportError(`${name} must be a number from 0 (got ${shown(value)})`);
}

function countOf(fields: Fields, name: string): number {
  const number = numberOf(fields, name);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new ReportError(`${name} must be a whole number from 1 (got ${shown(fields[name])})`);
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name] ?? "";
  if (typeof value === "string" && value.length <= MOST_TEXT) return value;
  throw new ReportError(`${name} must be a text of at most ${MOST_TEXT} characters (got ${shown(value)})`);
}

function wordOf<Word extends string>(fields: Fields, name: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === fields[name]);
  if (word !== undefined) return word;
  throw new ReportError(`${name} must be one of ${words.join(", ")} (got ${shown(fields[name])})`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
