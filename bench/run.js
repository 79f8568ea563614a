// `npm run bench`: every figure is a ratio or a share within one run; absolute ones only tell which machine it was.
// One part only: `npm run bench -- start-up`.
import { benchMemory } from "./memory.js";
import { benchStartUp } from "./start-up.js";
import { benchThroughput } from "./throughput.js";
import { benchWholeRun } from "./whole-run.js";

const parts = {
  throughput: benchThroughput,
  "start-up": benchStartUp,
  memory: benchMemory,
  "whole-run": benchWholeRun,
};
const print = (line) => process.stdout.write(`${line}\n`);
const chosen = process.argv.slice(2);
for (const name of chosen.length === 0 ? Object.keys(parts) : chosen) {
  const part = parts[name];
  if (part === undefined) throw new Error(`there is no part "${name}": choose from ${Object.keys(parts).join(", ")}`);
  await part(print);
}
