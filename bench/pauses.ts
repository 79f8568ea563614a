import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { countFrom, print, runCommand } from "./command-line.ts";
import { type Instance, type ListedPayout, startInstance } from "./instance.ts";
import { startFailingNode } from "./under-test.ts";

const CONCURRENCY = 100;

/**
 * `npm run pauses -- [strategy] [pauses]`: two instances of the API on one ledger, and one of them is put to sleep (SIGSTOP) for longer than a
 * lease, again and again, under load. Every payment fails first and would settle if it were tried again, so whoever wakes up and still sends
 * pays what the other has refunded. The exit code is 1 when a sat is where it should not be.
 */
await runCommand(async ([strategy = "tracked-saga", count = "12"]) => {
  const pauses = countFrom("the number of pauses", count);
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-pauses-"));
  const settled = new Map<string, number>();
  const node = await startFailingNode(settled);
  const instances: Instance[] = [];
  const clear = () => {
    for (const instance of instances) instance.signal("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  // An instance that is asleep would stay so for ever.
  process.once("SIGINT", () => {
    clear();
    process.exit(130);
  });
  const start = async () => {
    const instance = await startInstance(strategy, join(folder, "ledger.db"), node.url, CONCURRENCY);
    instances.push(instance);
    return instance;
  };
  try {
    const sleeper = await start();
    const other = await start();
    const unanswered = await loadWithPauses(sleeper, other, pauses);
    const all = await finalPayouts(other);
    const wrong = wrongPayouts(all, settled);
    const answers = unanswered === 0 ? "" : `${unanswered} requests without an answer; `;
    print(
      `${strategy}: ${pauses} ${pauses === 1 ? "pause" : "pauses"}, ${all.length} payouts, ${settled.size} settled; ${answers}${JSON.stringify(wrong)}`,
    );
    return Object.values(wrong).some((number) => number > 0) ? 1 : 0;
  } finally {
    for (const instance of instances) await instance.stop();
    await node.close();
    clear();
  }
});

/** The answer is the number of requests that got no answer that makes sense; what became of those payouts, the list tells. */
async function loadWithPauses(sleeper: Instance, other: Instance, pauses: number): Promise<number> {
  let sent = 0;
  let unanswered = 0;
  let isLoading = true;
  const caller = async () => {
    while (isLoading) {
      sent += 1;
      const payout = { gamertag: `g${sent}`, amount: 100, projectId: "p", idempotencyKey: `k${sent}` };
      try {
        await (sent % 2 === 0 ? sleeper : other).pay(payout);
      } catch {
        unanswered += 1;
      }
    }
  };
  const load = Array.from({ length: CONCURRENCY }, caller);
  for (let pause = 0; pause < pauses; pause += 1) {
    await sleep(400 + (pause % 4) * 70);
    sleeper.signal("SIGSTOP");
    await sleep(1_500);
    sleeper.signal("SIGCONT");
  }
  isLoading = false;
  await Promise.all(load);
  return unanswered;
}

/** All payouts, once none is pending any more or 20 seconds have passed. */
async function finalPayouts(instance: Instance): Promise<readonly ListedPayout[]> {
  let all = await instance.payouts("p");
  for (let tries = 0; tries < 200 && all.some(({ status }) => status === "pending"); tries += 1) {
    await sleep(100);
    all = await instance.payouts("p");
  }
  return all;
}

function wrongPayouts(all: readonly ListedPayout[], settled: ReadonlyMap<string, number>) {
  const count = (isWrong: (status: string, paid: number) => boolean) =>
    all.filter(({ status, gamertag }) => isWrong(status, settled.get(gamertag) ?? 0)).length;
  return {
    "paid-not-charged": count((status, paid) => status === "error" && paid > 0),
    "charged-not-paid": count((status, paid) => status === "completed" && paid === 0),
    "double-paid": count((_status, paid) => paid > 1),
    "stuck-pending": count((status) => status === "pending"),
  };
}
