import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listing } from "../../../src/cli/listing/list.ts";
import { loadScenarios } from "../../../src/cli/scenarios/load.ts";
import { validateScenarios } from "../../../src/cli/validation/check.ts";
import { createWorkingFolder, scenarioText, type WorkingFolder } from "./scenario-folder.ts";

let cwd: WorkingFolder;
beforeEach(() => {
  cwd = createWorkingFolder();
  cwd.write("scenarios/good.yaml", scenarioText("good"));
});
afterEach(() => cwd.remove());

const repeats = "the alias *p stands inside the value that it repeats, which would never end: write the value out";

it.each([
  ["with a value that never ends", { text: "projects: &p { p: *p }\n" }, repeats],
  ["that nests without end", { text: "[".repeat(10_000) }, "the YAML nests deeper than 32 levels"],
  ["that is no text", { text: "\0\u0001" }, /U\+0000/],
  ["that is larger than any scenario", { text: "#".repeat(300_000) }, /larger than 256 KiB/],
  ["whose bases never end", { text: "name: bad\nextends: bad.yaml\n" }, /extend each other in a circle/],
  // A link to a process's own memory can be opened, and not be read at its beginning.
  ["that cannot be read", { link: "/proc/self/mem" }, /^scenarios\/bad\.yaml cannot be read: /],
])("a file %s is told, and keeps nothing from the other files", async (_, { text, link }: Bad, message) => {
  if (link === undefined) cwd.write("scenarios/bad.yaml", text ?? "");
  else symlinkSync(link, join(cwd.path, "scenarios/bad.yaml"));

  const render = await listing("scenarios", [], cwd.path, "1.2.3");
  const { scenarios } = JSON.parse(render.json({ colour: 0, width: 80 })) as { scenarios: readonly Listed[] };
  const [bad, good] = scenarios;
  expect([bad?.name, good?.name, good?.problem]).toEqual(["bad", "good", null]);
  expect(bad?.problem?.message).toMatch(message);

  const { files } = await validateScenarios([], cwd.path);
  expect(files.map(({ problems }) => problems.length)).toEqual([1, 0]);
  expect(files[0]?.problems[0]?.message).toMatch(message);

  const loaded = await loadScenarios(["good"], cwd.path);
  expect(loaded.map(({ file }) => file)).toEqual(["scenarios/good.yaml"]);
  await expect(loadScenarios([], cwd.path)).rejects.toThrow(
    /^1 scenario has problems\n\nscenarios\/bad\.yaml:\d+:\d+ /,
  );
});

interface Bad {
  readonly text?: string;
  readonly link?: string;
}

interface Listed {
  readonly name: string;
  readonly problem: { readonly message: string } | null;
}
