import { builtInAlerts, severities } from "../domain/alert.ts";
import type { Fact } from "../domain/fact.ts";
import { outcomes } from "../domain/outcome.ts";
import { verdicts } from "../domain/verdict.ts";

/**
 * Facts to and from NDJSON: one JSON object a line, in order. A journal file may hold several runs, one after the other; each
 * begins with its `run-started`. Reading is strict, because a judgement rests on it: a line that is no fact is an error with its
 * number, never skipped.
 */

/** A line of a journal that is not a fact. */
export class JournalError extends Error {
  /** Counted from 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = "JournalError";
    this.line = line;
  }
}

/** A line that is not even JSON: where it is the last one and has no end, whoever wrote it was killed in the middle of it. */
export class NotJsonError extends JournalError {
  constructor(line: number) {
    super(line, "this line is not JSON");
    this.name = "NotJsonError";
  }
}

/** What a field may hold. A payout is its number within the run, and `?` allows null. */
type FieldType = "number" | "string" | "boolean" | "payout" | "number?" | "string?" | "payout?" | keyof typeof values;

/** Fields that hold one of a few words, or a structure. */
const values = {
  oracle: (value: unknown) => value === "node" || value === "answers",
  retryKey: (value: unknown) => value === "same" || value === "fresh",
  outcome: (value: unknown) => outcomes.some((outcome) => outcome === value),
  moment: (value: unknown) => value === "opening" || value === "during" || value === "final",
  texts: isTexts,
  faults: (value: unknown) => Array.isArray(value) && value.every((fault) => isRecord(fault) && isFault(fault)),
  thresholds: (value: unknown) => isRecord(value) && Object.values(value).every(isTexts),
  alerts: (value: unknown) => Array.isArray(value) && value.every((alert) => isRecord(alert) && isAlert(alert)),
  expectation: (value: unknown) => isRecord(value) && isExpectation(value),
} as const;

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isFault({ name, planned }: Record<string, unknown>): boolean {
  return typeof name === "string" && Number.isSafeInteger(planned);
}

function isAlert({ name, when, severity }: Record<string, unknown>): boolean {
  return typeof name === "string" && typeof when === "string" && severities.some((known) => known === severity);
}

function isExpectation({ verdict, findings }: Record<string, unknown>): boolean {
  return verdicts.some((known) => known === verdict) && (findings === undefined || isTexts(findings));
}

const hot = { atMs: "number", payout: "payout", attempt: "payout" } as const;
const atNode = { atMs: "number", payout: "payout?" } as const;
const ofProject = { atMs: "number", projectId: "string" } as const;

/** The fields of every kind of fact, with their types; `?` allows null. */
const shapes = {
  "run-started": {
    atMs: "number",
    format: "number",
    scenario: "string",
    description: "string",
    seed: "number",
    strategy: "string?",
    target: "string?",
    oracle: "oracle",
    openMeansUnpaid: "boolean",
    keyPrefix: "string",
    retryKey: "retryKey",
    payouts: "number",
    concurrency: "number?",
    projectIds: "texts",
    faults: "faults",
    thresholds: "thresholds",
    alerts: "alerts",
    expect: "expectation",
    doubts: "texts",
    notes: "texts",
    again: "string",
  },
  "phase-ended": { atMs: "number", phase: "string", payouts: "number", concurrency: "number?", mostInFlight: "number" },
  "attempt-sent": { ...hot, projectId: "string", amountSats: "number" },
  "attempt-answered": { ...hot, outcome: "outcome", status: "number", code: "string", payoutId: "string" },
  "payment-received": { ...atNode, amountSats: "number", fate: "string" },
  "payment-rejected": { ...atNode, reason: "string" },
  "payment-abandoned": atNode,
  "payment-settled": { ...atNode, amountSats: "number" },
  "payment-failed": atNode,
  "fault-fired": { ...atNode, fault: "string" },
  deposited: { ...ofProject, amountSats: "number" },
  "balance-read": { ...ofProject, askedAtMs: "number", when: "moment", balanceSats: "number", heldSats: "number" },
  "entry-read": {
    ...ofProject,
    entryId: "string",
    payout: "payout?",
    cause: "string",
    deltaSats: "number",
    balanceAfterSats: "number?",
    enteredAtMs: "number?",
  },
  "payout-read": {
    ...ofProject,
    payout: "payout?",
    payoutId: "string",
    key: "string",
    status: "string",
    amountSats: "number",
  },
  "read-failed": { ...ofProject, what: "string", reason: "string", absent: "boolean" },
  drained: { atMs: "number", ok: "boolean", reason: "string" },
  "api-exited": { atMs: "number", reason: "string" },
  "api-crashed": { atMs: "number", point: "string", instance: "number" },
  "api-restarted": { atMs: "number", instance: "number" },
  interrupted: { atMs: "number", signal: "string" },
  "run-ended": { atMs: "number" },
} as const satisfies {
  [Kind in Fact["kind"]]: Record<Exclude<keyof Extract<Fact, { kind: Kind }>, "kind">, FieldType>;
};

/** One fact as a line, with its line end. */
export function encodeFact(fact: Fact): string {
  return `${JSON.stringify(fact)}\n`;
}

/** The fact of one line, which is number `line` of its file. @throws JournalError when the line is not a fact. */
export function decodeFact(text: string, line: number): Fact {
  const value = parse(text, line);
  if (!isRecord(value)) throw new JournalError(line, "a fact is a JSON object");
  const { kind } = value;
  if (!isKind(kind)) throw new JournalError(line, `there is no fact of the kind ${JSON.stringify(kind) ?? "(none)"}`);
  // Journals from before there were alerts say nothing of them, and these two are always on.
  if (kind === "run-started") value["alerts"] ??= builtInAlerts;
  for (const [field, type] of Object.entries<FieldType>(shapes[kind])) {
    if (!fits(value[field], type))
      throw new JournalError(line, `${kind}: the field ${field} is missing or of the wrong type`);
  }
  if (kind === "run-started" && value["format"] !== 1) {
    throw new JournalError(line, `this journal has format ${value["format"]}, and this version reads format 1`);
  }
  return value as unknown as Fact;
}

function parse(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotJsonError(line);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKind(value: unknown): value is Fact["kind"] {
  return typeof value === "string" && Object.hasOwn(shapes, value);
}

function fits(value: unknown, type: FieldType): boolean {
  if (type in values) return values[type as keyof typeof values](value);
  if (value === null) return type.endsWith("?");
  if (type.startsWith("payout")) return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_PAYOUT;
  return typeof value === type.replace("?", "") && (typeof value !== "number" || Number.isFinite(value));
}

/** No run has more payouts, nor a payout more attempts, and the columns of the log hold no larger number. */
const MAX_PAYOUT = 999_999_999;
