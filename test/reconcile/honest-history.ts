import fc from "fast-check";
import type { PayoutState } from "../../src/domain/books.ts";
import type { EntryRead, Fact } from "../../src/domain/fact.ts";
import {
  answered,
  balance,
  costOf,
  declared,
  entry,
  failed,
  listed,
  plannedFault,
  received,
  rested,
  seen,
  sent,
  settled,
  started,
  timedOut,
} from "./facts.ts";

/**
 * Random histories of an API that is honest to the sat, with every observer at its own time: payouts side by side in several projects,
 * charged or held, paid, refused, failed with a refund that may come after the answer, timed out and settled late, taken over and decided
 * later, tried again; and balances that are read meanwhile, each true at some moment between its question and its answer.
 */
export const PROJECTS = ["shop", "bar", "inn"];

/** What every project holds at the start. */
export const OPENING = 1_000_000_000;

const endings = [
  ...["paid", "confirmed", "failed", "cancelled", "refused", "paid later", "cancelled later"],
  ...["timed out, then refunded", "timed out, then settled", "timed out, then paid again"],
] as const;

type Ending = (typeof endings)[number];

interface Course {
  readonly projectId: string;
  readonly amountMsat: number;
  readonly ending: Ending;
  readonly startMs: number;
  /** How long each of its steps takes. */
  readonly stepsMs: readonly number[];
}

interface Look {
  readonly projectId: string;
  readonly askedAtMs: number;
  /** How long after the question the balance was what it tells, and how long after that it was answered. */
  readonly trueAfterMs: number;
  readonly answeredAfterMs: number;
}

/** A history, in the order in which it would be recorded. */
export interface History {
  readonly facts: readonly Fact[];
  readonly payouts: number;
}

const course: fc.Arbitrary<Course> = fc.record({
  projectId: fc.constantFrom(...PROJECTS),
  amountMsat: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 20_000_000 })),
  ending: fc.constantFrom(...endings),
  startMs: fc.integer({ min: 5, max: 300 }),
  stepsMs: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 8, maxLength: 8 }),
});

const look: fc.Arbitrary<Look> = fc.record({
  projectId: fc.constantFrom(...PROJECTS),
  askedAtMs: fc.integer({ min: 5, max: 700 }),
  trueAfterMs: fc.nat(40),
  answeredAfterMs: fc.nat(40),
});

/**
 * Honest histories. At least one payout goes well, and most are not refused, because a run that puts nothing to the test is no proof.
 */
export const honestHistory: fc.Arbitrary<History> = fc
  .record({ courses: fc.array(course, { maxLength: 8 }), looks: fc.array(look, { maxLength: 8 }), good: course })
  .map(({ courses, looks, good }) => {
    const tested = courses.map((one, index) => (index % 3 === 0 ? one : accepted(one)));
    return historyOf([{ ...good, ending: "paid" }, ...tested], looks);
  });

function accepted(one: Course): Course {
  return one.ending === "refused" ? { ...one, ending: "confirmed" } : one;
}

