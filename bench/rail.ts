import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Form, Part, Print } from "./form.ts";
import { median } from "./statistics.ts";
import { payThrough } from "./under-test.ts";

const sizes = { whole: { payments: 20_000, rounds: 5 }, short: { payments: 300, rounds: 1 } } satisfies Record<
  Form,
  object
>;
const CONNECTIONS = 50;

/** How many payments our LND REST rail settles in a process of its own, for a plain client: the ceiling of any load. */
export const rail: Part = async (form: Form, print: Print) => {
  const { payments, rounds } = sizes[form];
  const child = fork(fileURLToPath(new URL("./rail-child.js", import.meta.url)));
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.once("message", (message) => resolve(String(message)));
      child.once("exit", (code) => reject(new Error(`the rail ended with ${code}`)));
    });
    const rates: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      rates.push(payments / (await payThrough(url, payments, CONNECTIONS, `round ${round}`)));
    }
    print(`rail, ${payments} payments ${CONNECTIONS} at once, ${rounds} rounds`);
    print(`  ${Math.round(median(rates))} payments/s: no load through one rail is faster`);
  } finally {
    child.kill();
  }
};
