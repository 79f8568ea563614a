import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readJournal } from "../../src/cli/output/journal.ts";
import { seededChance } from "../../src/domain/random.ts";
import { reconcile } from "../../src/reconcile/index.ts";
import { runs } from "../runs.ts";
import { childrenOf, type Ended, eventually, start, temporaryFolder } from "./program.ts";

/** Whoever is ended, and whenever: nobody stays behind, nothing is left lying about, and what was written until then can be read. */
const LONG = `name: long
projects: { p: { balance: 300_000_000 } }
load: [{ name: all, rate: 100/s, for: 300s, faults: { timeout: 5% } }]
`;

/** From when on a journal has its beginning: a second after it was opened, whether the API is up by then or not. */
const FIRST_SECOND_MS = 1_000;

const draw = seededChance(7);
const moments = Array.from({ length: runs(1, 40) }, () => Math.floor(draw() * 3_000));

async function interrupted(afterMs: number, how: (pid: number) => void) {
  const tmp = temporaryFolder();
  const journal = join(temporaryFolder(), "run.ndjson");
  const scenario = join(temporaryFolder(), "long.yaml");
  writeFileSync(scenario, LONG);
  const run = start(["run", scenario, "--journal", journal], { env: { TMPDIR: tmp } });
  const opened = seen(journal);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const openForMs = performance.now() - opened();
  how(run.pid);
  const ended: Ended = await run.ended;
  await eventually(() => orphansOf(tmp).length === 0);
  await eventually(() => readdirSync(tmp).length === 0);
  return { ended, facts: existsSync(journal) ? await factsOf(journal) : null, openForMs };
}

/** When a file was there for the first time, and never where it was not. */
function seen(file: string): () => number {
  let seenMs = Number.POSITIVE_INFINITY;
  const look = setInterval(() => {
    if (existsSync(file)) seenMs = Math.min(seenMs, performance.now());
  }, 20);
  return () => {
    clearInterval(look);
    return seenMs;
  };
}

/** The API is told where its ledger is to be, so its command line names the temporary folder of its run. */
function orphansOf(tmp: string): readonly string[] {
  const all = execFileSync("ps", ["-A", "-o", "args="], { encoding: "utf8", maxBuffer: 1 << 26 }).split("\n");
  return all.filter((line) => line.includes(tmp) && line.includes("serve"));
}

/** How many facts a journal holds; it is judged to its end. */
async function factsOf(journal: string): Promise<number> {
  if (readFileSync(journal, "utf8") === "") return 0;
  const all = (await readJournal(journal)).map((facts) => ({ verdict: reconcile(facts).verdict, facts: [...facts] }));
  expect(all.map(({ verdict }) => verdict)).not.toContain("balanced");
  return all.reduce((sum, { facts }) => sum + facts.length, 0);
}

describe("a run that is ended at any moment leaves no process, no folder and no journal that cannot be read", () => {
  it.each(moments)("killed after %i ms", async (afterMs) => {
    const { facts, openForMs } = await interrupted(afterMs, (pid) => process.kill(pid, "SIGKILL"));
    if (openForMs > FIRST_SECOND_MS) expect(facts).toBeGreaterThan(0);
  });

  it.each(moments.slice(0, runs(1, 20)))("whose API is killed after %i ms", async (afterMs) => {
    const { ended } = await interrupted(afterMs, (pid) => {
      const [api] = childrenOf(pid);
      process.kill(api ?? pid, "SIGKILL");
    });
    // Where there was no API yet, it is the run that was killed.
    expect([2, 69, null]).toContain(ended.code);
  });

  it.each(
    moments.map(
      (afterMs, index) => [(["SIGINT", "SIGTERM", "SIGHUP"] as const)[index % 3] ?? "SIGINT", afterMs] as const,
    ),
  )("sent a %s after %i ms", async (signal, afterMs) => {
    const { ended } = await interrupted(afterMs, (pid) => process.kill(pid, signal));
    // A process that has not come so far as to listen to signals is ended by them.
    expect(ended.code ?? ended.signal).toSatisfy((end) => end === signal || end === (signal === "SIGINT" ? 130 : 143));
    expect(ended.stderr).not.toContain("    at ");
  });
});
