import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/errors.ts";
import { refuseUnwritable } from "../../../src/cli/output/files.ts";
import { openJournal, readJournal } from "../../../src/cli/output/journal.ts";
import { reporterChoices } from "../../../src/cli/output/reporter-choice.ts";
import { resolveScenarios } from "../../../src/cli/scenarios/resolve.ts";
import { useWorkingFolder } from "../scenarios/scenario-folder.ts";

const cwd = useWorkingFolder();

/** What is said against it, in its one line. */
async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
    return "";
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message;
  }
}

describe("a file name that no file system accepts", () => {
  const long = "a".repeat(300);

  it.each([
    ["a scenario", () => resolveScenarios([`${long}.yaml`], cwd.path), `${long}.yaml cannot be read: name too long`],
    [
      "a report",
      () => reporterChoices([`json=${long}`], ["json"]),
      `--reporter json=${long}: ${long} cannot be written: name too long`,
    ],
    ["a journal", () => openJournal(long), `--journal ${long}: ${long} cannot be written: name too long`],
    ["a journal that is read", () => readJournal(long), `cannot read the journal ${long}: name too long`],
  ])("is told in one line for %s", async (_, work, line) => {
    expect(await refusal(work)).toBe(line);
  });
});

describe("a file that may be endless", () => {
  it.each(["/dev/urandom", "/dev/zero", "/dev/null"])("is no journal: %s", async (file) => {
    expect(await refusal(() => readJournal(file))).toBe(
      `${file} is not a file: name a file that \`run --journal\` wrote`,
    );
  });

  it("is neither read nor written: a named pipe, which blocks until its other end is open", async () => {
    const pipe = join(cwd.path, "pipe");
    execFileSync("/bin/sh", ["-c", 'mkfifo "$0"', pipe]);
    expect(await refusal(() => readJournal(pipe))).toBe(
      `${pipe} is a named pipe: name a file that \`run --journal\` wrote`,
    );
    const unwritable = `${pipe} is a named pipe: name a file, or let the shell make the pipe, as in >(command)`;
    expect(await refusal(() => openJournal(pipe))).toBe(`--journal ${pipe}: ${unwritable}`);
    expect(await refusal(() => reporterChoices([`json=${pipe}`], ["json"]))).toBe(
      `--reporter json=${pipe}: ${unwritable}`,
    );
  });
});

describe("the destination of a report", () => {
  it("is a file in an existing folder, or a descriptor that the shell opened", async () => {
    const refused = (file: string) => refusal(() => refuseUnwritable("--x", file));
    cwd.write("there", "");
    for (const file of [join(cwd.path, "new"), join(cwd.path, "there"), "/dev/null", "/dev/fd/1"])
      expect(await refused(file)).toBe("");
    expect(await refused(cwd.path)).toBe(`--x: ${cwd.path} is a folder: name a file in it`);
    const none = join(cwd.path, "none");
    expect(await refused(join(none, "new"))).toBe(`--x: there is no folder ${none}: create it first`);
    expect(await refused(join(cwd.path, "there", "new"))).toBe(
      `--x: ${join(cwd.path, "there", "new")} cannot be written: not a directory`,
    );
  });
});
