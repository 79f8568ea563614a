import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { onceForAll, temporaryFolder } from "./program.ts";

/** What the machine refuses: disks that are full, files that cannot be opened, folders that are gone. The verdict stands, and what is wrong is one line. */
const bin = fileURLToPath(new URL("../../bin/chaos-payout.js", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Where {
  readonly cwd?: string;
  /** The stream that goes to a full disk. */
  readonly full?: "stdout" | "stderr";
  /** What a shell does first. */
  readonly first?: string;
}

function chaosPayout(args: readonly string[], { cwd, full, first = ":" }: Where = {}): Promise<Ended> {
  const disk = full === undefined ? undefined : openSync("/dev/full", "w");
  const stream = (name: Where["full"]) => (full === name && disk !== undefined ? disk : "pipe");
  const child = spawn("/bin/sh", ["-c", `${first} && exec "$0" "$@"`, process.execPath, bin, ...args], {
    ...{ stdio: ["ignore", stream("stdout"), stream("stderr")], cwd: cwd ?? temporaryFolder() },
    env: { ...process.env, NO_COLOR: "1", GITHUB_ACTIONS: "", GITLAB_CI: "" },
  });
  if (disk !== undefined) closeSync(disk);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => void child.on("close", (code) => resolve({ code, stdout, stderr })));
}

const noSpace = "no space left on device";

/** A run that loses money, with its journal. */
const violated = onceForAll(async (atTheEnd) => {
  const journal = join(temporaryFolder(atTheEnd), "run.ndjson");
  const cwd = temporaryFolder(atTheEnd);
  const run = ["run", "timeout-after-charge", "--payouts", "40", "--seed", "1", "--quiet"];
  const [kept, lost] = await Promise.all([
    chaosPayout([...run, "--journal", journal], { cwd }),
    existsSync("/dev/full") ? chaosPayout([...run, "--journal", "/dev/full"], { cwd }) : undefined,
  ]);
  return { journal, kept, lost };
});

describe.skipIf(!existsSync("/dev/full"))("on a full disk", () => {
  it("a run that loses money ends with 1, although its journal is lost", () => {
    const { kept, lost } = violated();
    expect([kept.code, kept.stderr]).toEqual([1, ""]);
    expect(lost).toEqual({ ...kept, stderr: `chaos-payout: the journal /dev/full cannot be written: ${noSpace}\n` });
  });

  it("bad news is the exit code, and what was lost is a line on stderr", async () => {
    const judge = ["reconcile", violated().journal];
    const [report, stdout, stderr] = await Promise.all([
      chaosPayout([...judge, "--reporter", "table", "--reporter", "junit=/dev/full"]),
      chaosPayout(judge, { full: "stdout" }),
      chaosPayout([...judge, "--reporter", "table", "--reporter", "junit=/dev/full"], { full: "stderr" }),
    ]);
    expect(report.stderr).toBe(`chaos-payout: cannot write /dev/full: ${noSpace}\n`);
    expect(stdout.stderr).toBe("chaos-payout: standard output cannot be written: no space left on device\n");
    for (const { stdout: text } of [report, stderr]) expect(text).toContain("VIOLATED");
    expect([report.code, stdout.code, stderr.code]).toEqual([1, 1, 1]);
  });

  it("good news that could not be told is none, but what stderr loses is not missed", async () => {
    const list = ["list", "strategies"];
    const [stdout, stderr] = await Promise.all([
      chaosPayout(list, { full: "stdout" }),
      chaosPayout(list, { full: "stderr" }),
    ]);
    expect([stdout.code, stderr.code]).toEqual([64, 0]);
    expect(stderr.stdout).toContain("rollback");
  });
});

describe("a machine that does not let a run have what it needs", () => {
  it.each([
    [
      "24 open files",
      "ulimit -n 24",
      ["run", "quiet"],
      69,
      /too many open files.* raise the limit of open files \(ulimit -n\)/,
    ],
    ["20 open files", "ulimit -n 20", ["run", "quiet"], 69, /too many open files/],
    [
      "no working directory",
      'rmdir "$PWD"',
      ["run", "quiet"],
      64,
      /^chaos-payout: the working directory no longer exists/,
    ],
  ])("is told in one line: %s", async (_, first, args, code, line) => {
    const cwd = join(temporaryFolder(), "gone");
    mkdirSync(cwd);
    const ended = await chaosPayout(args, { first, cwd });
    expect([ended.code, ended.stdout]).toEqual([code, ""]);
    expect(ended.stderr).toMatch(line);
    expect(ended.stderr).toMatch(/^chaos-payout: [^\n]+\n$/);
  });
});

it("a word that is no command is an error, although help was asked for beside it", async () => {
  const { code, stdout, stderr } = await chaosPayout(["reconsile", "--help"]);
  expect([code, stdout]).toEqual([64, ""]);
  expect(stderr).toBe('chaos-payout: unknown command "reconsile": did you mean "reconcile"?\n');
});

it("a file that the shell opened is read like one with a name", async () => {
  const ended = await chaosPayout(["reconcile", "/dev/stdin", "--quiet"], { first: `exec 0< '${violated().journal}'` });
  expect([ended.code, ended.stderr]).toEqual([1, ""]);
});
