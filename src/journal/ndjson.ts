import type { Fact } from "../domain/fact.ts";

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

type FieldType = "number" | "string" | "boolean" | "object" | "number?" | "string?";

const hot = { atMs: "number", payout: "number", attempt: "number" } as const;
const atNode = { atMs: "number", payout: "number?" } as const;
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
    oracle: "string",
    openMeansUnpaid: "boolean",
    keyPrefix: "string",
    retryKey: "string",
    payouts: "number",
    concurrency: "number?",
    projectIds: "object",
    faults: "object",
    thresholds: "object",
    expect: "object",
    doubts: "object",
    notes: "object",
    again: "string",
  },
  "phase-ended": { atMs: "number", phase: "string", payouts: "number", concurrency: "number?", mostInFlight: "number" },
  "attempt-sent": { ...hot, projectId: "string", amountSats: "number" },
  "attempt-answered": { ...hot, outcome: "string", status: "number", code: "string", payoutId: "string" },
  "payment-received": { ...atNode, amountSats: "number", fate: "string" },
  "payment-rejected": { ...atNode, reason: "string" },
  "payment-abandoned": atNode,
  "payment-settled": { ...atNode, amountSats: "number" },
  "payment-failed": atNode,
  "fault-fired": { ...atNode, fault: "string" },
  deposited: { ...ofProject, amountSats: "number" },
  "balance-read": { ...ofProject, when: "string", balanceSats: "number", heldSats: "number" },
  "entry-read": {
    ...ofProject,
    entryId: "string",
    payout: "number?",
    cause: "string",
    deltaSats: "number",
    balanceAfterSats: "number?",
    enteredAtMs: "number?",
  },
  "payout-read": {
    ...ofProject,
    payout: "number?",
    payoutId: "string",
    key: "string",
    status: "string",
    amountSats: "number",
  },
  "read-failed": { ...ofProject, what: "string", reason: "string", absent: "boolean" },
  drained: { atMs: "number", ok: "boolean", reason: "string" },
  "api-exited": { atMs: "number", reason: "string" },
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
    throw new JournalError(line, "this line is not JSON");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKind(value: unknown): value is Fact["kind"] {
  return typeof value === "string" && Object.hasOwn(shapes, value);
}

function fits(value: unknown, type: FieldType): boolean {
  if (type.endsWith("?")) return value === null || typeof value === type.slice(0, -1);
  return typeof value === type && value !== null && (type !== "number" || Number.isFinite(value));
}
