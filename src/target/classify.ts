import type { Outcome } from "../domain/outcome.ts";
import type { Answer } from "./target.ts";

/**
 * What an answer allows the caller to conclude, as a table. What is not in the table is `unknown`: a status nobody thought of is
 * no reason to believe anything (Stripe: "treat the result of a 500 request as indeterminate").
 */
interface Row {
  readonly status: number;
  /** The error code the row is about; without one the row is about every answer of this status. */
  readonly code?: string;
  readonly outcome: Outcome;
}

const errors: readonly Row[] = [
  { status: 400, outcome: "refused" },
  { status: 401, outcome: "refused" },
  { status: 402, outcome: "refused" },
  { status: 403, outcome: "refused" },
  { status: 404, outcome: "refused" },
  { status: 405, outcome: "refused" },
  { status: 409, code: "PAYOUT_IN_PROGRESS", outcome: "pending" },
  { status: 413, outcome: "refused" },
  { status: 415, outcome: "refused" },
  { status: 422, outcome: "refused" },
  { status: 429, outcome: "refused" },
  { status: 502, code: "PAYMENT_FAILED", outcome: "refused" },
];

/** What a payout's own status says, in an answer that reports success. A payout in `error` may still have been paid. */
const statuses: Readonly<Record<string, Outcome>> = {
  completed: "paid",
  pending: "pending",
};

/** The code of a 2xx that says neither that it is a success nor what became of the payout. */
const UNREADABLE = "UNREADABLE";

/**
 * The answer that status and body make. Tolerates an error code in `error.code`, in `data.error`, or nowhere, and a payout that
 * comes without an envelope; a success has to say so, with `success: true` or with the status of the payout.
 */
export function classify(status: number, body: string): Answer {
  const envelope = parseEnvelope(body);
  if (envelope === undefined) return { outcome: errorOutcome(status, ""), status, code: "NOT_JSON", payoutId: "" };
  const { success, payoutStatus, payoutId, code } = envelope;
  if (status < 200 || status > 299) return { outcome: errorOutcome(status, code), status, code, payoutId };
  if (success === false || code !== "") return { outcome: "unknown", status, code, payoutId };
  if (payoutStatus !== undefined) return { outcome: statuses[payoutStatus] ?? "unknown", status, code, payoutId };
  if (success !== true) return { outcome: "unknown", status, code: UNREADABLE, payoutId };
  return { outcome: status === 202 ? "pending" : "paid", status, code, payoutId };
}

function errorOutcome(status: number, code: string): Outcome {
  const row = errors.find((each) => each.status === status && (each.code === undefined || each.code === code));
  return row?.outcome ?? "unknown";
}

interface Envelope {
  readonly success: unknown;
  readonly payoutStatus: string | undefined;
  readonly payoutId: string;
  readonly code: string;
}

function parseEnvelope(body: string): Envelope | undefined {
  const value = parseObject(body);
  if (value === undefined) return undefined;
  const data = objectOf(value["data"] ?? value);
  return {
    success: value["success"],
    payoutStatus: textOf(data["status"]) || undefined,
    payoutId: textOf(data["id"]),
    code: codeOf(textOf(objectOf(value["error"])["code"]) || textOf(data["error"])),
  };
}

/** A code is a short word. Whatever else stands in its place may be anything, a secret or a megabyte, and is not kept. */
function codeOf(text: string): string {
  return text === "" || /^[\w.-]{1,64}$/.test(text) ? text : "OTHER";
}

/** The JSON object in a text; undefined when the text is anything else. */
export function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The value as an object; an empty one when it is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** The value as text, of a number as well; "" when it is neither. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
