// The whole product: 100,000 payouts, 100 at once, embedded API with its ledger on a file, reconciled to the sat.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../bin/chaos-payout.js", import.meta.url));
const scenario = fileURLToPath(new URL("./hundred-thousand.yaml", import.meta.url));
const PAYOUTS = 100_000;

/** Prints payouts a second from typing to the verdict, and the most memory that the harness held. */
export async function benchWholeRun(print) {
  const started = performance.now();
  const child = spawn(process.execPath, [bin, "run", scenario, "--strategy", "rollback", "--reporter", "json"]);
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  let peakKib = 0;
  const watch = setInterval(() => {
    peakKib = Math.max(peakKib, residentPeak(child.pid));
  }, 50);
  await new Promise((resolve) => child.once("close", resolve));
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  const [run] = JSON.parse(text).scenarios;
  const { settledPayouts, driftSats } = run.projects[0];
  print(`${PAYOUTS} payouts, 100 at once, embedded API, ledger on a file`);
  print(
    `  ${seconds.toFixed(1)} s, ${Math.round(PAYOUTS / seconds)} payouts/s from start to verdict; ${run.verdict}, ${settledPayouts} settled, drift ${driftSats}; harness at most ${peakKib === 0 ? "unknown" : `${Math.round(peakKib / 1024)} MiB`}`,
  );
}

/** The peak resident size in KiB, where the system tells it. */
function residentPeak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
