import { execFileSync, spawn } from "node:child_process";
import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit-code.ts";
import { runs } from "../runs.ts";
import { files, hostileLines } from "./hostile-lines.ts";
import { onceForAll, temporaryFolder } from "./program.ts";

/** Whatever is typed: a documented exit code that is not ours to be ashamed of, no stack, no secret, and an end. */
const bin = fileURLToPath(new URL("../../bin/chaos-payout.js", import.meta.url));

const LONGEST_MS = runs(50_000, 20_000);
const AT_ONCE = 4;

const cwd = onceForAll(async (atTheEnd) => {
  const folder = temporaryFolder(atTheEnd);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  linkSync(join(folder, "good.yaml"), join(folder, "same.yaml"));
  execFileSync("/bin/sh", ["-c", 'mkfifo "$0"', join(folder, "pipe")]);
  return folder;
});

interface Ended {
  readonly line: readonly string[];
  readonly code: number | null;
  /** The signal that had to end it, where it did not end by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

function typed(line: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...line], {
    ...{ cwd: cwd(), timeout: LONGEST_MS, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "pipe"] },
    env: { ...process.env, NO_COLOR: "1", SECRET: "hunter2, and more", GITHUB_ACTIONS: "", GITLAB_CI: "" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  return new Promise((resolve) => void child.on("close", (code, signal) => resolve({ line, code, signal, said })));
}

const allowed: readonly number[] = Object.values(exitCodes).filter((code) => code !== exitCodes.bug);

describe("a command line that nobody should type", () => {
  const every = Math.ceil(hostileLines.length / runs(5, hostileLines.length));
  const lines = hostileLines.filter((_, index) => index % every === 0);

  it("ends soon, with a documented exit code, without a stack, and without a secret", async () => {
    const waiting = [...lines];
    const ended: Ended[] = [];
    const work = async () => {
      for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) ended.push(await typed(line));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const wrong = ended.filter(({ code, signal, said }) => {
      const isDocumented = signal === null && code !== null && allowed.includes(code);
      return !isDocumented || /^\s+at .*:\d+:\d+\)?$|hunter2, and/m.test(said);
    });
    expect(
      wrong.map(({ line, code, signal, said }) => ({
        line: line.join(" ").slice(0, 200),
        code,
        signal,
        said: said.slice(0, 1_000),
      })),
    ).toEqual([]);
    expect(ended).toHaveLength(lines.length);
  });

  it("is one of a hundred at least", () => {
    expect(hostileLines.length).toBeGreaterThanOrEqual(100);
  });
});
