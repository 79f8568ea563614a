import { describe, expect, it } from "vitest";
import { createProgressLine } from "../../../src/cli/run/progress.ts";
import type { ProgressOptions } from "../../../src/cli/terminal/capabilities.ts";
import { createProgress } from "../../../src/engine/progress.ts";
import { createTheme } from "../../../src/report/theme.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";
import { createFakeTerminal } from "../terminal/fake-terminal.ts";

/** A progress line on a terminal of 100 columns, or on none. */
function setUp(mode: ProgressOptions["mode"], runs = 1) {
  const clock = createVirtualClock();
  const terminal = createFakeTerminal(mode === "live" ? 100 : undefined);
  const line = createProgressLine({ stream: terminal, clock, mode, ink: createTheme(0), runs, onExit: () => () => {} });
  /** Begins a run of 1,000 payouts, and answers with its counters. */
  const begin = (scenario: string) => {
    const progress = createProgress(1_000);
    line.watch(scenario)(progress);
    return progress;
  };
  return { clock, terminal, line, begin };
}

describe("the progress on a terminal", () => {
  it("assumes 80 columns if the terminal does not know its width", async () => {
    const { clock, terminal, line, begin } = setUp("live");
    terminal.columns = 0;
    begin("spike").stage = "load";
    await clock.advance(100);
    expect(terminal.lines()[0]).toContain("spike · 0 of 1,000");
    line.close();
  });

  it("is drawn ten times a second, and disappears at the end", async () => {
    const { clock, terminal, line, begin } = setUp("live");
    const progress = begin("spike");
    progress.stage = "load";
    await clock.advance(99);
    expect(terminal.writes).toEqual([]);
    for (let at = 0; at < 100; at += 1) {
      progress.done += 1;
      await clock.advance(10);
    }
    expect(terminal.writes).toHaveLength(10);
    line.close();
    expect([terminal.lines(), terminal.isCursorShown(), clock.pending()]).toEqual([[""], true, 0]);
  });

  it("shows the rate of the last second", async () => {
    const { clock, terminal, begin } = setUp("live");
    const progress = begin("spike");
    Object.assign(progress, { stage: "load", phase: "rush" });
    await clock.advance(2_000);
    expect(terminal.lines()).toEqual([" spike · rush · 0 of 1,000 · 2.0 s"]);
    for (let at = 0; at < 10; at += 1) {
      progress.done += 30;
      await clock.advance(100);
    }
    progress.timeouts = 1;
    await clock.advance(100);
    expect(terminal.lines()).toEqual([" spike · rush · 300 of 1,000 · 270/s · 1 timeout · 3.1 s"]);
  });

  it("counts several runs, and starts again with each", async () => {
    const { clock, terminal, begin } = setUp("live", 2);
    begin("one");
    await clock.advance(300);
    expect(terminal.lines()).toEqual([" 1/2 one · starting · 0.3 s"]);
    begin("two");
    await clock.advance(100);
    expect(terminal.lines()).toEqual([" 2/2 two · starting · 0.1 s"]);
    expect(clock.pending()).toBe(1);
  });

  it("follows the width of the terminal", async () => {
    const { clock, terminal, begin } = setUp("live");
    const progress = begin("spike");
    Object.assign(progress, { stage: "load", phase: "rush" });
    await clock.advance(100);
    terminal.columns = 25;
    await clock.advance(100);
    expect(terminal.lines()).toEqual([" spike · 0 of 1,000"]);
  });
});

describe("the progress in a log", () => {
  it("has no line for a run of less than ten seconds", async () => {
    const { clock, terminal, line, begin } = setUp("log", 2);
    begin("one");
    await clock.advance(9_900);
    begin("two");
    await clock.advance(9_900);
    line.close();
    expect(terminal.writes).toEqual([]);
  });

  it("is a plain line every five seconds after that, without control characters", async () => {
    const { clock, terminal, line, begin } = setUp("log", 2);
    const progress = begin("one");
    Object.assign(progress, { stage: "load", phase: "rush" });
    await clock.advance(14_900);
    progress.stage = "drain";
    await clock.advance(5_300);
    line.printAbove("chaos-payout: SIGTERM");
    line.close();
    expect(terminal.writes).toEqual([
      "chaos-payout: 1/2 one · rush · 0 of 1,000 · 10.0 s\n",
      "chaos-payout: 1/2 one · 0 of 1,000 · waiting for every payout to finish · 15.0 s\n",
      "chaos-payout: 1/2 one · 0 of 1,000 · waiting for every payout to finish · 20.0 s\n",
      "chaos-payout: SIGTERM\n",
    ]);
  });
});

describe("no progress", () => {
  it("shows nothing, sets no timer, and still prints messages", async () => {
    const { clock, terminal, line, begin } = setUp("none");
    begin("one");
    await clock.advance(60_000);
    line.printAbove("chaos-payout: SIGINT");
    line.close();
    expect([terminal.writes, clock.pending()]).toEqual([["chaos-payout: SIGINT\n"], 0]);
  });
});
