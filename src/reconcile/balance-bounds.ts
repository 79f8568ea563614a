import type { AttemptAnswered, BalanceRead } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { Price } from "./charge-pairing.ts";

/**
 * The limits within which a project's balance must lie during the load, as far as the answers show. An attempt that was sent may have taken
 * its cost, so it lowers the lower limit. `paid` lowers the upper limit too; a refusal before any payment raises the lower limit again.
 * Everything else (no answer, a timeout, a pending payout, a failed payment whose refund may follow) moves neither limit: an unknown outcome
 * widens the interval and never produces a finding.
 *
 * The lower limit applies to available plus held money, less the declared extra hold. The upper limit applies to available money, because a
 * paid amount may be held a little longer; available plus held money never exceeds the opening balance.
 *
 * A read is judged by what was known when it was sent, less the declared lag of reads. Facts are ordered by when they were answered, so
 * we keep recent facts, and undo them when we judge a read that may predate them.
 */
export type Bounds = Readonly<Omit<BoundsDraft, "now" | "certainties">> & {
  readonly now: Limits | null;
  readonly certainties: readonly Certainty[];
};

/** Moved in place, because each fact moves them. */
type Movable<Draft> = { -readonly [Name in keyof Draft]: Draft[Name] };

/** Bounds that facts are still applied to. */
export type BoundsDraft = ReturnType<typeof newBounds>;

/** The lowest balance that is possible, held money included, and the highest that can be available. */
export interface Limits {
  readonly loMsat: Msat;
  readonly hiMsat: Msat;
}

/** By how much both limits moved, and when: never earlier than it really was, which would accuse. */
export interface Certainty extends Limits {
  readonly atMs: number;
}

/** An impossible balance that was read during the load. */
export interface OutsideRead extends Limits {
  readonly balanceMsat: Msat;
  readonly heldMsat: Msat;
  readonly atMs: number;
  /** The distance from the nearer limit. */
  readonly byMsat: Msat;
}

/** Empty bounds. */
export function newBounds() {
  return {
    /** The limits as of now; null until the opening balance is read. */
    now: null as Movable<Limits> | null,
    /** Available and held at the start. */
    openingMsat: 0,
    certainties: [] as Movable<Certainty>[],
    /** Balances read during the load, those outside the limits, and those above. */
    reads: 0,
    outside: 0,
    above: 0,
    /** The first read outside, and the one farthest outside; null for none. */
    first: null as OutsideRead | null,
    worst: null as OutsideRead | null,
  };
}

/** Applies the opening balance: nothing is under way yet, so it is both limits. */
export function openBounds(bounds: BoundsDraft, { balanceMsat, heldMsat }: BalanceRead): void {
  bounds.openingMsat = balanceMsat + heldMsat;
  bounds.now = { loMsat: bounds.openingMsat, hiMsat: balanceMsat };
  bounds.certainties = [];
}

/** Applies a sent attempt: from now on its cost may be gone. */
export function applySentAttempt(bounds: BoundsDraft, { costMsat, mayHoldMsat }: Price): void {
  move(bounds, { loMsat: -costMsat - mayHoldMsat, hiMsat: 0 });
}

/** Applies an answer. One that repeats an answer under the same key has its cost counted already. */
export function applyAttemptResult(
  bounds: BoundsDraft,
  fact: AttemptAnswered,
  { costMsat, mayHoldMsat }: Price,
  repeats: boolean,
): void {
  const { atMs, outcome, reason } = fact;
  if (outcome === "paid" && !repeats) ascertain(bounds, { atMs, loMsat: mayHoldMsat, hiMsat: -costMsat });
  const isFree = outcome === "paid" ? repeats : outcome === "refused" && reason !== "payment-failed";
  if (isFree) ascertain(bounds, { atMs, loMsat: costMsat + mayHoldMsat, hiMsat: 0 });
}

/** Applies what is learned later of an attempt: it was paid. A refusal that is learned later moves no limit, because a refund may follow it. */
export function applyPaidLater(
  bounds: BoundsDraft,
  atMs: number,
  { costMsat, mayHoldMsat }: Price,
  repeats: boolean,
): void {
  if (!repeats) ascertain(bounds, { atMs, loMsat: mayHoldMsat, hiMsat: -costMsat });
}

/** The service contradicts itself about a payout, so its answers say nothing any more about what it took. */
export function widenBounds(bounds: BoundsDraft, { costMsat, mayHoldMsat }: Price): void {
  move(bounds, { loMsat: -costMsat - mayHoldMsat, hiMsat: costMsat });
}

/** Applies what the service passes on of the fee of a route. It may charge that from the moment of the settlement. */
export function applyRoutingFee(bounds: BoundsDraft, msat: Msat): void {
  if (msat !== 0) move(bounds, { loMsat: -msat, hiMsat: 0 });
}

/** How reads are judged: how far they may lag behind, and whether a payout may cost more than is known. */
export interface ReadRules {
  readonly staleReadsMs: number;
  readonly mayCostMore: boolean;
}

/** Judges a balance read during the load. Reads of one project never overlap, so older certainties are dropped. */
export function checkRead(bounds: BoundsDraft, fact: BalanceRead, { staleReadsMs, mayCostMore }: ReadRules): void {
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
  const belowMsat = mayCostMore ? 0 : loMsat - balanceMsat - heldMsat;
  const byMsat = Math.max(belowMsat, aboveMsat);
  if (byMsat <= 0) return;
  const read = { balanceMsat, heldMsat, atMs, loMsat, hiMsat, byMsat };
  bounds.outside += 1;
  if (aboveMsat > 0) bounds.above += 1;
  bounds.first ??= read;
  if (bounds.worst === null || byMsat > bounds.worst.byMsat) bounds.worst = read;
}

function move({ now }: BoundsDraft, { loMsat, hiMsat }: Limits): void {
  if (now === null) return;
  now.loMsat += loMsat;
  now.hiMsat += hiMsat;
}

/** Certainties of one millisecond are merged, so that a load without any reads does not fill the memory. */
function ascertain(bounds: BoundsDraft, certainty: Certainty): void {
  if (bounds.now === null) return;
  move(bounds, certainty);
  const { atMs, loMsat, hiMsat } = certainty;
  const last = bounds.certainties.at(-1);
  if (last === undefined || Math.floor(last.atMs) !== Math.floor(atMs)) {
    bounds.certainties.push({ atMs: Math.max(atMs, last?.atMs ?? atMs), loMsat, hiMsat });
    return;
  }
  last.atMs = Math.max(atMs, last.atMs);
  last.loMsat += loMsat;
  last.hiMsat += hiMsat;
}
