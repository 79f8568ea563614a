import type { Doubt } from "../domain/doubt.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import { type FieldType, isRecord, wrongField } from "./field-types.ts";

/**
 * The fields of every kind of doubt and of unfinished. Both are unions inside of facts, and a judgement rests on them as on every fact, so a
 * kind that is not known, or one without its figures, is no doubt at all.
 */
type ShapesOf<Union extends { readonly kind: string }> = {
  readonly [Kind in Union["kind"]]: Readonly<
    Record<Exclude<keyof Extract<Union, { readonly kind: Kind }>, "kind">, FieldType | "unfinished">
  >;
};

const unfinishedShapes = {
  "payments-in-flight": { payments: "count" },
  "payouts-open": { payouts: "count", words: "texts" },
  "money-held": { projectIds: "texts" },
  "balance-moving": { projectIds: "texts" },
  "drift-unexplained": { projectIds: "texts" },
  "read-failed": { reason: "text" },
  "service-exited": {},
  "drain-too-short": {},
  "load-cut-short": { reason: "text" },
  "faults-not-healed": { reason: "text" },
  "no-opening-balance": {},
} as const satisfies ShapesOf<Unfinished>;

const doubtShapes = {
  "fault-rounds-to-zero": { fault: "text", declared: "text", phase: "text", payouts: "count" },
  "fault-not-fired": { fault: "text", planned: "count", fired: "count" },
  "fault-not-observable": { fault: "text" },
  "fault-ignored": { fault: "text" },
  "fault-hides-outcome": { fault: "text" },
  "wire-fault-hides-outcome": { fault: "text" },
  "switch-missing": { reason: "text" },
  "switch-takes-one-fault": { phase: "text" },
  "not-controllable": { what: "notOurs", wanted: "text" },
  "concurrency-not-reached": { phase: "text", payouts: "count", declared: "count", reached: "count" },
  "crash-not-retried": { point: "text", atMs: "number" },
  overfunded: { projectId: "text", declaredMsat: "msat", openingMsat: "msat", costMsat: "msat" },
  underfunded: { projectId: "text", declaredMsat: "msat", openingMsat: "msat" },
  "nothing-sent": {},
  "nothing-answered": {},
  "all-refused": {},
  "mostly-refused": { refused: "count", payouts: "count" },
  "mostly-unreached": { unreached: "count", payouts: "count" },
  "rail-unused": {},
  "switch-was-on": {},
  "payments-of-others": { payments: "count", settled: "count" },
  "nothing-reported-paid": {},
  "never-sent": { missing: "count", payouts: "count" },
  "answers-unreadable": { payouts: "count" },
  "unexplained-attempts": {
    attempts: "count",
    fired: "count",
    crashed: "flag",
    clientTimeouts: "count",
    clientTimeoutMs: "number or missing",
    gateway: "count",
  },
  "outcomes-unknown": { payouts: "count", clientTimeouts: "count", clientTimeoutMs: "number or missing" },
  "stayed-pending": { payouts: "count" },
  "states-unknown": { payouts: "count", words: "texts" },
  interrupted: { signal: "text" },
  "time-limit": { limitMs: "number" },
  "api-exited": { atMs: "number", reason: "text" },
  "not-restarted": { point: "text" },
  "journal-incomplete": {},
  "drain-missing": {},
  unfinished: { unfinished: "unfinished" },
  "read-failed": { what: "books", projectId: "text", reason: "text" },
  "balance-not-read": { projectId: "text", when: "edge" },
  "entries-lost": { projectId: "text" },
  "entries-of-others": { projectId: "text", entries: "count" },
  "entries-unmatched": { projectId: "text", entries: "count" },
  "threshold-not-judged": { metric: "text", expression: "text", reason: "text" },
  "check-failed": { check: "finding", reason: "text" },
} as const satisfies ShapesOf<Doubt>;

/** True for a list of doubts, each whole. */
export function areDoubts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isOneOf(one, doubtShapes));
}

/** True for a list of what kept the system from coming to rest, each whole. */
export function areUnfinished(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isOneOf(one, unfinishedShapes));
}

function isOneOf(
  value: unknown,
  shapes: Readonly<Record<string, Readonly<Record<string, FieldType | "unfinished">>>>,
): boolean {
  if (!isRecord(value) || typeof value["kind"] !== "string" || !Object.hasOwn(shapes, value["kind"])) return false;
  const plain: [string, FieldType][] = [];
  for (const [field, type] of Object.entries(shapes[value["kind"]] ?? {})) {
    if (type !== "unfinished") plain.push([field, type]);
    else if (!areUnfinished(value[field])) return false;
  }
  return wrongField(value, Object.fromEntries(plain)) === undefined;
}
