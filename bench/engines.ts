import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Form, Part, Print } from "./form.ts";
import { fileOf } from "./places.ts";
import { onPlainServer } from "./server.ts";
import { median } from "./statistics.ts";
import { drivenLoad, loadEngine, plainPlan } from "./under-test.ts";

const sizes = { whole: { payouts: 20_000, rounds: 3 }, short: { payouts: 300, rounds: 1 } } satisfies Record<
  Form,
  object
>;
const CONCURRENCY = 50;

/**
 * The built-in engine against the load engines that send in its place: same plain server, same payouts. Theirs is measured from the first payout that they
 * report to the last answer, without what it takes to start them.
 */
export const engines: Part = (form, print) =>
  onPlainServer(async (url) => {
    for (const name of ["artillery", "k6"] as const) {
      const program = programOnPath(name);
      if (program === undefined) print(`engines: ${name} is not on the PATH, so it is left out`);
      else await compare(url, { name, program }, form, print);
    }
  });

async function compare(
  url: string,
  engine: { readonly name: "artillery" | "k6"; readonly program: string },
  form: Form,
  print: Print,
): Promise<void> {
  const { payouts, rounds } = sizes[form];
  const plan = plainPlan(payouts, CONCURRENCY);
  print(`engines: ${payouts} payouts, ${CONCURRENCY} at once (payouts/s)`);
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const ours = await loadEngine(url, plan);
    const theirs = await drivenLoad(url, plan, { ...engine, script: fileOf("dist/load/artillery.mjs") });
    ratios.push(theirs / ours.seconds);
    const rate = (seconds: number) => Math.round(payouts / seconds);
    const ratio = (theirs / ours.seconds).toFixed(2);
    print(`  ${round}   chaos-payout ${rate(ours.seconds)}   ${engine.name} ${rate(theirs)}   ratio ${ratio}`);
  }
  print(`  ratio to ${engine.name}: median ${median(ratios).toFixed(2)}, least ${Math.min(...ratios).toFixed(2)}`);
}

function programOnPath(name: string): string | undefined {
  const paths = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
