import type { Firing, RunChart, Span } from "../../domain/chart.ts";
import type { Fact } from "../../domain/fact.ts";
import { buildStatement } from "../build-statement.ts";
import type { Statement } from "../statement.ts";
import { balancesOf, enterBalances, newBalances } from "./balances.ts";
import { durationsOf } from "./durations.ts";
import { thinFirings, thinPoints } from "./thinning.ts";

/** In how many slots of time a balance is drawn; with many projects fewer, because all of them share one page. */
const SLOTS = { most: 400, least: 20, together: 2_000 } as const;

/** How many firings of one fault can be told apart in a drawing. */
const FIRINGS = 400;

/**
 * A run over time, from its facts alone; they are read twice. What comes out is bounded, however many payouts there were.
 * @throws Error when the facts are not those of one run, which begins with `run-started`.
 */
export function chartOf(facts: Iterable<Fact>): RunChart {
  const statement = buildStatement(facts);
  const balances = newBalances(statement);
  const clock = newClock();
  const firings: Firing[] = [];
  for (const fact of facts) {
    enterBalances(balances, fact);
    tick(clock, fact);
    if (fact.kind === "fault-fired" && fact.payout !== null) firings.push({ atMs: fact.atMs, fault: fact.fault });
    if (fact.kind === "api-crashed") firings.push({ atMs: fact.atMs, fault: fact.point });
  }
  const endMs = statement.events.lastAtMs;
  const share = Math.floor(SLOTS.together / Math.max(1, statement.accounts.length));
  const slots = Math.max(SLOTS.least, Math.min(SLOTS.most, share));
  return {
    projects: balancesOf(balances).map((project) => ({
      ...project,
      expected: thinPoints(project.expected, slots),
      actual: thinPoints(project.actual, slots),
    })),
    phases: clock.phases,
    drain: drainOf(statement, clock.phases),
    firings: thinFirings(firings, endMs, FIRINGS),
    durations: durationsOf(statement.lines),
    endMs,
  };
}

/** Phases while they are still being told. */
interface PhaseClock {
  readonly phases: Span[];
  /** When the first attempt of the current phase was sent; null before that. */
  startedAtMs: number | null;
}

function newClock(): PhaseClock {
  return { phases: [], startedAtMs: null };
}

/** A phase begins with its first attempt: phases come one after the other, and nothing is sent between them. */
function tick(clock: PhaseClock, fact: Fact): void {
  if (fact.kind === "attempt-sent") clock.startedAtMs ??= fact.atMs;
  if (fact.kind !== "phase-ended") return;
  clock.phases.push({ name: fact.phase, startMs: clock.startedAtMs ?? fact.atMs, endMs: fact.atMs });
  clock.startedAtMs = null;
}

function drainOf({ events }: Statement, phases: readonly Span[]): RunChart["drain"] {
  const startMs = phases.at(-1)?.endMs;
  if (events.drained === null || startMs === undefined) return null;
  return { startMs, endMs: Math.max(startMs, events.drained.atMs) };
}
