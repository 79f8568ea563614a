// What `--version` costs beyond node itself, as whole processes, in turn.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./statistics.js";

const RUNS = 21;
const bin = fileURLToPath(new URL("../bin/chaos-payout.js", import.meta.url));

/** Prints the medians and their difference. */
export function benchStartUp(print) {
  const node = [];
  const version = [];
  for (let run = 0; run < RUNS; run += 1) {
    node.push(milliseconds(["-e", "0"]));
    version.push(milliseconds([bin, "--version"]));
  }
  const extra = median(version.map((ms, run) => ms - node[run]));
  print(`start-up, ${RUNS} runs each, in turn`);
  print(
    `  node -e 0: ${median(node).toFixed(1)} ms   chaos-payout --version: ${median(version).toFixed(1)} ms   difference: median ${extra.toFixed(1)} ms`,
  );
}

function milliseconds(args) {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args);
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  return performance.now() - started;
}
