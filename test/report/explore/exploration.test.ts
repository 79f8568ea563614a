import { describe, expect, it } from "vitest";
import type { Exploration, SmallestFailure } from "../../../src/domain/exploration.ts";
import type { History } from "../../../src/domain/history.ts";
import { historyLines } from "../../../src/report/explore/history-lines.ts";
import { type ExplorationReporter, explorationReporters } from "../../../src/report/explore/index.ts";
import { createTheme } from "../../../src/report/theme.ts";
import { textWidth } from "../../../src/text/width.ts";

const reporters: Readonly<Record<keyof typeof explorationReporters, ExplorationReporter>> = explorationReporters;
const options = { colour: 0, width: 80 } as const;
const reproduce = "npx chaos-payout explore --strategy naive --schedules 12 --seed 42";

const quiet: Exploration = {
  ...{ version: "0.3.0", exitCode: 0, durationMs: 1_234, seed: 42, strategies: ["outbox"], given: [] },
  ...{ ended: "schedules", schedules: 1_200, scenarios: 60, orders: 1_180, searches: ["orders drawn at random"] },
  verdicts: { violated: 0, stuck: 0, inconclusive: 1, balanced: 1_199 },
  reached: [
    { name: "timeout", schedules: 400 },
    { name: "kill after-send", schedules: 20 },
  ],
  ...{ found: [], unproved: [], smallest: null },
  reproduce: "npx chaos-payout explore --strategy outbox --schedules 1200 --seed 42",
};

const history: History = {
  ...{ kind: "charged-not-paid", payout: 1, contradiction: "charged at 2; it was never paid", cited: [2] },
  events: [
    { number: 1, atMs: 0, lane: "client", to: "service", payout: 1, what: "sent", text: "asks for 1,000", lateMs: 0 },
    { number: 2, atMs: 1, lane: "ledger", to: null, payout: 1, what: "charged", text: "charges 1,020", lateMs: 0 },
  ].map((event) => ({ ...event, answerLateMs: 0, balanceMsat: null, deltaMsat: null })) as History["events"],
  ...{ alsoLate: [], leftOut: 0 },
};

const smallest: SmallestFailure = {
  ...{ kind: "charged-not-paid", history, text: "name: explored\npayouts: { amount: 1 }\n", tries: 35 },
  ...{ isSmallest: true, file: null, reproduce: "" },
};

const lost: Exploration = {
  ...quiet,
  ...{ exitCode: 1, strategies: ["naive"], ended: "finding", schedules: 12, scenarios: 1, orders: 12, reproduce },
  verdicts: { violated: 1, stuck: 0, inconclusive: 0, balanced: 11 },
  found: [{ kind: "charged-not-paid", schedules: 1 }],
  smallest,
};

describe("the text of an exploration", () => {
  it("says what was tried where nothing was found", () => {
    expect(reporters.text(quiet, options)).toBe(` explore   outbox
   1,200 schedules · 60 drawn scenarios · 1,180 different orders · 1,234 ms ·
   seed 42
   searched: orders drawn at random
   happened: timeout 400 · kill after-send 20
   1 of 1,200 schedules proves nothing: something planned did not happen, or
   somebody never answered

 ✓ NOTHING FOUND   1,200 schedules · exit code 0
   reproduce: npx chaos-payout explore --strategy outbox --schedules 1200 \\
              --seed 42
`);
  });

  it("shows the smallest history and the scenario that leads to it", () => {
    const events = historyLines(history, 80, createTheme(0)).join("\n");
    expect(reporters.text(lost, options)).toBe(` explore   naive
   12 schedules · 1 drawn scenario · 12 different orders · 1,234 ms · seed 42
   searched: orders drawn at random
   happened: timeout 400 · kill after-send 20
 ✗ charged-not-paid   in 1 of 12 schedules

   the smallest history that shows it: 2 events, after 35 tries

${events}

   name: explored
   payouts: { amount: 1 }

 ✗ VIOLATED   found in 12 schedules · exit code 1
   reproduce: ${reproduce}
`);
  });

  it("names the file in place of the scenario, once it is saved, and how to run it", () => {
    const saved = { ...smallest, file: "lost.yaml", reproduce: "npx chaos-payout run lost.yaml" };
    const text = reporters.text({ ...lost, smallest: saved }, options);
    expect(text).toContain("\n   saved: lost.yaml\n   reproduce: npx chaos-payout run lost.yaml\n");
    expect(text).not.toContain("name: explored");
  });

  it("is inconclusive where a given scenario proves nothing, and names it", () => {
    const text = reporters.text(
      { ...quiet, exitCode: 2, given: ["late-settle", "quiet"], unproved: ["quiet"], ended: "complete" },
      options,
    );
    expect(text).toContain(" explore   late-settle   quiet   outbox\n   1,200 schedules · 1,180 different orders");
    expect(text).toContain("\n ? quiet: no schedule of it proves anything\n");
    expect(text).toContain("\n ? INCONCLUSIVE   ");
  });

  it("is inconclusive where a fault that was asked for never happened", () => {
    const text = reporters.text({ ...quiet, exitCode: 2, unproved: ["lookup-lag"] }, options);
    expect(text).toContain("\n ? lookup-lag: it was asked for, and never happened\n");
  });

  it.each([
    ["complete", "✓ NOTHING FOUND   every order within the bound was tried in 1,200 schedules · exit code 0"],
    ["time", "✓ NOTHING FOUND   1,200 schedules · exit code 0"],
  ] as const)("says how it ended: %s", (ended, line) => {
    expect(reporters.text({ ...quiet, ended }, { colour: 0, width: 100 })).toContain(`\n ${line}\n`);
  });

  it("is inconclusive where no schedule proves anything", () => {
    const verdicts = { ...quiet.verdicts, inconclusive: 1_200, balanced: 0 };
    const text = reporters.text({ ...quiet, exitCode: 2, verdicts }, options);
    expect(text).toContain("\n ? INCONCLUSIVE   no schedule proves anything, of 1,200 schedules · exit code 2\n");
  });

  it("is no good news where it was stopped before it found anything", () => {
    const text = reporters.text({ ...quiet, exitCode: 130, ended: "stopped" }, options);
    expect(text).toContain("\n ? STOPPED   nothing was found in 1,200 schedules · exit code 130\n");
  });

  it("fits from 60 columns on", () => {
    for (const width of [60, 80, 120]) {
      for (const each of [quiet, lost]) {
        const lines = reporters.text(each, { colour: 0, width }).split("\n");
        expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
      }
    }
  });
});

describe("an exploration", () => {
  it("is JSON in sats for programs", () => {
    const json = JSON.parse(reporters.json(lost, options));
    expect(json).toMatchObject({
      ...{ exitCode: 1, seed: 42, schedules: 12, found: [{ kind: "charged-not-paid", schedules: 1 }] },
      smallest: { kind: "charged-not-paid", history: { events: [{ text: "asks for 1,000", balanceSats: null }, {}] } },
    });
    expect(Object.keys(json).sort()).toEqual(Object.keys(lost).sort());
    expect(JSON.parse(reporters.json(quiet, options)).smallest).toBeNull();
  });

  it("is a page, with or without a finding", () => {
    expect(reporters.html(lost, options)).toContain("charged-not-paid");
    expect(reporters.html(quiet, options)).toContain("nothing found");
  });
});