/** What one payout did, step by step; entries are facts of the end, and moments of the ledger before. */
function stepsOf(payout: number, { amountMsat, ending, projectId }: Course): readonly (Fact | EntryRead)[] {
  const cost = costOf(amountMsat);
  const moved = (cause: string, msat: number) => entry(payout, cause, msat, { projectId });
  const [charge, refund] = [moved("charge", -cost), moved("refund", cost)];
  const [hold, cancel, confirm] = [moved("hold", -cost), moved("release", cost), moved("confirm", 0)];
  const first = sent(payout, { projectId, amountMsat });
  const taken = received(payout, "settle");
  const paid = settled(payout, amountMsat);
  const gaveUp: Fact = { kind: "payment-failed", atMs: 0, payout };
  const fired: Fact = { kind: "fault-fired", atMs: 0, payout, fault: "timeout", delivered: null };
  const pending = answered(payout, { outcome: "pending", status: 202 });
  const again = sent(payout, { projectId, amountMsat, attempt: 2 });
  const row = (state: PayoutState) => listed(payout, { projectId, amountMsat, state });
  const steps: Readonly<Record<Ending, readonly Fact[]>> = {
    paid: [first, charge, taken, paid, answered(payout), row("paid")],
    confirmed: [first, hold, taken, paid, confirm, answered(payout), row("paid")],
    failed: [first, charge, taken, gaveUp, failed(payout), refund, row("failed")],
    cancelled: [first, hold, taken, gaveUp, cancel, failed(payout), row("refused")],
    refused: [
      first,
      answered(payout, { outcome: "refused", reason: "funds", status: 402, code: "INSUFFICIENT_BALANCE" }),
    ],
    "paid later": [first, hold, taken, pending, paid, confirm, row("paid")],
    "cancelled later": [first, hold, taken, pending, gaveUp, cancel, row("refused")],
    "timed out, then refunded": [first, charge, taken, fired, timedOut(payout), gaveUp, refund, row("failed")],
    "timed out, then settled": [first, hold, taken, fired, timedOut(payout), paid, confirm, row("paid")],
    "timed out, then paid again": [
      ...[first, charge, taken, fired, timedOut(payout), paid, again],
      ...[answered(payout, { attempt: 2, status: 200 }), row("paid")],
    ],
  };
  return steps[ending];
}

function historyOf(courses: readonly Course[], looks: readonly Look[]): History {
  const timed = courses.flatMap((one, index) => {
    let atMs = one.startMs;
    return stepsOf(index + 1, one).map((fact, step) => {
      // No two things happen at one moment, so that the order of the facts is that of the world.
      if (step > 0) atMs += (one.stepsMs[step - 1] ?? 0) + 0.25;
      return { ...fact, atMs: atMs + index / 100 };
    });
  });
  const during = timed.filter(({ kind }) => kind !== "entry-read" && kind !== "payout-read");
  const entries = timed.flatMap((fact) => (fact.kind === "entry-read" ? [fact] : []));
  const rows = timed.filter(({ kind }) => kind === "payout-read").map((fact) => ({ ...fact, atMs: 2000 }));
  const balanceAt = (projectId: string, atMs: number) =>
    entries.reduce(
      (sum, one) => (one.projectId === projectId && one.atMs <= atMs ? sum + one.deltaMsat : sum),
      OPENING,
    );
  const reads = apart(looks).map(({ projectId, askedAtMs, trueAfterMs, answeredAfterMs }) => {
    const trueAtMs = askedAtMs + trueAfterMs;
    return seen(balanceAt(projectId, trueAtMs), askedAtMs, trueAtMs + answeredAfterMs, { projectId });
  });
  const timeouts = timed.filter(({ kind }) => kind === "fault-fired").length;
  const facts: Fact[] = [
    started({
      projects: declared(PROJECTS),
      payouts: courses.length,
      faults: [plannedFault("timeout", timeouts)],
    }),
    ...PROJECTS.map((projectId) => balance("opening", OPENING, { projectId })),
    ...[...during, ...reads].sort((left, right) => left.atMs - right.atMs),
    ...rows,
    ...entries.map((one) => ({ ...one, atMs: 2001, enteredAtMs: one.atMs })),
    ...PROJECTS.map((projectId) =>
      balance("final", balanceAt(projectId, Number.POSITIVE_INFINITY), { projectId, atMs: 2002 }),
    ),
    ...rested(),
  ];
  return { facts, payouts: courses.length };
}

/** One read of a project is answered before the next one is asked, as the engine has it. */
function apart(looks: readonly Look[]): readonly Look[] {
  const freeAtMs = new Map<string, number>();
  return [...looks]
    .sort((left, right) => left.askedAtMs - right.askedAtMs)
    .map((one) => {
      const askedAtMs = Math.max(one.askedAtMs, freeAtMs.get(one.projectId) ?? 0);
      freeAtMs.set(one.projectId, askedAtMs + one.trueAfterMs + one.answeredAfterMs + 0.001);
      return { ...one, askedAtMs };
    });
}
