import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { summaryOf } from "../../../src/cli/actions/plan.ts";
import { UsageError } from "../../../src/cli/errors.ts";
import { planJob } from "../../../src/cli/run/job.ts";
import { type ReadScenario, readScenarios, requireLoaded } from "../../../src/cli/scenarios/load.ts";
import { renderProblem } from "../../../src/document/problem.ts";
import { planReporters } from "../../../src/report/plan/index.ts";
import { chaosPayout, temporaryFolder } from "../../e2e/program.ts";
import { runs } from "../../runs.ts";
import { mutatedScenario } from "./mutated-scenario.ts";
import { createWorkingFolder, scenarioText, type WorkingFolder } from "./scenario-folder.ts";

/** Whatever somebody writes into a scenario file, it is planned or refused with places, soon, and with one line for each problem. */
const COUNT = runs(70, 400);
const LONGEST_MS = 20_000;
const environment = { SECRET: "hunter2, and 4711 more", EMPTY: "" };

let cwd: WorkingFolder;
beforeAll(() => {
  cwd = createWorkingFolder();
  cwd.write("base.yaml", scenarioText("base"));
  cwd.write("self.yaml", "name: self\nextends: self.yaml\n");
});
afterAll(() => cwd.remove());

async function read(seed: number): Promise<ReadScenario> {
  cwd.write("scenario.yaml", mutatedScenario(seed));
  const [only] = await readScenarios(["scenario.yaml"], cwd.path, { environment });
  if (only === undefined) throw new Error("a file that is there was not read");
  return only;
}

/** What a plan of it says; "" where the command line does not let it be planned. */
async function planned(one: ReadScenario): Promise<string> {
  try {
    const [loaded] = requireLoaded([one]);
    if (loaded === undefined) return "";
    const summary = summaryOf(loaded, await planJob(loaded, { set: [], seed: 1 }));
    return planReporters.table({ version: "1.2.3", scenarios: [summary] }, { colour: 0, width: 80 });
  } catch (error) {
    if (error instanceof UsageError) return "";
    throw error;
  }
}

describe("a mutated scenario file", () => {
  const seeds = Array.from({ length: COUNT }, (_, index) => index + 1);

  it("is planned, or its problems are reported with their positions in one line each", async () => {
    let refused = 0;
    for (const seed of seeds) {
      const startedMs = performance.now();
      const one = await read(seed);
      const text = one.result.ok
        ? await planned(one)
        : one.result.problems.map((each) => renderProblem(each, 80)).join("\n");
      expect(performance.now() - startedMs, `seed ${seed}`).toBeLessThan(LONGEST_MS);
      expect(text, `seed ${seed}`).not.toMatch(/\[object |^\s+at .*:\d+:\d+\)?$/m);
      // A description that is made of a variable is as right as one that is not, and shown.
      if (one.result.ok) continue;
      expect(text, `seed ${seed}`).not.toContain("hunter2");
      refused += 1;
      expect(one.result.problems.length, `seed ${seed}`).toBeGreaterThan(0);
      for (const { message, line, column } of one.result.problems) {
        expect(message, `seed ${seed}`).toMatch(/^[^\n]+$/);
        expect(Math.min(line, column), `seed ${seed}`).toBeGreaterThan(0);
      }
    }
    // Neither is everything refused, nor nothing: what is mutated is close to what is right.
    expect(refused).toBeGreaterThan(COUNT / 2);
    expect(refused).toBeLessThan(COUNT);
  });

  it("does not hide the problems of other files", async () => {
    const folder = temporaryFolder();
    for (const seed of seeds) writeFileSync(join(folder, `s${seed}.yaml`), mutatedScenario(seed));
    const { code, stdout, stderr } = await chaosPayout(["validate", folder, "--reporter", "json"], {
      env: environment,
    });
    expect([code, stderr]).toEqual([64, ""]);
    const { files } = JSON.parse(stdout) as { readonly files: readonly unknown[] };
    expect(files).toHaveLength(COUNT);
    expect(stdout).not.toContain("hunter2");
  });
});
