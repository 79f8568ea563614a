import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ciChoices, type ReporterChoice, reporterChoices } from "../../../src/cli/output/reporter-choice.ts";
import { writeReports, writeTexts } from "../../../src/cli/output/reports.ts";
import { reporterNames } from "../../../src/report/index.ts";
import type { ReportedScenario } from "../../../src/report/report.ts";
import { balanced, violated } from "../../report/samples.ts";

let folder: string;
let said: string;
let shown: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chaos-payout-test-"));
  said = "";
  shown = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text).replaceAll(folder, "FOLDER");
    return true;
  });
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Reports a scenario to files of the folder; the answer is the exit code. */
function report(
  scenario: ReportedScenario,
  choices: readonly ReporterChoice[],
  ci?: Record<string, string>,
): Promise<number> {
  return writeReports({ choices, version: "0.1.0", ci, detail: "usual" }, [scenario]);
}

const read = (file: string) => readFileSync(join(folder, file), "utf8");

/** A file whose folder was there when the run began, and is gone. */
const gone: () => ReporterChoice = () => ({ name: "json", file: join(folder, "gone", "report.json") });
const kept: () => ReporterChoice = () => ({ name: "junit", file: join(folder, "junit.xml") });

describe("a report that cannot be written", () => {
  const NOT_WRITTEN = "chaos-payout: cannot write FOLDER/gone/report.json: no such file or directory\n";

  it("does not stop other reports, and turns exit code 0 into an error", async () => {
    expect(await report(balanced, [gone(), kept()])).toBe(64);
    expect(said).toBe(NOT_WRITTEN);
    expect(read("junit.xml")).toContain("<testsuites ");
  });

  it("does not replace a bad verdict", async () => {
    expect(await report(violated, [gone(), kept(), { name: "table", file: undefined }])).toBe(1);
    expect(said).toBe(NOT_WRITTEN);
    expect(shown).toContain("✗ VIOLATED");
    expect(read("junit.xml")).toContain("<failure ");
  });

  it("does not matter if it was not requested", async () => {
    const ci = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: join(folder, "gone", "summary.md") };
    expect(await report(balanced, [kept()], ci)).toBe(0);
    expect(said).toMatch(/^chaos-payout: cannot write FOLDER\/gone\/summary\.md: no such file or directory\n$/);
  });
});

describe("on GitLab", () => {
  it("the junit notice appears only if the report was written", async () => {
    const [choice] = ciChoices([], { GITLAB_CI: "true" });
    const to = (path: string): ReporterChoice => ({ ...choice, name: "junit", file: join(folder, path) });
    expect(await report(balanced, [to("junit.xml")])).toBe(0);
    expect(said).toBe(
      "chaos-payout: GitLab CI: the junit report was written to chaos-payout-junit.xml (--no-ci disables this)\n",
    );
    said = "";
    expect(await report(balanced, [to("gone/junit.xml")])).toBe(0);
    expect(said).toMatch(/^chaos-payout: cannot write FOLDER\/gone\/junit\.xml: no such file or directory\n$/);
  });
});

describe("reports that all go to files", () => {
  const BRIEF = " ✗ timeout-after-charge   naive   violated   −10,200 sats\n ✗ VIOLATED   1 scenario · exit code 1\n";

  it("leave a brief table on stdout, so that the verdict is seen", async () => {
    expect(await report(violated, [kept()])).toBe(1);
    expect(shown).toBe(BRIEF);
    expect(read("junit.xml")).toContain("<failure ");
  });

  it("leave stdout alone if one of them goes to the terminal after all, or nothing was run", async () => {
    expect(await report(violated, [kept(), { name: "table", file: "/dev/fd/9" }])).toBe(1);
    expect(await writeReports({ choices: [kept()], version: "0.1.0", ci: undefined, detail: "usual" }, [], [70])).toBe(
      70,
    );
    expect(shown).toBe("");
  });
});

describe("a reporter with a bug", () => {
  it("does not stop other reports, and is printed with its stack", async () => {
    const choices = [
      { name: "broken", file: join(folder, "broken.txt") },
      { name: "sound", file: join(folder, "sound.txt") },
    ];
    const code = await writeTexts(choices, (name) => {
      if (name === "broken") throw new Error("no such column");
      return "sound\n";
    });
    expect([code, read("sound.txt")]).toEqual([70, "sound\n"]);
    expect(said).toMatch(
      /^chaos-payout: this is a bug in chaos-payout; please report it with this text\nError: no such column\n {4}at /,
    );
  });
});

