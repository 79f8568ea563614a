import { linkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type OutputFiles, refuseOverwriting } from "../../../src/cli/output/files.ts";
import { reporterChoices } from "../../../src/cli/output/reporter-choice.ts";
import { useWorkingFolder } from "../scenarios/scenario-folder.ts";

const cwd = useWorkingFolder();

function refusal(files: OutputFiles): string {
  try {
    refuseOverwriting(files);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

describe("the files that a command writes", () => {
  it("must be different files, whatever their names", () => {
    const choices = [{ name: "json", file: "out.json" }];
    const says = "--reporter json and --journal cannot both go to out.json: name two files";
    for (const journal of ["out.json", "./out.json", "sub/../out.json"])
      expect(refusal({ choices, journal, read: [] })).toBe(says);
    expect(refusal({ choices, journal: "facts.ndjson", read: ["a.yaml"] })).toBe("");
    expect(refusal({ choices: [{ name: "json", file: "/dev/null" }], journal: "/dev/null", read: [] })).toBe("");
  });

  it("must not be inputs, not even by another name", () => {
    cwd.write("a.yaml", "");
    symlinkSync(join(cwd.path, "a.yaml"), join(cwd.path, "link.yaml"));
    const [read, link] = [join(cwd.path, "a.yaml"), join(cwd.path, "link.yaml")];
    const choices = [
      { name: "table", file: undefined },
      { name: "html", file: link },
    ];
    const says = (flag: string, file: string) =>
      `${flag} would overwrite ${file}, which is an input: name another file`;
    expect(refusal({ choices, read: [read] })).toBe(says("--reporter html", link));
    expect(refusal({ choices: [], journal: read, read: [read] })).toBe(says("--journal", read));
  });

  it("are identified by what they are, and a hard link is another name of one", () => {
    cwd.write("a.yaml", "");
    linkSync(join(cwd.path, "a.yaml"), join(cwd.path, "report.json"));
    symlinkSync(cwd.path, join(cwd.path, "here"));
    const [read, link] = [join(cwd.path, "a.yaml"), join(cwd.path, "report.json")];
    const says = (flag: string, file: string) =>
      `${flag} would overwrite ${file}, which is an input: name another file`;
    expect(refusal({ choices: [{ name: "json", file: link }], read: [read] })).toBe(says("--reporter json", link));
    expect(refusal({ choices: [], journal: link, read: [read] })).toBe(says("--journal", link));
    const [out, same] = [join(cwd.path, "out.json"), join(cwd.path, "here", "out.json")];
    expect(refusal({ choices: [{ name: "json", file: out }], journal: same, read: [] })).toBe(
      `--reporter json and --journal cannot both go to ${out}: name two files`,
    );
    expect(() => reporterChoices([`json=${read}`, `junit=${link}`], ["json", "junit"])).toThrow(
      `json and junit cannot both go to ${link}: name two files`,
    );
  });
});
