import { describe, expect, it } from "vitest";
import { createWatchScreen, type WatchScreen } from "../../../src/cli/run/watch.ts";
import { systemClock } from "../../../src/domain/clock.ts";

const noon = { ...systemClock, epochMs: () => 1_790_000_000_000 };

/** What a screen of so many rows writes, with the time of day, which depends on the place, as TIME. */
function written(rows: number, use: (screen: WatchScreen) => void): string {
  let text = "";
  use(createWatchScreen({ write: (more) => (text += more), rows: () => rows }, "/work", noon));
  return text.replaceAll(/\d\d:\d\d:\d\d/g, "TIME");
}

const save = { path: "/work/scenarios/a.yaml", what: "saved" } as const;

describe("the screen of a watch", () => {
  it("says when and why each run begins, and how many files it watches", () => {
    const text = written(0, (screen) => {
      screen.begin([]);
      screen.idle(1);
      screen.begin([save]);
      screen.superseded();
      screen.begin([{ path: "/work/b\u001b[2J.yaml", what: "removed" }, save, save]);
      screen.refuse("b.yaml:1:1 \u001b[31mis empty\nreally");
      screen.idle(3);
    });
    expect(text).toBe(` TIME   run 1
 watching 1 file · press Ctrl-C to quit
 TIME   run 2   scenarios/a.yaml saved
 stopped: a file changed, starting over
 TIME   run 3   b.yaml removed, and 2 more
chaos-payout: b.yaml:1:1 \ufffd[31mis empty
really
 watching 3 files · press Ctrl-C to quit
`);
  });

  it("clears a terminal between two runs by scrolling, so that the last report stays in the scrollback", () => {
    const text = written(4, (screen) => {
      screen.begin([]);
      screen.begin([save]);
    });
    expect(text).toBe(" TIME   run 1\n\n\n\n\u001b[H\u001b[J TIME   run 2   scenarios/a.yaml saved\n");
  });
});
