import type { AttemptAnswered, BalanceRead } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";

/**
 * Between which limits the balance of a project lies while the load runs, as far as the answers tell. An attempt that was sent may
 * have taken its cost, or may not have: it lowers the lower limit. An answer that is definite makes one of the two certain: `paid`
 * lowers the upper limit as well, and a refusal before any payment raises the lower one again. Everything else (no answer yet, a
 * timeout, a payment taken over, a failed payment whose refund may come a little later) leaves both where they are, so that what is
 * not known widens the interval and never accuses.
 *
 * Money that is set aside is still there: the lower limit is one of what is available and held together, below which a service may go
 * by what it declares to hold beyond the cost of an attempt under way. The upper one is of what is available, because what is paid may be
 * set aside a little longer; and both together are never more than there was at the start.
 *
 * A read is judged by what was known when it was asked, or as long before as the reads of the service may lag behind, and facts are
 * entered in the order in which they were answered: so what became certain lately is remembered, and taken back where a read may be older.
 */
export interface Bounds {
  /** The limits as of now; null until the opening balance was read. */
  readonly now: Limits | null;
  /** What was available and held at the start. */
  readonly openingMsat: Msat;
  readonly certainties: readonly Certainty[];
  /** How many balances were read during the load, how many of them lie outside, and of these how many above. */
  readonly reads: number;
  readonly outside: number;
  readonly above: number;
  /** The first read that lies outside, and the one that lies farthest outside; null for none. */
  readonly first: OutsideRead | null;
  readonly worst: OutsideRead | null;
}

/** The lowest balance that can be, held money included, and the highest that can be available. */
export interface Limits {
  readonly loMsat: Msat;
  readonly hiMsat: Msat;
}

/** By how much the limits moved together, and when: never earlier than it really was, which would accuse. */
interface Certainty extends Limits {
  readonly atMs: number;
}

/** A balance that was read during the load and cannot have been. */
export interface OutsideRead extends Limits {
  readonly balanceMsat: Msat;
  readonly heldMsat: Msat;
  readonly atMs: number;
  /** How far from the nearer limit. */
  readonly byMsat: Msat;
}

/** What one attempt may take from a balance: its cost, and what may be held beyond it while it is under way. */
export interface AttemptCost {
  readonly costMsat: Msat;
  readonly mayHoldMsat: Msat;
}

/** Bounds that facts are still being entered into. */
export type BoundsDraft = { -readonly [Key in keyof Bounds]: Bounds[Key] } & { certainties: Certainty[] };

/** The bounds of a project of which nothing is known yet. */
export function newBounds(): BoundsDraft {
  return { now: null, openingMsat: 0, certainties: [], reads: 0, outside: 0, above: 0, first: null, worst: null };
}

/** Enters the opening balance: nothing is on its way yet, so it is both limits. */
export function openBounds(bounds: BoundsDraft, { balanceMsat, heldMsat }: BalanceRead): void {
  bounds.openingMsat = balanceMsat + heldMsat;
  bounds.now = { loMsat: bounds.openingMsat, hiMsat: balanceMsat };
  bounds.certainties = [];
}

/** Enters an attempt that goes out: from now on its cost may be gone. */
export function applySentAttempt(bounds: BoundsDraft, { costMsat, mayHoldMsat }: AttemptCost): void {
  move(bounds, { loMsat: -costMsat - mayHoldMsat, hiMsat: 0 });
}

/** Enters an answer to an attempt. One that repeats an answer under the same key tells of a cost that is counted already. */
export function applyAttemptResult(
  bounds: BoundsDraft,
  fact: AttemptAnswered,
  taking: AttemptCost,
  repeats: boolean,
): void {
  const { atMs, outcome, reason } = fact;
  const { costMsat, mayHoldMsat } = taking;
  const cost = outcome === "paid" && !repeats;
  const nothing = (outcome === "paid" && repeats) || (outcome === "refused" && reason !== "payment-failed");
  if (cost) ascertain(bounds, { atMs, loMsat: mayHoldMsat, hiMsat: -costMsat });
  if (nothing) ascertain(bounds, { atMs, loMsat: costMsat + mayHoldMsat, hiMsat: 0 });
}

/** Enters a balance that was read during the load. Reads of one project never overlap, so what was certain before it is forgotten. */
export function checkRead(bounds: BoundsDraft, fact: BalanceRead, staleReadsMs: number): void {
  const { atMs, askedAtMs, balanceMsat, heldMsat } = fact;
  bounds.reads += 1;
  bounds.certainties = bounds.certainties.filter((certainty) => certainty.atMs >= askedAtMs - staleReadsMs);
  if (bounds.now === null) return;
  let { loMsat, hiMsat } = bounds.now;
  for (const since of bounds.certainties) {
    loMsat -= since.loMsat;
    hiMsat -= since.hiMsat;
  }
  const aboveMsat = Math.max(balanceMsat - hiMsat, balanceMsat + heldMsat - bounds.openingMsat);
  const byMsat = Math.max(loMsat - balanceMsat - heldMsat, aboveMsat);
  if (byMsat <= 0) return;
  const read = { balanceMsat, heldMsat, atMs, loMsat, hiMsat, byMsat };
  bounds.outside += 1;
  if (aboveMsat > 0) bounds.above += 1;
  bounds.first ??= read;
  if (bounds.worst === null || byMsat > bounds.worst.byMsat) bounds.worst = read;
}

function move(bounds: BoundsDraft, by: Limits): void {
  if (bounds.now === null) return;
  bounds.now = { loMsat: bounds.now.loMsat + by.loMsat, hiMsat: bounds.now.hiMsat + by.hiMsat };
}

/** What becomes certain within one millisecond is kept as one, so that a load without a single read does not fill the memory. */
function ascertain(bounds: BoundsDraft, certainty: Certainty): void {
  if (bounds.now === null) return;
  move(bounds, certainty);
  const { certainties } = bounds;
  const last = certainties.at(-1);
  const joins = last !== undefined && Math.floor(last.atMs) === Math.floor(certainty.atMs);
  if (joins) certainties.pop();
  certainties.push({
    atMs: Math.max(certainty.atMs, last?.atMs ?? certainty.atMs),
    loMsat: certainty.loMsat + (joins ? last.loMsat : 0),
    hiMsat: certainty.hiMsat + (joins ? last.hiMsat : 0),
  });
}
