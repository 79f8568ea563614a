import type { DoubtKind } from "../domain/doubt.ts";
import type { Finding } from "../domain/finding.ts";
import { type Sats, satsOf } from "../domain/money.ts";
import { doubtText } from "../explain/doubts.ts";
import { findingTexts } from "../explain/findings.ts";
import { reconcile } from "../reconcile/index.ts";
import { factsOf, type Written } from "./facts.ts";
import type { Observed } from "./observed.ts";

/** What a test did to the balance of one project, in sats. */
export interface BalanceSheet {
  readonly projectId: string;
  /** Available before the test. */
  readonly openingSats: Sats;
  readonly depositsSats: Sats;
  readonly settledPayouts: number;
  /** What the payouts that were really paid cost, with their fees. */
  readonly settledSats: Sats;
  readonly expectedSats: Sats;
  /** Available after the test. */
  readonly actualSats: Sats;
  readonly driftSats: Sats;
  /** What is wrong, a line each, in the words of findings. Two of them may cancel each other out. */
  readonly wrong: readonly string[];
}

/** A balance sheet, and why it may prove nothing. */
export interface Judged {
  readonly sheet: BalanceSheet;
  /** What cannot be known, a sentence each. */
  readonly doubts: readonly string[];
}

/** Judges an observation as the facts of a run are judged. It balances without drift, wrong lines and doubts. */
export function judge(observed: Observed): Judged {
  const written = factsOf(observed);
  const { projects, findings, doubts } = reconcile(written.facts, { timelines: "all" });
  const [project] = projects;
  const { openingMsat, expectedMsat, actualMsat, driftMsat, settledPayouts = 0 } = project ?? {};
  const fundedMsat = openingMsat ?? 0;
  return {
    sheet: {
      projectId: observed.projectId,
      openingSats: satsOf(fundedMsat - written.depositsMsat),
      depositsSats: satsOf(written.depositsMsat),
      settledPayouts,
      settledSats: satsOf(fundedMsat - (expectedMsat ?? fundedMsat)),
      expectedSats: satsOf(expectedMsat ?? 0),
      actualSats: satsOf(actualMsat ?? 0),
      driftSats: satsOf(driftMsat ?? 0),
      wrong: findings.flatMap((finding) => linesOf(finding, observed.projectId, written)),
    },
    doubts: doubts
      .filter(({ kind }) => !ofLoad.includes(kind) && (kind !== "states-unknown" || observed.payments === undefined))
      .map(doubtText),
  };
}

/** Doubts about a load, and about answers that nobody saw: they do not apply to the body of a test. */
const ofLoad: readonly DoubtKind[] = [
  ...(["nothing-sent", "nothing-answered", "all-refused", "mostly-refused", "mostly-unreached"] as const),
  ...(["rail-unused", "nothing-reported-paid", "unexplained-attempts", "overfunded", "underfunded"] as const),
];

/** A line for each payout of a finding: what the ledger and the node say, because nobody saw the answers. */
function linesOf({ kind, examples }: Finding, projectId: string, { nameOf, strangers }: Written): readonly string[] {
  if (examples.length === 0) return [`${kind}: ${findingTexts[kind].summary}`];
  return examples.map(({ key, events }) => {
    const seen = events.filter(({ by }) => by !== "client").map(({ text }) => text);
    const strays = kind === "unexplained-change" && key === projectId ? strangers : [];
    return `${kind}: ${[nameOf(key), ...(seen.length === 0 ? [findingTexts[kind].summary] : seen), ...strays].join(" · ")}`;
  });
}
