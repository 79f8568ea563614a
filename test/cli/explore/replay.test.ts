import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { replayCommand } from "../../../src/cli/explore/replay.ts";
import { refuseToSave, savedName } from "../../../src/cli/explore/saving.ts";
import { createFactLog } from "../../../src/journal/fact-log.ts";
import { encodeFact } from "../../../src/journal/ndjson.ts";
import { runScenario } from "../../../src/run-scenario.ts";
import { defineScenario } from "../../../src/scenario/define.ts";
import { planScenario } from "../../../src/scenario/plan.ts";
import { simulationOf } from "../../../src/simulation/index.ts";
import { temporaryFolder } from "../../e2e/program.ts";

const document = {
  name: "small",
  projects: { p: { balance: 100_000 } },
  load: [{ name: "all", payouts: 1, concurrency: 1 }],
} as const;

const scenario = { ...document, projects: { p: { balance: 100_000 } }, load: [...document.load] };

function inFolder(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

async function journalText(isRepeatable: boolean): Promise<string> {
  const plan = planScenario(defineScenario(scenario), { seed: 3 });
  const journal = createFactLog();
  const options = { simulation: simulationOf(plan), journal };
  await runScenario(plan, isRepeatable ? { ...options, document: scenario } : options);
  return [...journal].map(encodeFact).join("");
}

describe("explore --replay", () => {
  it("needs an order and a seed in a scenario, and what repeats it in a journal", async () => {
    const plain = inFolder("plain.yaml", JSON.stringify(scenario));
    await expect(replayCommand(plain, [], { reporter: [], set: [] })).rejects.toThrow(
      `${plain} has no simulate, so it cannot be repeated: save one with explore --save FILE`,
    );
    const drawn = inFolder("drawn.yaml", JSON.stringify({ ...scenario, simulate: {} }));
    await expect(replayCommand(drawn, [], { reporter: [], set: [] })).rejects.toThrow(`${drawn} has no seed, so`);
    const journal = inFolder("run.ndjson", await journalText(false));
    await expect(replayCommand(journal, [], { reporter: [], set: [] })).rejects.toThrow(
      `${journal} does not say how to repeat small: only runs in virtual time can be, whose scenario uses no variables; write one with run --simulate --journal FILE`,
    );
  });

  it("takes nothing else", async () => {
    await expect(replayCommand("x.yaml", ["y"], { reporter: [], set: [] })).rejects.toThrow(
      "--replay cannot be combined with y: what it repeats is in its file",
    );
    await expect(replayCommand("x.yaml", [], { reporter: [], set: [], seed: 3, replay: "x.yaml" })).rejects.toThrow(
      "--replay cannot be combined with --seed: what it repeats is in its file",
    );
    await expect(replayCommand("x.yaml", [], { reporter: ["json"], set: [] })).rejects.toThrow("combined with --reporter");
  });

  it("refuses a journal whose scenario this version does not read", async () => {
    const text = (await journalText(true)).replace('"document":{', '"document":{"unheard":1,');
    const file = inFolder("old.ndjson", text);
    await expect(replayCommand(file, [], { reporter: [], set: [] })).rejects.toThrow(/unknown key "unheard"/);
    const broken = inFolder("broken.ndjson", text.replace('"kind":"random"', '"kind":"guessed"'));
    await expect(replayCommand(broken, [], { reporter: [], set: [] })).rejects.toThrow(
      `${broken}:1: run-started: field simulated is missing or has the wrong type`,
    );
  });
});

describe("explore --save", () => {
  it("writes only a new file for a scenario", () => {
    const file = inFolder("there.yaml", "");
    expect(() => refuseToSave(file)).toThrow(`--save: ${file} is there already: name another file, or remove it`);
    expect(() => refuseToSave("lost.json")).toThrow("--save must name a .yaml file (got lost.json)");
    expect(() => refuseToSave("/no/such/lost.yaml")).toThrow("--save: there is no folder /no/such: create it first");
  });

  it("calls the scenario as its file, if a scenario can be called that", () => {
    expect(savedName("tests/lost-sat.yaml", "double-paid", "saga")).toBe("lost-sat");
    expect(savedName("Lost Sat.yaml", "double-paid", "saga")).toBe("double-paid-saga");
    expect(savedName(undefined, "double-paid", "saga")).toBe("double-paid-saga");
  });
});
