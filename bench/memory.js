// What one payout costs the client in memory beyond its plan, in flight or done, at 200,000 payouts.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { engineLoad, plainPlan } from "./engine-load.js";
import { startPlainServer } from "./server.js";

const PAYOUTS = 200_000;

/** Measures in a process of its own, which can collect its garbage, and prints the figure. */
export async function benchMemory(print) {
  const child = fork(fileURLToPath(import.meta.url), ["measure"], { execArgv: ["--expose-gc"] });
  const [bytes] = await once(child, "message");
  print(`client memory at ${PAYOUTS} payouts, 50 at once`);
  print(`  ${(bytes / PAYOUTS).toFixed(1)} bytes a payout beyond its plan`);
}

async function measure() {
  const server = await startPlainServer();
  await engineLoad(server.url, plainPlan(20_000, 50));
  const plan = plainPlan(PAYOUTS, 50);
  const before = inUse();
  const { log } = await engineLoad(server.url, plan);
  const after = inUse();
  if (log.size < 2 * PAYOUTS) throw new Error("the journal is not whole");
  process.send(after - before, () => process.exit(0));
}

function inUse() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

if (process.argv[2] === "measure") await measure();
