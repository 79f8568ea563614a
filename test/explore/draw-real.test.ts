import { describe, expect, it } from "vitest";
import { moments } from "../../src/domain/moment.ts";
import { createRealDrawing, faultsOf, type RealMenu } from "../../src/explore/draw-real.ts";
import { embeddedMenu } from "../../src/explore/menu.ts";
import type { Candidate, Tried } from "../../src/explore/port.ts";
import { defineScenario } from "../../src/scenario/define.ts";
import { planScenario } from "../../src/scenario/plan.ts";

const menu: RealMenu = {
  ...embeddedMenu,
  interruptions: ["kill", "terminate", "pause"],
  places: { kind: "moments", moments },
  ...{ instances: 1, projects: ["acc_1", "acc_2"], isEmbedded: false, hasKeys: true, hasLookup: false },
};

const numbers = Array.from({ length: 200 }, (_, number) => number);

function drawnWith(change: Partial<RealMenu>, seed = 1): readonly Candidate[] {
  const drawing = createRealDrawing(seed, { ...menu, ...change });
  return numbers.map((number) => drawing.draw(number));
}

const triedWith = (...reached: readonly string[]): Tried => ({
  ...{ verdict: "balanced", findings: [], history: "", reached, trace: [] },
  ordered: { events: [], schedule: { late: new Map() } },
});

describe("a scenario that is drawn for a real service", () => {
  it("can be run, has at most three payouts, and asks for nothing that is not on the menu", () => {
    for (const { document, seed } of drawnWith({})) {
      const plan = planScenario(defineScenario(document), { seed, isSeenFromOutside: true });
      expect(plan.payouts).toBeLessThanOrEqual(3);
      expect(plan.crashes).toEqual([]);
      expect(plan.interruptions.length).toBeLessThanOrEqual(1);
      expect(plan.doubts).toEqual([]);
      expect(plan.client).toMatchObject({ retryKey: "same", retryWhen: "outcome-unknown" });
      expect(faultsOf(document)).not.toContain("failed-but-settles");
    }
  });

  it("has each kind of thing in it now and then", () => {
    const all = drawnWith({}).map(({ document }) => document);
    const shares = {
      ordered: all.filter(({ order }) => order !== undefined).length,
      interrupted: all.filter(({ crashes }) => crashes !== undefined).length,
      retried: all.filter(({ client }) => client?.retry !== undefined).length,
      oneAtATime: all.filter(({ load }) => load[0]?.concurrency === 1).length,
      phases: all.filter(({ load }) => load.length > 1).length,
      faultless: all.filter((document) => faultsOf(document).length === 0).length,
    };
    for (const share of Object.values(shares)) expect(share).toBeGreaterThan(0);
  });

  it("is the same for the same seed", () => {
    expect(drawnWith({}, 7)).toEqual(drawnWith({}, 7));
    expect(drawnWith({}, 7)).not.toEqual(drawnWith({}, 8));
  });

  it("is never sent again where the service takes no key", () => {
    for (const { document } of drawnWith({ hasKeys: false })) expect(document.client).toBeUndefined();
  });

  it("is not interrupted where we do not start the service", () => {
    for (const { document } of drawnWith({ interruptions: [] })) expect(document.crashes).toBeUndefined();
  });

  it("orders only payments that come, and end without waiting for their caller", () => {
    const ordered = drawnWith({}).flatMap(({ document }) => (document.order === undefined ? [] : [document]));
    for (const document of ordered) {
      expect(
        faultsOf(document).some((fault) => ["late-settle", "stuck", "timeout", "provider-busy"].includes(fault)),
      ).toBe(false);
      expect(document.load.map(({ concurrency }) => concurrency)).toEqual([document.load[0]?.payouts]);
    }
  });
});

describe("a fault that never happens", () => {
  it("is not drawn any more after three times", () => {
    const drawing = createRealDrawing(1, { ...menu, interruptions: [] });
    let drawn = 0;
    for (const number of numbers) {
      const candidate = drawing.draw(number);
      if (faultsOf(candidate.document).includes("lookup-lag")) drawn += 1;
      const others = faultsOf(candidate.document).filter((fault) => fault !== "lookup-lag");
      drawing.learn(candidate, triedWith(...others));
    }
    expect([drawn, drawing.dropped]).toEqual([3, ["lookup-lag"]]);
  });

  it("is drawn as ever once it has happened", () => {
    const drawing = createRealDrawing(1, menu);
    const [first, ...others] = numbers.map((number) => drawing.draw(number));
    if (first !== undefined) drawing.learn(first, triedWith("slow"));
    for (const candidate of others) drawing.learn(candidate, triedWith());
    expect(drawing.dropped).not.toContain("slow");
    expect(drawing.dropped).toContain("failure");
  });
});
