import type { Fact } from "../../domain/fact.ts";
import type { Example, Finding } from "../../domain/finding.ts";
import { type PayoutNumber, payoutKey } from "../../domain/payout.ts";
import { rounded } from "../percentiles.ts";
import type { Evidence, Statement } from "../statement.ts";
import type { Tally } from "../tally-findings.ts";
import type { TimelineEntry } from "./event.ts";
import { payoutTimeline } from "./payout.ts";
import { projectTimeline } from "./project.ts";

/**
 * Findings with their examples. The statement keeps no facts, so the facts are read once more, and only those of the few payouts whose
 * story is told are kept. Without findings they are not read again.
 */
export function withExamples(
  tallies: readonly Tally[],
  statement: Statement,
  facts: Iterable<Fact>,
): readonly Finding[] {
  const told = tallies.flatMap(({ examples }) => examples.flatMap(({ payout }) => payout ?? []));
  const histories = historiesOf(new Set(told), facts);
  return tallies.map(({ kind, payouts, msat, projects, examples }) => {
    return { kind, payouts, msat, projects, examples: examples.map((hit) => exampleOf(hit, statement, histories)) };
  });
}

type Histories = ReadonlyMap<PayoutNumber, readonly Fact[]>;

function historiesOf(payouts: ReadonlySet<PayoutNumber>, facts: Iterable<Fact>): Histories {
  const histories = new Map<PayoutNumber, Fact[]>();
  if (payouts.size === 0) return histories;
  for (const payout of payouts) histories.set(payout, []);
  for (const fact of facts) {
    if ("payout" in fact && fact.payout !== null) histories.get(fact.payout)?.push(fact);
  }
  return histories;
}

function exampleOf(hit: Evidence, statement: Statement, histories: Histories): Example {
  const line = hit.payout === null ? undefined : statement.lineOf(hit.payout);
  if (line === undefined) return example(hit.projectId, projectTimeline(hit, statement));
  const key = payoutKey(statement.run.keyPrefix, line.payout);
  return example(key, payoutTimeline(hit, line, histories.get(line.payout) ?? []));
}

function example(key: string, told: readonly TimelineEntry[]): Example {
  return {
    key,
    timeline: told.map(({ phrase }) => phrase),
    events: told.map(({ atMs, by, text }) => ({ atMs: atMs === null ? null : rounded(atMs), by, text })),
  };
}
