import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { judged } from "./floors.ts";
import type { Form, Part } from "./form.ts";

const sizes = { whole: 200_000, short: 10_000 } satisfies Record<Form, number>;

/** What one payout costs the client in memory beyond its plan, in flight or done, measured in a process that can collect its garbage. */
export const memory: Part = async (form, print) => {
  const payouts = sizes[form];
  const child = fork(fileURLToPath(new URL("./memory-child.js", import.meta.url)), [String(payouts)], {
    execArgv: ["--expose-gc"],
  });
  const bytes = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(Number(message)));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the measurement ended with ${code}`)));
  });
  print(`client memory at ${payouts} payouts, 50 concurrently`);
  print(`  ${(bytes / payouts).toFixed(1)} bytes a payout beyond its plan`);
  print(`  ${judged("memory", form, bytes / payouts)}`);
};
