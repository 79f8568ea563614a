// The load engine against autocannon: same plain server, same number of payouts, same connections, unique bodies, every answer
// parsed; interleaved, so that both meet the same machine.
import autocannon from "autocannon";
import { createFactLog } from "../dist/journal/fact-log.js";
import { reconcile } from "../dist/reconcile/reconcile.js";
import { engineLoad, plainPlan } from "./engine-load.js";
import { startPlainServer } from "./server.js";
import { median } from "./statistics.js";

const PAYOUTS = 40_000;
const AT_ONCE = 50;
const ROUNDS = 7;

/** Prints a line a round and the medians. A round is ours, theirs, theirs, ours: a machine that slows down slows both down. */
export async function benchThroughput(print) {
  const server = await startPlainServer();
  await ours(server.url);
  await theirs(server.url);
  const ratios = [];
  const shares = [];
  print(`load of ${PAYOUTS} payouts, ${AT_ONCE} at once, ${ROUNDS} rounds of four (payouts/s)`);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const first = await ours(server.url);
    const others = [await theirs(server.url), await theirs(server.url)];
    const second = await ours(server.url);
    const rate = (2 * PAYOUTS) / (first.seconds + second.seconds);
    const other = (2 * PAYOUTS) / (others[0] + others[1]);
    ratios.push(rate / other);
    shares.push((first.judging + second.judging) / (first.seconds + second.seconds));
    const judging = `journal + reconciliation ${(shares.at(-1) * 100).toFixed(1)} %`;
    print(
      `  ${round}   chaos-payout ${Math.round(rate)}   autocannon ${Math.round(other)}   ratio ${ratios.at(-1).toFixed(2)}   ${judging}`,
    );
  }
  const least = Math.min(...ratios).toFixed(2);
  print(`  ratio to autocannon: median ${median(ratios).toFixed(2)}, least ${least}`);
  print(`  journal + reconciliation: median ${(median(shares) * 100).toFixed(1)} % of the run`);
  server.stop();
}

/** The load and its reconciliation in seconds, and how much of that went into recording and judging. */
async function ours(url) {
  const { log, seconds } = await engineLoad(url, plainPlan(PAYOUTS, AT_ONCE));
  const { recordSeconds, reconcileSeconds } = judge(log);
  return { seconds: seconds + reconcileSeconds, judging: recordSeconds + reconcileSeconds };
}

/** What it takes to record the facts of a run once more, and to judge them. */
function judge(log) {
  const facts = [...log];
  const recording = performance.now();
  const again = createFactLog();
  for (const fact of facts) again.record(fact);
  const judging = performance.now();
  const { payouts } = reconcile(log);
  const done = performance.now();
  if (payouts !== PAYOUTS) throw new Error(`the journal speaks of ${payouts} payouts`);
  return { recordSeconds: (judging - recording) / 1000, reconcileSeconds: (done - judging) / 1000 };
}

/** autocannon with the same payouts; the seconds until its last answer. */
async function theirs(url) {
  const amount = PAYOUTS;
  let sent = 0;
  let paid = 0;
  let lastMs = 0;
  const instance = autocannon({
    url,
    amount,
    connections: AT_ONCE,
    requests: [
      {
        method: "POST",
        path: "/api/v1/payouts",
        headers: { "content-type": "application/json" },
        setupRequest(request) {
          sent += 1;
          const body = {
            gamertag: `bench_player_${sent}`,
            amount: 1000,
            projectId: "project_test_001",
            idempotencyKey: `bench_${sent}`,
          };
          return { ...request, body: JSON.stringify(body) };
        },
        onResponse(status, body) {
          if (status === 201 && JSON.parse(body).data.status === "completed") paid += 1;
          // autocannon itself ends at its next whole second; what counts is when its last answer came.
          if (paid === amount) lastMs = performance.now();
        },
      },
    ],
  });
  const started = performance.now();
  await instance;
  const seconds = (lastMs - started) / 1000;
  if (paid < amount) throw new Error(`autocannon got ${paid} of ${amount} answers`);
  return seconds;
}
