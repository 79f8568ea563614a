import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { objectIn, type Report, reportOf } from "../../src/load/report.ts";
import { createResultsDriver, earlierResults } from "../../src/load/results-driver.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { planOf } from "../engine/small-plan.ts";
import { attempt, contextOf, done } from "./told.ts";

const begun: Report = { kind: "begun", run: "this", keyPrefix: "s" };

/** Has a phase of two payouts awaited. `told` are the lines that appear in each file once the run is ready. */
async function judged(
  told: Readonly<Record<string, readonly Report[]>>,
  {
    unfinished = "",
    after = () => {},
  }: { readonly unfinished?: string; readonly after?: (folder: string) => void } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "plan.json"), "{}");
  const plan = planOf();
  const [phase] = plan.phases;
  if (phase === undefined) throw new Error("the plan has a phase");
  const clock = createVirtualClock();
  const said: string[] = [];
  const say = (sentence: string) => {
    said.push(sentence);
    for (const [name, reports] of Object.entries(told)) {
      appendFileSync(
        join(folder, name),
        `${reports.map((report) => `${JSON.stringify(report)}\n`).join("")}${unfinished}`,
      );
    }
  };
  const engine = { name: "artillery", read: (line: string) => reportOf(objectIn(line)) } as const;
  const driver = createResultsDriver({ engine, folder, keyPrefix: "s", processes: 2, run: "this", silenceMs: 2000 });
  const awaited = driver.carryOut(phase, contextOf(plan, { clock, say }));
  let isOver = false;
  const over = awaited.finally(() => {
    isOver = true;
  });
  await clock.advance(200);
  after(folder);
  while (!isOver) await clock.advance(50);
  return { ...(await over), folder, said };
}

describe("a load that is sent elsewhere", () => {
  it("is complete once both parts have told everything", async () => {
    const { problem, facts, said, folder } = await judged({
      "results-phase-1-part-1-of-2.ndjson": [begun, attempt(1), done(1)],
      "results-phase-1-part-2-of-2.ndjson": [begun, attempt(2), done(2)],
    });
    expect([problem, facts.length]).toEqual([null, 4]);
    expect(said).toEqual([
      `ready for all: start artillery with CHAOS_PAYOUT_RUN=this; its results are awaited in ${folder}`,
    ]);
    expect(JSON.parse(readFileSync(join(folder, "run.json"), "utf8"))).toMatchObject({ run: "this", phase: 0 });
    expect(earlierResults(folder, 1)).toMatch(/^results-phase-1-part-/);
  });

  it.each<[string, Readonly<Record<string, readonly Report[]>>, string]>([
    [
      "falls silent",
      { "phase-1-a.ndjson": [begun, attempt(1), done(1)], "phase-1-b.ndjson": [] },
      "artillery has reported nothing for 2 s",
    ],
    [
      "was sent for another run",
      { "phase-1-a.ndjson": [{ kind: "begun", run: "other", keyPrefix: "s" }, attempt(1)], "phase-1-b.ndjson": [] },
      "phase-1-a.ndjson was sent for another run",
    ],
    [
      "does not say for which run it was sent",
      { "phase-1-a.ndjson": [attempt(1), done(1)], "phase-1-b.ndjson": [] },
      "phase-1-a.ndjson does not say for which run it was sent",
    ],
    [
      "reports a payout that was not in the plan",
      {
        "phase-1-a.ndjson": [begun, attempt(3)],
        "phase-1-b.ndjson": [begun, attempt(1), done(1), attempt(2), done(2)],
      },
      'payout 3 is not one of phase "all"',
    ],
  ])("cannot be believed where it %s", async (_, told, problem) => {
    expect((await judged(told)).problem).toBe(problem);
  });

  it("cannot be believed where its last line is not complete", async () => {
    const { problem } = await judged(
      { "results-phase-1-part-1-of-1.ndjson": [begun, attempt(1), done(1), attempt(2), done(2)] },
      { unfinished: "{" },
    );
    expect(problem).toBe("the last line of results-phase-1-part-1-of-1.ndjson is not complete");
  });

  it("cannot be believed where another file takes the place of one that was read", async () => {
    const name = "results-phase-1-part-1-of-1.ndjson";
    const { problem } = await judged(
      { [name]: [begun, attempt(1), done(1), attempt(2), done(2)] },
      {
        after: (folder) => {
          writeFileSync(join(folder, "copy"), "");
          renameSync(join(folder, "copy"), join(folder, name));
        },
      },
    );
    expect(problem).toBe(`${name} was replaced while it was read`);
  });

  it("is believed where its folder is out of reach at the end, after all was told", async () => {
    const name = "results-phase-1-part-1-of-1.ndjson";
    const { problem } = await judged(
      { [name]: [begun, attempt(1), done(1), attempt(2), done(2)] },
      {
        after(folder) {
          rmSync(join(folder, name));
          rmSync(join(folder, "plan.json"));
        },
      },
    );
    expect(problem).toBeNull();
  });

  it("cannot be believed where a file that was read is gone at the end", async () => {
    const name = "results-phase-1-part-1-of-1.ndjson";
    const { problem } = await judged(
      { [name]: [begun, attempt(1), done(1), attempt(2), done(2)] },
      { after: (folder) => rmSync(join(folder, name)) },
    );
    expect(problem).toBe(`${name} was removed while it was read`);
  });

  it("is awaited with a word now and then, so that scripts know of it", async () => {
    const beatIn = (folder: string) => JSON.parse(readFileSync(join(folder, "run.json"), "utf8")).beat;
    let early = 0;
    const { folder } = await judged(
      { "phase-1-a.ndjson": [begun], "phase-1-b.ndjson": [] },
      {
        after: (folder) => {
          early = beatIn(folder);
        },
      },
    );
    // Two seconds of silence, and the end.
    expect([early, beatIn(folder)]).toEqual([1, 6]);
  });
});

