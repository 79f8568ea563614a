import { autocannonLoad } from "./autocannon-load.ts";
import { judged } from "./floors.ts";
import type { Form, Part, Print } from "./form.ts";
import { onPlainServer } from "./server.ts";
import { median } from "./statistics.ts";
import { judgeAgain, loadEngine, plainPlan } from "./under-test.ts";

const sizes = { whole: { payouts: 20_000, rounds: 7 }, short: { payouts: 2_000, rounds: 1 } } satisfies Record<
  Form,
  object
>;
const CONCURRENCY = 50;

/** Who sends, in a round: a machine that slows down slows both down. */
const TURNS = ["we", "they", "they", "we", "we", "they", "they", "we"] as const;
const RUNS = TURNS.length / 2;

/**
 * The load engine against autocannon: same plain server, same number of payouts, same connections, unique bodies, every answer parsed,
 * in turn.
 */
export const throughput: Part = (form, print) => onPlainServer((url) => compare(url, form, print));

async function compare(url: string, form: Form, print: Print): Promise<void> {
  const { payouts, rounds } = sizes[form];
  await ours(url, payouts);
  await autocannonLoad(url, payouts, CONCURRENCY);
  const ratios: number[] = [];
  const shares: number[] = [];
  print(`load of ${payouts} payouts, ${CONCURRENCY} concurrently, ${RUNS} runs of each a round (payouts/s)`);
  for (let round = 1; round <= rounds; round += 1) {
    const us = { seconds: 0, judging: 0 };
    let theirs = 0;
    for (const turn of TURNS) {
      if (turn === "they") theirs += await autocannonLoad(url, payouts, CONCURRENCY);
      else {
        const { seconds, judging } = await ours(url, payouts);
        us.seconds += seconds;
        us.judging += judging;
      }
    }
    const ratio = theirs / us.seconds;
    const share = us.judging / us.seconds;
    ratios.push(ratio);
    shares.push(share);
    const rate = (took: number) => Math.round((RUNS * payouts) / took);
    const speeds = `chaos-payout ${rate(us.seconds)}   autocannon ${rate(theirs)}   ratio ${ratio.toFixed(2)}`;
    print(`  ${round}   ${speeds}   journal + reconciliation ${percent(share)}`);
  }
  print(`  ratio to autocannon: median ${median(ratios).toFixed(2)}, least ${Math.min(...ratios).toFixed(2)}`);
  print(`  journal + reconciliation: median ${percent(median(shares))} of the run`);
  print(`  ${judged("throughput", form, median(ratios), ratios)}`);
}

/** The load and its reconciliation in seconds, and how much of that goes into recording and judging. */
async function ours(url: string, payouts: number): Promise<{ readonly seconds: number; readonly judging: number }> {
  const { log, seconds } = await loadEngine(url, plainPlan(payouts, CONCURRENCY));
  const judging = judgeAgain(log, payouts);
  return { seconds: seconds + judging.reconciling, judging: judging.recording + judging.reconciling };
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
