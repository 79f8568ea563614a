import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { autocannonLoad } from "./autocannon-load.ts";
import type { Form, Part } from "./form.ts";
import { bin, fileOf } from "./places.ts";
import { onPlainServer } from "./server.ts";

const sizes = { whole: 100_000, short: 2_000 } satisfies Record<Form, number>;
const CONCURRENCY = 100;

/** What this part reads of the json report. */
interface JsonReport {
  readonly scenarios: readonly {
    readonly verdict: string;
    readonly findings: readonly { readonly kind: string; readonly payouts: number }[];
    readonly projects: readonly { readonly settledPayouts: number; readonly driftSats: number }[];
  }[];
}

/**
 * The whole product: embedded API with its ledger on a file, reconciled to the sat, from start to verdict. autocannon sends as many payouts
 * to a plain server right before and after, so that there is a ratio as well.
 */
export const wholeRun: Part = async (form, print) => {
  const payouts = sizes[form];
  const autocannon = () => onPlainServer((url) => autocannonLoad(url, payouts, CONCURRENCY));
  const before = await autocannon();
  const { seconds, text, peakKib, code } = await runProgram(payouts);
  const after = await autocannon();
  const { scenarios }: JsonReport = JSON.parse(text);
  const [run] = scenarios;
  const project = run?.projects[0];
  if (run === undefined || project === undefined) throw new Error("the report tells of no run");
  if (code !== 0) {
    // On a machine so busy that the node is silent for seconds, the API gives payments up that settle after all.
    const findings = run.findings.map((finding) => `${finding.kind} ${finding.payouts}`).join(", ");
    throw new Error(`the run took ${seconds.toFixed(1)} s and ended with ${code}: ${run.verdict} ${findings}`);
  }
  const peak = peakKib === 0 ? "unknown" : `${Math.round(peakKib / 1024)} MiB`;
  const ratio = (before + after) / 2 / seconds;
  print(`${payouts} payouts, ${CONCURRENCY} concurrently, embedded API, ledger on a file`);
  print(`  ${seconds.toFixed(1)} s, ${Math.round(payouts / seconds)} payouts/s from start to verdict`);
  print(`  ratio to autocannon on a plain server: ${ratio.toFixed(2)}`);
  print(`  ${run.verdict}, ${project.settledPayouts} settled, drift ${project.driftSats}; harness at most ${peak}`);
};

async function runProgram(payouts: number) {
  const scenario = fileOf("bench/hundred-thousand.yaml");
  const args = ["run", scenario, "--strategy", "rollback", "--payouts", String(payouts), "--reporter", "json"];
  const started = performance.now();
  const child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  let trouble = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    trouble += chunk;
  });
  let peakKib = 0;
  const watch = setInterval(() => {
    peakKib = Math.max(peakKib, residentPeakKib(child.pid));
  }, 50);
  const [code] = await once(child, "close");
  clearInterval(watch);
  if (text === "") throw new Error(`the run ended with ${code} and without a report\n${trouble}`);
  return { seconds: (performance.now() - started) / 1000, text, peakKib, code: Number(code) };
}

/** The peak resident size, where the system tells it; else 0. */
function residentPeakKib(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    // Not Linux, or the process has just ended.
    return 0;
  }
}
