// Takes Artillery's command line, sends the payouts with the real processor, and then does what STAND_IN says.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { STAND_IN: how, STAND_IN_PID: pidFile, CHAOS_PAYOUT_RESULTS: results } = process.env;
const phase = Number(/phase-(\d+)\.yml$/.exec(process.argv.at(-1))?.[1]);
writeFileSync(pidFile, String(process.pid));
if (how === "never ends") await new Promise(() => setInterval(() => {}, 1000));

const aheadMs = { "an hour ahead": 3_600_000, "an hour behind": -3_600_000 }[how] ?? 0;
const now = Date.now;
Date.now = () => now() + aheadMs;

const { payouts } = await import(pathToFileURL("chaos-payout.mjs").href);
const { payouts: all, arrival } = JSON.parse(readFileSync("plan.json", "utf8")).phases[phase - 1];
let answers = 0;
const emit = (kind) => {
  if (kind === "counter") answers += 1;
  if (how === "dies" && answers === 30) process.kill(process.pid, "SIGKILL");
};
const users = Math.min(all, arrival.concurrency);
await Promise.all(Array.from({ length: users }, () => payouts({ vars: { phase } }, { emit })));
const line = (report) => appendFileSync(results, `${JSON.stringify(report)}\n`);
if (how === "half a line") appendFileSync(results, '{"kind":"attempt","payout":');
if (how === "a stranger") line({ kind: "done", payout: 999_999 });
process.exit(0);
