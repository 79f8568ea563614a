import { severities } from "../domain/alert.ts";
import { entryEffects, payoutStates } from "../domain/books.ts";
import { callbackReceivers } from "../domain/callback-fault.ts";
import { doubtFields } from "../domain/doubt.ts";
import { deliveries, faultPlaces } from "../domain/fault.ts";
import { feesOnRefund } from "../domain/fee.ts";
import { findingKinds } from "../domain/finding.ts";
import { interruptions } from "../domain/interruption.ts";
import { answerReasons, learningWays, outcomes } from "../domain/outcome.ts";
import { unfinishedFields } from "../domain/unfinished.ts";
import { verdicts } from "../domain/verdict.ts";

/** The name of a field's type; `?` allows null. */
export type FieldType = keyof typeof fieldTypes;

/** An object that has not been checked yet. */
export type Unread = Record<string, unknown>;

/** True for an object that is neither null nor a list. */
export function isRecord(value: unknown): value is Unread {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The name of the first field that is missing or has the wrong type; undefined if the object has this shape. */
export function wrongField(value: Unread, shape: Readonly<Record<string, FieldType>>): string | undefined {
  return Object.entries(shape).find(([field, type]) => !fieldTypes[type](value[field]))?.[0];
}

/** More than any run has; the columns of the log hold nothing larger. */
const MAX_PAYOUT = 999_999_999;

const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isMsat = (value: unknown): boolean => Number.isSafeInteger(value);
const isPayout = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_PAYOUT;
const isTexts = (value: unknown): boolean => isListOf(value, isText);

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function oneOf(words: readonly unknown[]): (value: unknown) => boolean {
  return (value) => words.includes(value);
}

function orNull(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === null || is(value);
}

type Kinds = Readonly<Record<string, Readonly<Record<string, FieldType>>>>;

function isOneOfKinds(value: unknown, kinds: Kinds): boolean {
  if (!isRecord(value) || typeof value["kind"] !== "string" || !Object.hasOwn(kinds, value["kind"])) return false;
  return wrongField(value, kinds[value["kind"]] ?? {}) === undefined;
}

function isDoubt(value: unknown): boolean {
  return isOneOfKinds(value, doubtFields);
}

function isUnfinished(value: unknown): boolean {
  return isOneOfKinds(value, unfinishedFields);
}

function isProject(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value["mayHold"])) return false;
  const { ppm, atLeastMsat } = value["mayHold"];
  return isText(value["projectId"]) && isMsat(value["balanceMsat"]) && isCount(ppm) && isMsat(atLeastMsat);
}

const isFaultPlace = oneOf(faultPlaces);

const isReceiver = oneOf(callbackReceivers);

const isFeeOnRefund = oneOf(feesOnRefund);

function isFault(value: unknown): boolean {
  if (!isRecord(value) || !isText(value["name"]) || !isFaultPlace(value["where"])) return false;
  const { inARow, to } = value;
  return isCount(value["planned"]) && (inARow === undefined || isCount(inARow)) && (to === undefined || isReceiver(to));
}

const isSeverity = oneOf(severities);

function isAlert(value: unknown): boolean {
  return isRecord(value) && isText(value["name"]) && isText(value["when"]) && isSeverity(value["severity"]);
}

function isExpectation(value: unknown): boolean {
  if (!isRecord(value) || !verdicts.some((one) => one === value["verdict"])) return false;
  return value["findings"] === undefined || isListOf(value["findings"], oneOf(findingKinds));
}

/** The numbers of each kind of order. */
const orderNumbers: Readonly<Record<string, readonly string[]>> = {
  random: ["seed", "shortMs", "longMs"],
  pct: ["seed", "depth", "steps", "longMs"],
};

function isOrder(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { kind, late } = value;
  if (kind === "late") return isRecord(late) && Object.values(late).every(isNumber);
  return typeof kind === "string" && (orderNumbers[kind]?.every((name) => isNumber(value[name])) ?? false);
}

function isSimulated(value: unknown): boolean {
  return isRecord(value) && isRecord(value["document"]) && isOrder(value["order"]);
}

const fieldTypes = {
  number: isNumber,
  "number?": orNull(isNumber),
  "number or missing": (value: unknown) => value === undefined || isNumber(value),
  "receiver or missing": (value: unknown) => value === undefined || isReceiver(value),
  place: isFaultPlace,
  count: isCount,
  msat: isMsat,
  "msat?": orNull(isMsat),
  payout: isPayout,
  "payout?": orNull(isPayout),
  text: isText,
  "text?": orNull(isText),
  texts: isTexts,
  "texts or missing": (value: unknown) => value === undefined || isTexts(value),
  flag: (value: unknown) => typeof value === "boolean",
  oracle: oneOf(["rail", "answers"]),
  injectedTimeouts: oneOf(["never-paid", "unknown"]),
  routingFees: oneOf(["absorbed", "passed-on"]),
  "feeOnRefund or missing": (value: unknown) => value === undefined || isFeeOnRefund(value),
  retryKey: oneOf(["same", "fresh"]),
  outcome: oneOf(outcomes),
  reason: oneOf(answerReasons),
  effect: oneOf(entryEffects),
  state: oneOf(payoutStates),
  finding: oneOf(findingKinds),
  moment: oneOf(["opening", "during", "final"]),
  edge: oneOf(["opening", "final"]),
  books: oneOf(["balance", "entries", "payouts"]),
  notOurs: oneOf(["crashes", "duplicates", "instances"]),
  projects: (value: unknown) => isListOf(value, isProject),
  "delivery?": orNull(oneOf(deliveries)),
  interruption: oneOf(interruptions),
  learnedBy: oneOf(learningWays),
  faults: (value: unknown) => isListOf(value, isFault),
  thresholds: (value: unknown) => isRecord(value) && Object.values(value).every(isTexts),
  alerts: (value: unknown) => isListOf(value, isAlert),
  expectation: isExpectation,
  doubts: (value: unknown) => isListOf(value, isDoubt),
  unfinished: (value: unknown) => isListOf(value, isUnfinished),
  "simulated or missing": (value: unknown) => value === undefined || isSimulated(value),
} as const;
