import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AwaitedRun, isUsed, RunNotice } from "../../src/load/awaited-run.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";

function folderFor() {
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = createVirtualClock();
  return { folder, clock, notice: new RunNotice(folder, "this-1", clock), script: new AwaitedRun(folder, clock) };
}

type Placed = ReturnType<typeof folderFor>;

/** Time goes on, in which the run says now and then that it waits. */
async function pass({ clock, notice }: Placed, ms: number, isAlive = true) {
  for (let passed = 0; passed < ms; passed += 100) {
    if (isAlive) notice.stillWaits();
    await clock.advance(100);
  }
}

/** What becomes of a script that asks for a phase. */
function asks({ script }: Placed, phase: number, named = "") {
  const seen: { run?: string; refused?: string } = {};
  void script.ready(phase, named).then(
    (run) => {
      seen.run = run;
    },
    (error: Error) => {
      seen.refused = error.message;
    },
  );
  return seen;
}

const SILENT =
  "the run has said nothing in run.json for 10 s; in a copy of its folder, remove that file and set CHAOS_PAYOUT_RUN";

describe("a run that judges what is sent elsewhere", () => {
  it("takes a folder once", () => {
    const { folder, notice, clock } = folderFor();
    expect(isUsed(folder)).toBe(false);
    notice.ready(1);
    expect(isUsed(folder)).toBe(true);
    const other = new RunNotice(folder, "other-1", clock);
    expect(() => other.ready(1)).toThrow("EEXIST");
    other.end();
    expect(readFileSync(join(folder, "run.json"), "utf8")).toContain('"run":"this-1","phase":1');
  });

  it("lets a script begin with a phase when it is ready for it", async () => {
    const placed = folderFor();
    const seen = asks(placed, 2);
    await pass(placed, 1000);
    placed.notice.ready(1);
    await pass(placed, 1000);
    expect(seen).toEqual({});
    placed.notice.ready(2);
    await pass(placed, 1000);
    expect(seen).toEqual({ run: "this-1" });
    await pass(placed, 60_000);
    expect(placed.script.overBecause("this-1")).toBe(null);
  });

  it("that is killed is missed: a script sends nothing any more", async () => {
    const placed = folderFor();
    placed.notice.ready(1);
    const seen = asks(placed, 1);
    await pass(placed, 1000);
    expect(seen).toEqual({ run: "this-1" });
    await pass(placed, 9000, false);
    expect(placed.script.overBecause("this-1")).toBe(null);
    await pass(placed, 1100, false);
    expect(placed.script.overBecause("this-1")).toBe(SILENT);
  });

  it("that was killed before lets no script begin, though its word still stands there", async () => {
    const placed = folderFor();
    placed.notice.ready(1);
    const unnamed = asks(placed, 1);
    const named = asks({ ...placed, script: new AwaitedRun(placed.folder, placed.clock) }, 1, "this-1");
    await pass(placed, 11_000, false);
    const refused = `nothing more is sent, because nobody would judge it: ${SILENT}`;
    expect([unnamed, named]).toEqual([{ refused }, { refused }]);
  });

  it("says when it is over, and when a script was started for another one", async () => {
    const placed = folderFor();
    placed.notice.ready(1);
    const seen = asks(placed, 1);
    await pass(placed, 1000);
    expect([seen, placed.script.overBecause("other-1")]).toEqual([
      { run: "this-1" },
      "CHAOS_PAYOUT_RUN is not that of the run in this folder",
    ]);
    placed.notice.end();
    await pass(placed, 1000);
    expect(placed.script.overBecause("this-1")).toBe("the run is over; export again");
  });

  it("goes on where its folder is out of reach: what it has judged so far is not lost", () => {
    const { folder, notice } = folderFor();
    notice.ready(1);
    rmSync(folder, { recursive: true });
    expect(() => notice.end()).not.toThrow();
  });

  it("is not known in a copy of the folder: there the script has its name, and that is all", async () => {
    const placed = folderFor();
    const seen = asks(placed, 1, "this-1");
    await pass(placed, 20_000, false);
    expect([seen, placed.script.overBecause("this-1")]).toEqual([{ run: "this-1" }, null]);
  });

  it("is believed again when half a word becomes a whole one", async () => {
    const placed = folderFor();
    placed.notice.ready(1);
    const seen = asks(placed, 1);
    await pass(placed, 1000);
    const path = join(placed.folder, "run.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.slice(0, 10));
    await placed.clock.advance(500);
    expect([seen, placed.script.overBecause("this-1")]).toEqual([{ run: "this-1" }, null]);
  });
});