describe("on GitHub", () => {
  const ci = () => ({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: join(folder, "summary.md") });

  it("annotations follow the table, and the summary is appended", async () => {
    writeFileSync(join(folder, "summary.md"), "# Before\n");
    expect(await report(violated, [{ name: "table", file: undefined }], ci())).toBe(1);
    expect(shown).toMatch(/ ✗ VIOLATED {3}reproduce: .*\n::error title=timeout-after-charge%3A charged-not-paid::/);
    expect(read("summary.md")).toMatch(/^# Before\n## ❌ chaos-payout: VIOLATED\n/);
    expect(said).toBe("");
  });

  it("no text from outside becomes a workflow command, wherever a line of the table breaks", async () => {
    vi.stubEnv("GITHUB_ACTIONS", "true");
    const description = `::stop-commands::x ${"word ".repeat(13)}::error::y ##[add-mask]z`;
    const outside = { ...violated, description, notes: ["::warning::n ##[error]n"] };
    await report(outside, [{ name: "table", file: undefined }], ci());
    const lines = shown.slice(0, shown.indexOf("\n::error title=")).split("\n");
    expect(lines.filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
    expect(shown.replaceAll("\u200b", "")).toContain("   ::stop-commands::x word");
    await report(outside, [{ name: "json", file: undefined }], ci());
    expect(shown).not.toContain("##[");
  });

  it("a report for programs stays alone on standard output", async () => {
    await report(violated, [{ name: "json", file: undefined }], ci());
    expect(JSON.parse(shown)).toMatchObject({ verdict: "violated" });
    expect(read("summary.md")).toContain("VIOLATED");
  });

  it("a nearly full summary stays unchanged, because GitHub would drop it whole", async () => {
    writeFileSync(join(folder, "summary.md"), "x".repeat(999_990));
    expect(await report(balanced, [kept()], ci())).toBe(0);
    expect(read("summary.md")).toHaveLength(999_990);
    expect(said).toBe("chaos-payout: cannot write FOLDER/summary.md: there is no room left in it\n");
  });
});

describe("a run without a finished scenario", () => {
  it("still writes the files, which would otherwise be missing or old, and prints nothing", async () => {
    const choices = [kept(), { name: "table", file: undefined }] as const;
    expect(await writeReports({ choices, version: "0.1.0", ci: undefined, detail: "usual" }, [], [69])).toBe(69);
    expect([shown, read("junit.xml").includes("exit code 69")]).toEqual(["", true]);
  });
});

describe("--reporter", () => {
  const refused = (...flags: string[]) => {
    try {
      return reporterChoices(flags, reporterNames);
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  };

  it("may be repeated, with a different destination each", () => {
    expect(refused("table", "junit=junit.xml", "markdown=summary.md")).toEqual([
      { name: "table", file: undefined },
      { name: "junit", file: "junit.xml" },
      { name: "markdown", file: "summary.md" },
    ]);
    expect(refused("json=/dev/null", "junit=/dev/null")).toHaveLength(2);
  });

  it("suggests the reporter that was probably meant", () => {
    expect(refused("juint")).toBe('there is no reporter "juint": did you mean "junit"?');
    expect(refused("x")).toBe(`there is no reporter "x": choose ${reporterNames.join(", ")}`);
  });

  it("accepts html only with a file", () => {
    expect(() => reporterChoices(["html"], reporterNames)).toThrow(
      "--reporter html needs a file: --reporter html=report.html",
    );
    expect(reporterChoices(["table", "html=report.html"], reporterNames)).toEqual([
      { name: "table", file: undefined },
      { name: "html", file: "report.html" },
    ]);
  });

  it("refuses one file for two reporters", () => {
    expect(refused("json=a.txt", "junit=./a.txt")).toBe("json and junit cannot both go to ./a.txt: name two files");
    expect(refused("json", "junit")).toBe(
      "json and junit cannot both go to stdout: give one of them a file, as in --reporter junit=FILE",
    );
  });
});
