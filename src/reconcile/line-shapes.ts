import type { Msat } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import { heldBeyondMsat, type LineDraft, type OpenAttempt } from "./payout-line.ts";

/** The numbers in which lines of one shape differ. */
export interface Folded {
  readonly payout: PayoutNumber;
  readonly amountMsat: Msat;
  readonly costMsat: Msat;
  readonly firstSentMs: number;
  readonly lastAnsweredMs: number;
  readonly answeredId: number;
  readonly listedId: number;
  /** The place of the open attempt, where there is one. */
  readonly attemptPlace: number;
}

/** The fields that a shape does not compare as they are. All others must be the same value, whatever is added to a line. */
const folded: ReadonlySet<string> = new Set<keyof LineDraft>([
  "payout",
  "amountMsat",
  "costMsat",
  "mayHoldMsat",
  "firstSentMs",
  "lastSentMs",
  "lastAnsweredMs",
  "lastHeardMs",
  "answeredId",
  "listedId",
  "rows",
  "entriesMsat",
  "charges",
  "openCharges",
  "reversals",
  "routingFees",
  "openAttempts",
  "learnedEarly",
]);

/** What lines of one shape have in common. */
interface Shape {
  readonly number: number;
  readonly line: LineDraft;
  /** The compared fields and their values. */
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  /** What of it is once its cost. */
  readonly isCharged: boolean;
  readonly isOpen: boolean;
  readonly isEntered: boolean;
  /** True where it was heard with its last answer, false for never. */
  readonly isHeard: boolean;
  readonly attempt: OpenAttempt | undefined;
}

/** A byte says which. */
const MOST = 255;

/**
 * The shapes of lines. Two lines have one shape if they are alike in all but the numbers of `Folded` and what follows from these: a line that was
 * charged its cost once, or never, was sent once, and has at most one attempt left open.
 */
export class LineShapes {
  readonly #shapes: Shape[] = [];
  /** Those that were met last come first. */
  readonly #latest: Shape[] = [];

  /** The number of the shape of a line, from 1; undefined where it has none. */
  of(line: LineDraft): number | undefined {
    if (!isPlain(line)) return undefined;
    const found = this.#latest.findIndex((shape) => isLike(line, shape));
    const known = this.#latest[found];
    if (known !== undefined) {
      if (found > 0) {
        this.#latest.splice(found, 1);
        this.#latest.unshift(known);
      }
      return known.number;
    }
    if (this.#shapes.length === MOST) return undefined;
    const shape = shapeOf(line, this.#shapes.length + 1);
    this.#shapes.push(shape);
    this.#latest.unshift(shape);
    return shape.number;
  }

  /** A line of this shape with these numbers. */
  lineOf(number: number, numbers: Folded): LineDraft | undefined {
    const shape = this.#shapes[number - 1];
    if (shape === undefined) return undefined;
    const { amountMsat, costMsat, firstSentMs, lastAnsweredMs } = numbers;
    const line = { ...shape.line };
    line.payout = numbers.payout;
    line.amountMsat = amountMsat;
    line.costMsat = costMsat;
    line.mayHoldMsat = heldBeyondMsat(line.project, amountMsat);
    line.firstSentMs = firstSentMs;
    line.lastSentMs = firstSentMs;
    line.lastAnsweredMs = lastAnsweredMs;
    line.lastHeardMs = shape.isHeard ? lastAnsweredMs : null;
    line.answeredId = numbers.answeredId;
    line.listedId = numbers.listedId;
    line.entriesMsat = shape.isEntered ? -costMsat : 0;
    if (shape.isCharged) line.charges = [costMsat];
    if (shape.isOpen) line.openCharges = [costMsat];
    if (shape.attempt !== undefined) line.openAttempts = [openSince(shape.attempt, firstSentMs, numbers.attemptPlace)];
    return line;
  }
}

/** True where everything that `lineOf` puts together again is what it will be. */
function isPlain(line: LineDraft): boolean {
  const { costMsat, firstSentMs, lastAnsweredMs, lastHeardMs, openAttempts } = line;
  const [open] = openAttempts;
  return (
    isNoneOrCost(line.charges, costMsat) &&
    isNoneOrCost(line.openCharges, costMsat) &&
    line.reversals.length === 0 &&
    line.routingFees.length === 0 &&
    line.learnedEarly.length === 0 &&
    (line.entriesMsat === 0 || (line.entriesMsat === -costMsat && costMsat !== 0)) &&
    line.lastSentMs === firstSentMs &&
    (lastHeardMs === null || lastHeardMs === lastAnsweredMs) &&
    line.mayHoldMsat === heldBeyondMsat(line.project, line.amountMsat) &&
    (open === undefined || (openAttempts.length === 1 && open.sentMs === firstSentMs))
  );
}

function isNoneOrCost(charges: readonly Msat[], costMsat: Msat): boolean {
  return charges.length === 0 || (charges.length === 1 && charges[0] === costMsat);
}

function isLike(line: LineDraft, shape: Shape): boolean {
  const { rows } = shape.line;
  const [open] = line.openAttempts;
  if (line.charges.length > 0 !== shape.isCharged || line.openCharges.length > 0 !== shape.isOpen) return false;
  if ((line.entriesMsat !== 0) !== shape.isEntered || (line.lastHeardMs !== null) !== shape.isHeard) return false;
  if (!isSameAttempt(open, shape.attempt)) return false;
  if (line.rows !== rows && !isSameRows(line.rows, rows)) return false;
  const { names, values } = shape;
  const own = line as unknown as Readonly<Record<string, unknown>>;
  for (let index = 0; index < names.length; index += 1) {
    if (own[names[index] ?? ""] !== values[index]) return false;
  }
  return true;
}

function isSameRows(left: LineDraft["rows"], right: LineDraft["rows"]): boolean {
  const { paid, refused, failed, pending, unknown } = left;
  return (
    paid === right.paid &&
    refused === right.refused &&
    failed === right.failed &&
    pending === right.pending &&
    unknown === right.unknown
  );
}

function isSameAttempt(left: OpenAttempt | undefined, right: OpenAttempt | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  const { attempt, outcome, reason, requestKept, polled } = left;
  return (
    attempt === right.attempt &&
    outcome === right.outcome &&
    reason === right.reason &&
    requestKept === right.requestKept &&
    polled === right.polled
  );
}

function openSince(
  { attempt, outcome, reason, requestKept, polled }: OpenAttempt,
  sentMs: number,
  place: number,
): OpenAttempt {
  return { attempt, outcome, reason, requestKept, sentMs, place, polled };
}

function shapeOf(line: LineDraft, number: number): Shape {
  const compared = Object.entries(line).filter(([name]) => !folded.has(name));
  return {
    number,
    line: { ...line },
    names: compared.map(([name]) => name),
    values: compared.map(([, value]) => value),
    isCharged: line.charges.length > 0,
    isOpen: line.openCharges.length > 0,
    isEntered: line.entriesMsat !== 0,
    isHeard: line.lastHeardMs !== null,
    attempt: line.openAttempts[0],
  };
}
