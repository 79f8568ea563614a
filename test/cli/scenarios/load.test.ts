import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/errors.ts";
import { loadScenarios, loadShipped } from "../../../src/cli/scenarios/load.ts";
import { resolveScenarios } from "../../../src/cli/scenarios/resolve.ts";
import type { ScenarioSource } from "../../../src/report/report.ts";
import { scenarioText, useWorkingFolder } from "./scenario-folder.ts";

const shipped = fileURLToPath(new URL("../../../scenarios", import.meta.url));

const cwd = useWorkingFolder();

async function files(...args: string[]): Promise<string[]> {
  return (await resolveScenarios(args, cwd.path)).map(({ file }) => file);
}

/** The names of the scenarios of the package, sorted. */
const shippedNames = readdirSync(shipped, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml") && !file.includes("shared"))
  .map((file) => basename(file, ".yaml"))
  .sort();

describe("loadShipped", () => {
  it("refers to a shipped scenario by its name, and by its path where a local one has that name", async () => {
    cwd.write("scenarios/deep/quiet.yaml", scenarioText("quiet"));
    const loaded = [await loadShipped("quiet", cwd.path), await loadShipped("late-settle", cwd.path)];
    expect(loaded.map(({ reference, scenario }) => [reference, scenario.name])).toEqual([
      [join(shipped, "faults/quiet.yaml"), "quiet"],
      ["late-settle", "late-settle"],
    ]);
  });
});

describe("resolveScenarios", () => {
  it("without an argument takes ./scenarios/*.yaml and not its subfolders", async () => {
    for (const file of ["b.yaml", "a.yml", "notes.md", "sub/c.yaml"]) cwd.write(`scenarios/${file}`, "");
    expect(await files()).toEqual(["scenarios/a.yml", "scenarios/b.yaml"]);
  });

  it("without an argument and without a folder ./scenarios takes the shipped P1 set", async () => {
    const names = ["concurrent-timeouts", "spike-timeout", "timeout-after-charge", "timeout-retry"];
    const p1 = names.map((name) => join(shipped, `${name}.yaml`));
    expect(await files()).toEqual(p1);
    expect((await resolveScenarios([], cwd.path)).map(({ reference }) => reference)).toEqual(names);
  });

  it.each([
    [["notes.md"], ": `chaos-payout init` writes a first one"],
    [["shared/base.yaml"], ": `chaos-payout init` writes a first one"],
    [["sub/c.yaml"], ", only in its subfolders (scenarios/sub/c.yaml): name the ones you want"],
    [
      ["sub/c.yaml", "sub/d.yaml", "sub/e.yaml", "sub/f.yaml", "sub/g.yaml"],
      ", only in its subfolders (scenarios/sub/c.yaml, scenarios/sub/d.yaml, scenarios/sub/e.yaml and 2 more): name the ones you want",
    ],
  ])("never takes shipped scenarios for a folder ./scenarios that holds only %j", async (inside, way) => {
    for (const file of inside) cwd.write(`scenarios/${file}`, scenarioText("c"));
    const refusal = new UsageError(`there is no scenario directly in ./scenarios${way}`);
    await expect(resolveScenarios([], cwd.path)).rejects.toThrow(refusal);
    await expect(resolveScenarios([], cwd.path, { allShipped: true })).rejects.toThrow(refusal);
  });

  it("takes a file, a folder and a name, each file once", async () => {
    for (const file of ["here.txt", "some/x.yaml", "some/y.yaml", "some/deep/z.yaml", "scenarios/own.yaml"])
      cwd.write(file, "");
    expect(await files("here.txt")).toEqual(["here.txt"]);
    expect(await files("some")).toEqual(["some/x.yaml", "some/y.yaml"]);
    expect(await files("own", "scenarios/own.yaml", "./scenarios", "some/x.yaml")).toEqual([
      "scenarios/own.yaml",
      "some/x.yaml",
    ]);
    expect(await files(join(cwd.path, "here.txt"))).toEqual(["here.txt"]);
  });

  it("ignores a folder called shared, unless a file in it is named by its path", async () => {
    for (const file of ["a.yaml", "shared/quiet.yaml", "shared/deep/base.yaml", "sub/shared/base.yaml"]) {
      cwd.write(`scenarios/${file}`, "");
    }
    expect(await files()).toEqual(["scenarios/a.yaml"]);
    expect(await files("quiet")).toEqual([join(shipped, "faults/quiet.yaml")]);
    await expect(resolveScenarios(["base"], cwd.path)).rejects.toThrow(/^there is no scenario "base": choose a, alby/);
    expect(await files("scenarios/shared/quiet.yaml", "scenarios/shared")).toEqual(["scenarios/shared/quiet.yaml"]);
  });

  it("looks for a name in ./scenarios, then in its subfolders, then among the shipped ones", async () => {
    expect(await files("quiet")).toEqual([join(shipped, "faults/quiet.yaml")]);
    cwd.write("scenarios/deep/er/quiet.yaml", "");
    expect(await files("quiet")).toEqual(["scenarios/deep/er/quiet.yaml"]);
    cwd.write("scenarios/quiet.yaml", "");
    expect(await files("quiet")).toEqual(["scenarios/quiet.yaml"]);
  });

  it("tries a bare word as a name before a path, and ./word only as a path", async () => {
    cwd.write("quiet/x.yaml", "");
    expect(await files("quiet")).toEqual([join(shipped, "faults/quiet.yaml")]);
    expect(await files("./quiet")).toEqual(["quiet/x.yaml"]);
  });

  it("refers to a file by its name if the name finds it, else by its path", async () => {
    cwd.write("scenarios/quiet.yaml", "");
    cwd.write("other/quiet.yaml", "");
    cwd.write("other/Odd Name.yaml", "");
    cwd.write("scenarios/a/twin.yaml", "");
    cwd.write("scenarios/b/twin.yaml", "");
    const found = await resolveScenarios(["quiet", "other", "scenarios/a"], cwd.path);
    expect(found.map(({ reference }) => reference)).toEqual([
      "quiet",
      "other/Odd Name.yaml",
      "other/quiet.yaml",
      "scenarios/a/twin.yaml",
    ]);
  });

  it.each([
    ["late-setle", 'there is no scenario "late-setle": did you mean "late-settle"?'],
    ["zzz", `there is no scenario "zzz": choose ${shippedNames.join(", ")}`],
    ["scenarios/none.yaml", "there is no file or folder scenarios/none.yaml"],
    ["./none", "there is no file or folder ./none"],
    ["", "the name of a scenario must not be empty"],
    ["empty", "there is no scenario (*.yaml) directly in the folder empty"],
    ["twin", '"twin" could be scenarios/a/twin.yaml or scenarios/b/twin.yaml: name the file'],
    ["/dev/null", "/dev/null is neither a file nor a folder"],
  ])("says of %j in one line what is wrong", async (arg, message) => {
    for (const file of ["empty/deep/x.yaml", "scenarios/a/twin.yaml", "scenarios/b/twin.yaml"]) cwd.write(file, "");
    const expected = message.replace("two-instances", "twin, two-instances");
    await expect(resolveScenarios([arg], cwd.path)).rejects.toThrow(new UsageError(expected));
  });
});

describe("loadScenarios", () => {
  it("reads the scenarios in the order of the command line", async () => {
    cwd.write("b.yaml", scenarioText("second"));
    cwd.write("a.yaml", scenarioText("first"));
    const loaded = await loadScenarios(["b.yaml", "a.yaml"], cwd.path);
    expect(loaded.map(({ file, scenario }) => [file, scenario.name])).toEqual([
      ["b.yaml", "second"],
      ["a.yaml", "first"],
    ]);
  });

  it("reads a base relative to the file that extends it, and refuses one that is a byte too long", async () => {
    const phase = "load: [{ name: all, payouts: 20, concurrency: 2 }]\n";
    cwd.write("scenarios/a.yaml", "name: a\nextends: shared/one.yaml\n");
    cwd.write("scenarios/shared/one.yaml", `extends: ../../two.yaml\n${phase}`);
    cwd.write("two.yaml", "projects: { project_a: { balance: 300_000 } }\n");
    const [loaded] = await loadScenarios([], cwd.path);
    expect(loaded?.sources).toEqual(["scenarios/a.yaml", "scenarios/shared/one.yaml", "two.yaml"]);
    const source: ScenarioSource | undefined = loaded;
    expect(source?.locate(["load", 0, "payouts"])).toEqual({ file: "scenarios/shared/one.yaml", line: 2, column: 21 });
    cwd.write("two.yaml", Buffer.alloc(3_000_000, "#"));
    await expect(loadScenarios([], cwd.path)).rejects.toThrow(
      "two.yaml:1:1  the file is larger than 256 KiB, far more than a scenario needs",
    );
  });

  it.each([
    ["shared/oen.yaml", 'there is no file scenarios/shared/oen.yaml: did you mean "shared/one.yaml"?'],
    ["shared/one", 'there is no file scenarios/shared/one: did you mean "shared/one.yaml"?'],
    ["zzz.yaml", "there is no file scenarios/zzz.yaml: the path is relative to the folder of scenarios/a.yaml"],
    [
      "a.yaml/b.yaml",
      "there is no file scenarios/a.yaml/b.yaml: the path is relative to the folder of scenarios/a.yaml",
    ],
    ["shared", "scenarios/shared is a folder: name a file in it"],
    ["/dev/null", "/dev/null is not a regular file"],
    [
      "./a.yaml",
      "the files extend each other in a circle (scenarios/a.yaml → scenarios/a.yaml): one of them must not extend another",
    ],
  ])("says what is wrong with a base that is %s", async (base, message) => {
    cwd.write("scenarios/a.yaml", `name: a\nextends: ${base}\n`);
    cwd.write("scenarios/shared/one.yaml", "");
    await expect(loadScenarios([], cwd.path)).rejects.toThrow(`scenarios/a.yaml:2:10  ${message}\n`);
  });

  it("reports all problems of all files at once, with exit code 64", async () => {
    cwd.write("a.yaml", scenarioText("a").replace("5%", "140%"));
    cwd.write("b.yaml", scenarioText("b"));
    cwd.write("c.yaml", "");
    const error = await loadScenarios(["a.yaml", "b.yaml", "c.yaml"], cwd.path).catch((thrown: unknown) => thrown);
    expect(error instanceof UsageError ? { exitCode: error.exitCode, message: error.message } : error).toEqual({
      exitCode: 64,
      message: `2 scenarios have problems

a.yaml:4:72  a rate must be from 0% to 100% (got 140%)

  3 |
> 4 |  name: payouts, payouts: 200, concurrency: 20, faults: { timeout: 140% } }
    |                                                                   ^

c.yaml:1:1  the file is empty. The smallest scenario: { name: first, projects: { project_test_001: { balance: 100_000 } }, load: [{ name: all, payouts: 20, concurrency: 2 }] }`,
    });
  });

  it("refuses two scenarios of one name", async () => {
    cwd.write("a.yaml", scenarioText("same"));
    cwd.write("b.yaml", scenarioText("same"));
    await expect(loadScenarios(["a.yaml", "b.yaml"], cwd.path)).rejects.toThrow(
      new UsageError('two scenarios of a run cannot share the name "same": a.yaml and b.yaml'),
    );
  });

  it("does not read a huge file whole", async () => {
    cwd.write("huge.yaml", Buffer.alloc(3_000_000, "#"));
    await expect(loadScenarios(["huge.yaml"], cwd.path)).rejects.toThrow(
      "1 scenario has problems\n\nhuge.yaml:1:1  the file is larger than 256 KiB, far more than a scenario needs",
    );
  });

  it("loads every shipped scenario by its name", async () => {
    const names = ["quiet", "late-settle", "lost-answer", "timeout-retry", "spike-timeout"];
    const loaded = await loadScenarios(names, cwd.path);
    expect(loaded.map(({ scenario, reference }) => [scenario.name, reference])).toEqual(
      names.map((name) => [name, name]),
    );
  });
});
