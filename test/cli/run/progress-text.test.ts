import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLiveText, logText, type Snapshot } from "../../../src/cli/run/progress-text.ts";
import { createProgress, type Progress } from "../../../src/engine/progress.ts";
import { createTheme } from "../../../src/report/theme.ts";
import { textWidth } from "../../../src/text/width.ts";

function snapshot(progress: Partial<Progress> = {}, rest: Partial<Snapshot> = {}): Snapshot {
  const counters = { stage: "load", phase: "normal", done: 120, timeouts: 6, ...progress } as const;
  return {
    ...{ scenario: "timeout-after-charge", position: "2/4", perSecond: 340, elapsedMs: 1_234 },
    progress: { ...createProgress(200), ...counters },
    ...rest,
  };
}

const live = (one: Snapshot, columns = 200) => createLiveText(createTheme(0))(one, columns);

describe("the line of a run", () => {
  it("shows which run it is, its progress, rate, timeouts and elapsed time", () => {
    expect(live(snapshot())).toBe(" 2/4 timeout-after-charge · normal · 120 of 200 · 340/s · 6 timeouts · 1.2 s");
  });

  it.each([
    ["the only scenario", {}, { position: "" }, " timeout-after-charge · normal · 120 of 200 · 340/s · 6 timeouts"],
    ["one timeout", { timeouts: 1 }, {}, "340/s · 1 timeout · "],
    ["no timeout", { timeouts: 0 }, {}, "340/s · 1.2 s"],
    ["no rate yet", {}, { perSecond: null }, "120 of 200 · 6 timeouts"],
    ["a long time", {}, { elapsedMs: 125_900 }, " · 2 min 05 s"],
  ] as const)("with %s", (_, progress, rest, part) => {
    expect(live(snapshot(progress, rest))).toContain(part);
  });

  it("shows the stage after the load", () => {
    expect(live(snapshot({ stage: "start" }))).toBe(" 2/4 timeout-after-charge · starting · 1.2 s");
    expect(live(snapshot({ stage: "drain", done: 200 }))).toBe(
      " 2/4 timeout-after-charge · waiting for every payout to finish · 6 timeouts · 1.2 s",
    );
    expect(live(snapshot({ stage: "reads" }))).toContain(" · 120 of 200 · reading the final state · 6 timeouts");
  });

  it.each([
    [84, " 2/4 timeout-after-charge · normal · 120 of 200 · 340/s · 6 timeouts · 1.2 s"],
    [83, " 2/4 timeout-a…er-charge · normal · 120 of 200 · 340/s · 6 timeouts · 1.2 s"],
    [67, " 2/4 timeou…harge · normal · 120 of 200 · 6 timeouts · 1.2 s"],
    [59, " 2/4 timeou…harge · normal · 120 of 200 · 6 timeouts"],
    [51, " 2/4 timeou…harge · 120 of 200 · 6 timeouts"],
    [40, " 2/4 timeou…harge · 120 of 200"],
    [12, " 2/4 timeou…"],
  ])("in %i columns leaves out what matters least, and no half of a figure", (columns, line) => {
    expect(live(snapshot(), columns)).toBe(line);
  });

  it("leaves out a part for the rest of the run once it did not fit", () => {
    const text = createLiveText(createTheme(0));
    const wide = snapshot({ timeouts: 1_000_000 });
    expect(text(snapshot(), 72)).toContain("340/s");
    expect(text(wide, 72)).not.toContain("340/s");
    expect(text(snapshot(), 72)).not.toContain("340/s");
    expect(text(snapshot({}, { position: "3/4" }), 72)).toContain("340/s");
  });

  it("prints no control characters of a name", () => {
    const hostile = "a\u001b[2J\u001b]0;owned\u0007b\r\nc";
    const one = snapshot({ phase: hostile }, { scenario: hostile });
    for (const text of [live(one), logText(one)]) expect(text).not.toMatch(/\p{Cc}|owned/u);
  });

  it("fits into any terminal, whatever its names and figures", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "-", "東", "🚀", "e\u0301"), maxLength: 60 });
    const count = fc.integer({ min: 0, max: 1_000_000 });
    const stage = fc.constantFrom("start", "load", "drain", "reads");
    fc.assert(
      fc.property(name, name, count, stage, fc.integer({ min: 0, max: 200 }), (...drawn) => {
        const [scenario, phase, done, stage, columns] = drawn;
        const progress = { stage, phase, done, total: 1_000_000, timeouts: done } as const;
        const text = live(snapshot(progress, { scenario, perSecond: done, position: "31/32" }), columns);
        expect(textWidth(text)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe("the line in a log", () => {
  it("has every part, and no colour", () => {
    expect(logText(snapshot({ stage: "drain", done: 200 }))).toBe(
      "chaos-payout: 2/4 timeout-after-charge · waiting for every payout to finish · 6 timeouts · 1.2 s",
    );
  });
});
