import pLimit from "p-limit";
import { describe, expect, it } from "vitest";
import { type FindingKind, findingKinds } from "../../src/domain/finding.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { servesTheBalanceFromACache } from "./cases/impossible-balance.ts";
import { casesOf } from "./cases/index.ts";
import { drains, judged } from "./judged.ts";
import type { Trial, WrongApi } from "./trial.ts";

/**
 * Is the judge any good? Every check is tried with APIs that are wrong in the way it is there for, and with APIs that are right and only
 * look strange to it, each behind HTTP, paying through our node, under the real engine.
 */

/** Each API is run once, whoever asks for its judgement; a few at a time, because they wait more than they work. */
const fewAtOnce = pLimit(16);
const judgements = new Map<Trial, Promise<Reconciliation>>();

function judgementOf(trial: Trial): Promise<Reconciliation> {
  const judgement =
    judgements.get(trial) ?? fewAtOnce(() => judged(trial, hurried.has(trial) ? drains.wrong : drains.honest));
  judgements.set(trial, judgement);
  return judgement;
}

type Titled<T> = readonly [kind: FindingKind, claim: string, trial: T];

const titled = <T extends Trial>(kind: FindingKind, trials: readonly T[]) =>
  trials.map((trial): Titled<T> => [kind, trial.claim, trial]);
const wrong: readonly Titled<WrongApi>[] = findingKinds.flatMap((kind) => titled(kind, casesOf(kind).wrong));
const odd: readonly Titled<Trial>[] = findingKinds.flatMap((kind) => titled(kind, casesOf(kind).odd));

const hurried: ReadonlySet<Trial> = new Set(wrong.map(([, , trial]) => trial));

const kindsOf = ({ findings }: Reconciliation): readonly FindingKind[] => findings.map(({ kind }) => kind);

/** The kinds that a wrong API has to be caught with, and no others, in the order of reports. */
function kindsFor(kind: FindingKind, { also = [] }: WrongApi): readonly FindingKind[] {
  return findingKinds.filter((each) => each === kind || also.includes(each));
}

/** Project by project, what all findings together say that is missing or too much. */
function shares({ findings, projects }: Reconciliation) {
  const all = findings.flatMap((finding) => finding.projects);
  return projects.map(({ projectId }) => {
    return all.reduce((sum, share) => (share.projectId === projectId ? sum + share.msat : sum), 0);
  });
}

const drifts = ({ projects }: Reconciliation) => projects.map(({ driftMsat }) => driftMsat);

describe.concurrent("the judge catches an API that", () => {
  it.for(wrong)("%s: %s", async ([kind, , api], { expect }) => {
    const judgement = await judgementOf(api);
    expect(kindsOf(judgement)).toEqual(kindsFor(kind, api));
    expect(judgement.verdict).toBe(kind === "stuck-pending" ? "stuck" : "violated");
    expect(shares(judgement)).toEqual(drifts(judgement));
  });
});

describe.concurrent("the judge accuses no API that", () => {
  it.for(odd)("%s: %s", async ([, , api], { expect }) => {
    const judgement = await judgementOf(api);
    const { verdict, findings, doubts } = judgement;
    expect([verdict, findings, doubts]).toEqual(["balanced", [], []]);
    expect(drifts(judgement)).toEqual(shares(judgement));
  });
});

describe("the interval check", () => {
  it("catches a stale read in a target that ends balanced", async () => {
    const judgement = await judgementOf(servesTheBalanceFromACache);
    const { findings, projects, doubts } = judgement;
    expect(projects.map(({ expectedMsat, actualMsat }) => [expectedMsat, actualMsat])).toEqual([
      [979_600_000, 979_600_000],
    ]);
    expect(doubts).toEqual([]);
    expect(findings.map(({ kind, payouts, msat }) => [kind, payouts, msat])).toEqual([["impossible-balance", 0, 0]]);
    expect(findings[0]?.examples[0]?.timeline[0]).toMatch(/^the balance was read as 1,000,000 at /);
  });
});

describe("the judge, all in all,", () => {
  it("is tried with at least two wrong APIs and one odd one for each kind of finding", () => {
    const tooFew = findingKinds.filter((kind) => casesOf(kind).wrong.length < 2 || casesOf(kind).odd.length < 1);
    expect(tooFew).toEqual([]);
  });

  it("catches every wrong API with the finding it is there for, and accuses no odd one", async () => {
    const caught = await Promise.all(
      wrong.map(async ([kind, , api]) => kindsOf(await judgementOf(api)).includes(kind)),
    );
    const accused = await Promise.all(odd.map(async ([, , api]) => kindsOf(await judgementOf(api)).length > 0));
    const count = (all: readonly boolean[]) => `${all.filter((each) => each).length} of ${all.length}`;
    expect([count(caught), count(accused)]).toEqual([`${wrong.length} of ${wrong.length}`, `0 of ${odd.length}`]);
  });
});
