import { spawnSync } from "node:child_process";
import { judged } from "./floors.ts";
import type { Form, Part } from "./form.ts";
import { bin } from "./places.ts";
import { median } from "./statistics.ts";

const sizes = { whole: 21, short: 3 } satisfies Record<Form, number>;

/** What `run` runs where there are no scenarios, by name, so that the working directory is of no account. */
const p1Set = ["timeout-after-charge", "concurrent-timeouts", "timeout-retry", "spike-timeout"];

/** What `--version`, one small scenario and the P1 set cost as whole processes, beside Node alone, in turn. */
export const startUp: Part = async (form, print) => {
  const runs = sizes[form];
  const node: number[] = [];
  const version: number[] = [];
  const scenario: number[] = [];
  const p1: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    node.push(milliseconds(["-e", "0"]));
    version.push(milliseconds([bin, "--version"]));
    scenario.push(milliseconds([bin, "run", "timeout-after-charge", "--strategy", "rollback"]));
    p1.push(milliseconds([bin, "run", ...p1Set, "--strategy", "rollback"]));
  }
  const beyondNode = (times: readonly number[]) => median(times.map((ms, run) => ms - (node[run] ?? Number.NaN)));
  const timesNode = (times: readonly number[]) => median(times.map((ms, run) => ms / (node[run] ?? Number.NaN)));
  const ms = (time: number) => `${time.toFixed(1)} ms`;
  print(`start-up, ${runs} runs each, in turn (medians)`);
  print(`  node -e 0: ${ms(median(node))}`);
  print(`  chaos-payout --version: ${ms(median(version))}, node + ${ms(beyondNode(version))}`);
  print(`  one scenario of 200 payouts: ${ms(median(scenario))}, node × ${timesNode(scenario).toFixed(1)}`);
  print(`  the P1 set, 1,500 payouts in four scenarios: ${ms(median(p1))}, node × ${timesNode(p1).toFixed(1)}`);
  print(`  ${judged("start-up", form, timesNode(scenario))}`);
};

function milliseconds(args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 60_000 });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}\n${stderr}`);
  return performance.now() - started;
}
