import pLimit from "p-limit";
import { describe, expect, it } from "vitest";
import type { FindingKind } from "../../src/domain/finding.ts";
import type { Reconciliation } from "../../src/domain/reconciliation.ts";
import { bothWays } from "./both-ways/index.ts";
import { drains, judged, judgedByAnswers } from "./judged.ts";
import type { BothWays, Judged } from "./trial.ts";

/**
 * Is anybody accused who is honest, and does anybody pass who is not? Each API is judged twice behind HTTP, with our rail behind it and by
 * nothing but what it answers and lists. With our rail the judge knows what was paid; without it, it has to say what it does not know.
 */

/** They wait more than they work. */
const fewAtOnce = pLimit(32);

const ways = {
  rail: judged,
  answers: judgedByAnswers,
} as const;
type Way = keyof typeof ways;

const judgements = new Map<string, Promise<Reconciliation>>();

/** Each API is run once each way, whoever asks for its judgement. */
function judgementOf(way: Way, trial: BothWays): Promise<Reconciliation> {
  const name = `${way} ${trial.claim}`;
  const judgement = judgements.get(name) ?? fewAtOnce(() => ways[way](trial, drainOf(trial[way])));
  judgements.set(name, judgement);
  return judgement;
}

/** Where nothing is proved, whatever is left open is waited for in vain as well. */
const drainOf = ({ verdict }: Judged) => (verdict === "balanced" ? drains.honest : drains.wrong);

const titled = (way: Way) => bothWays.map((trial) => [trial[way].verdict, trial.claim, trial] as const);

/**
 * What was said of an API, in the form of what has to be said: of the doubts only those that have to be there. A balance that is wrong in the
 * end may or may not be read while the load runs, so that finding counts only where the API is there for it.
 */
function saidOf({ verdict, findings, doubts }: Reconciliation, wanted: Judged) {
  const doubtKinds: readonly string[] = doubts.map(({ kind }) => kind);
  const isByTheWay = (kind: FindingKind) => kind === "impossible-balance" && wanted.verdict === "violated";
  return {
    verdict,
    findings: findings.map(({ kind }) => kind).filter((kind) => wanted.findings.includes(kind) || !isByTheWay(kind)),
    doubts: wanted.doubts.filter((kind) => doubtKinds.includes(kind)),
  };
}

function wantedOf({ verdict, findings, doubts }: Judged) {
  return { verdict, findings, doubts };
}

/** Project by project, what all findings together say that is missing or too much. */
function shares({ findings, projects }: Reconciliation) {
  const all = findings.flatMap((finding) => finding.projects);
  return projects.map(({ projectId }) => {
    return all.reduce((sum, share) => (share.projectId === projectId ? sum + share.msat : sum), 0);
  });
}

const drifts = ({ projects }: Reconciliation) => projects.map(({ driftMsat }) => driftMsat);

describe.concurrent("with our rail behind it, the judge says", () => {
  it.for(titled("rail"))("%s of an API that %s", async ([, , api], { expect }) => {
    const judgement = await judgementOf("rail", api);
    expect(saidOf(judgement, api.rail)).toEqual(wantedOf(api.rail));
    if (judgement.verdict !== "inconclusive") expect(shares(judgement)).toEqual(drifts(judgement));
  });
});

describe.concurrent("by its answers alone, the judge says", () => {
  it.for(titled("answers"))("%s of an API that %s", async ([, , api], { expect }) => {
    const judgement = await judgementOf("answers", api);
    expect(saidOf(judgement, api.answers)).toEqual(wantedOf(api.answers));
    expect(judgement.oracle).toBe("answers");
  });
});

describe("the judge, both ways,", () => {
  it("accuses no honest API, passes no wrong one, and says of each that it cannot see why", async () => {
    expect(await countOf("rail")).toEqual({
      honest: 49,
      cleared: 44,
      accused: 0,
      wrong: 41,
      caught: 39,
      inDoubt: 2,
      passed: 0,
      cannotBeSeen: 0,
    });
    expect(await countOf("answers")).toEqual({
      honest: 49,
      cleared: 36,
      accused: 0,
      wrong: 41,
      caught: 29,
      inDoubt: 9,
      passed: 0,
      cannotBeSeen: 3,
    });
  });

  it("leaves the declaration beside a verdict that rests on what injected timeouts mean", async () => {
    const resting = bothWays.filter(({ hasSwitch, answers }) => hasSwitch && answers.verdict !== "inconclusive");
    const declared = await Promise.all(resting.map((api) => judgementOf("answers", api)));
    expect(declared.map(({ injectedTimeouts }) => injectedTimeouts)).toEqual(resting.map(() => "never-paid"));
  });
});

async function countOf(way: Way) {
  const all = await Promise.all(bothWays.map(async (api) => ({ api, verdict: (await judgementOf(way, api)).verdict })));
  const accusing = (verdict: string) => verdict === "violated" || verdict === "stuck";
  const wrong = all.filter(({ api }) => !api.isHonest);
  const honest = all.filter(({ api }) => api.isHonest);
  const balanced = wrong.filter(({ verdict }) => verdict === "balanced");
  return {
    honest: honest.length,
    cleared: honest.filter(({ verdict }) => verdict === "balanced").length,
    accused: honest.filter(({ verdict }) => accusing(verdict)).length,
    wrong: wrong.length,
    caught: wrong.filter(({ verdict }) => accusing(verdict)).length,
    inDoubt: wrong.filter(({ verdict }) => verdict === "inconclusive").length,
    passed: balanced.filter(({ api }) => api[way].unseen === "").length,
    cannotBeSeen: balanced.filter(({ api }) => api[way].unseen !== "").length,
  };
}
