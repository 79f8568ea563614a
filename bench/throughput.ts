import { autocannonLoad } from "./autocannon-load.ts";
import { judged } from "./floors.ts";
import type { Form, Part, Print } from "./form.ts";
import { onPlainServer } from "./server.ts";
import { median } from "./statistics.ts";
import { judgeAgain, loadEngine, plainPlan } from "./under-test.ts";

const sizes = { whole: { payouts: 40_000, rounds: 7 }, short: { payouts: 2_000, rounds: 1 } } satisfies Record<
  Form,
  object
>;
const CONCURRENCY = 50;

/**
 * The load engine against autocannon: same plain server, same number of payouts, same connections, unique bodies, every answer parsed. A
 * round is ours, theirs, theirs, ours, so a machine that slows down slows both down.
 */
export const throughput: Part = (form, print) => onPlainServer((url) => compare(url, form, print));

async function compare(url: string, form: Form, print: Print): Promise<void> {
  const { payouts, rounds } = sizes[form];
  const theirs = () => autocannonLoad(url, payouts, CONCURRENCY);
  await ours(url, payouts);
  await theirs();
  const ratios: number[] = [];
  const shares: number[] = [];
  print(`load of ${payouts} payouts, ${CONCURRENCY} concurrently, two runs of each a round (payouts/s)`);
  for (let round = 1; round <= rounds; round += 1) {
    const first = await ours(url, payouts);
    const others = (await theirs()) + (await theirs());
    const second = await ours(url, payouts);
    const seconds = first.seconds + second.seconds;
    const share = (first.judging + second.judging) / seconds;
    ratios.push(others / seconds);
    shares.push(share);
    const rate = (took: number) => Math.round((2 * payouts) / took);
    const speeds = `chaos-payout ${rate(seconds)}   autocannon ${rate(others)}   ratio ${(others / seconds).toFixed(2)}`;
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
