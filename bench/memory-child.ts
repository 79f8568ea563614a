// Sends the bytes that a load has left in memory to its parent: `node --expose-gc memory-child.js PAYOUTS`.
import { onPlainServer } from "./server.ts";
import { loadEngine, plainPlan } from "./under-test.ts";

const payouts = Number(process.argv[2]);
await onPlainServer(async (url) => {
  await loadEngine(url, plainPlan(Math.ceil(payouts / 10), 50));
  const plan = plainPlan(payouts, 50);
  const before = inUse();
  const { log } = await loadEngine(url, plan);
  const after = inUse();
  if (log.size < 2 * payouts) throw new Error("the journal is not complete");
  process.send?.(after - before);
});
process.disconnect();

function inUse(): number {
  if (globalThis.gc === undefined) throw new Error("start it with --expose-gc");
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