describe("a load of two phases that is sent elsewhere", () => {
  /** A driver that has judged the first phase. */
  async function second() {
    const folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [all] = planOf().phases;
    if (all === undefined) throw new Error("the plan has a phase");
    const phases = [
      { ...all, payouts: 1 },
      { ...all, name: "more", first: 2, payouts: 1 },
    ];
    const clock = createVirtualClock();
    const stop = new AbortController();
    const context = contextOf(planOf({ phases }), { clock, stop: stop.signal });
    const engine = { name: "artillery", read: (line: string) => reportOf(objectIn(line)) } as const;
    const driver = createResultsDriver({ engine, folder, keyPrefix: "s", processes: 1, run: "this" });
    const carryOut = (phase = all) =>
      driver.carryOut(phase, context).then(
        ({ problem }) => problem,
        (error: Error) => `${error.name}: ${error.message}`,
      );
    const told = [begun, attempt(1), done(1)].map((report) => `${JSON.stringify(report)}\n`).join("");
    appendFileSync(join(folder, "phase-1-a.ndjson"), told);
    const first = carryOut(phases[0]);
    await clock.advance(2000);
    expect(await first).toBe(null);
    const notice = () => JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    return { folder, clock, stop, driver, notice, next: () => carryOut(phases[1]) };
  }

  it("goes on where its folder was out of reach for a moment, and is judged so far where it stays so", async () => {
    const { folder, clock, stop, notice, next } = await second();
    renameSync(folder, `${folder}-away`);
    onTestFinished(() => rmSync(`${folder}-away`, { recursive: true, force: true }));
    const lost = next();
    await clock.advance(6000);
    expect(await lost).toMatch(/^TargetError: phase 2 cannot begin: ENOENT/);
    const found = next();
    await clock.advance(3000);
    renameSync(`${folder}-away`, folder);
    await clock.advance(200);
    expect(notice()).toMatchObject({ phase: 2 });
    stop.abort();
    await clock.advance(100);
    expect(await found).toMatch(/^1 of 1 payouts of phase "more"/);
  });

  it("says between the phases that it waits, and that it is over where the second never comes", async () => {
    const { clock, driver, notice } = await second();
    const { phase, beat } = notice();
    await clock.advance(20_000);
    expect([phase, notice().beat - beat]).toEqual([1, 40]);
    driver.merged?.(0);
    expect(notice()).toMatchObject({ phase: 0 });
    const last = notice().beat;
    await clock.advance(20_000);
    expect(notice().beat).toBe(last);
  });
});
