import { autocannonLoad } from "./autocannon-load.ts";
import { judged } from "./floors.ts";
import type { Form, Part } from "./form.ts";
import { type Measured, measured, mebibytes } from "./measured.ts";
import { fileOf } from "./places.ts";
import { onPlainServer } from "./server.ts";

const sizes = { whole: 100_000, short: 2_000 } satisfies Record<Form, number>;
const CONCURRENCY = 100;

/** The exit code that is right for each: the naive one loses money. */
const exitCodes = { naive: 1, rollback: 0, "tracked-saga": 0, outbox: 0 } as const;

const strategies = {
  whole: ["naive", "rollback", "tracked-saga", "outbox"],
  short: ["rollback", "outbox"],
} satisfies Record<Form, readonly (keyof typeof exitCodes)[]>;

/** What this part reads of the json report. */
interface JsonReport {
  readonly scenarios: readonly {
    readonly verdict: string;
    readonly findings: readonly { readonly kind: string; readonly payouts: number }[];
    readonly projects: readonly { readonly settledPayouts: number; readonly driftSats: number }[];
  }[];
}

/**
 * The whole product: embedded API with its ledger on a file, reconciled to the sat, from start to verdict. autocannon sends as many payouts
 * to a plain server right before and after, so that there is a ratio as well.
 */
export const wholeRun: Part = async (form, print) => {
  const payouts = sizes[form];
  const autocannon = () => onPlainServer((url) => autocannonLoad(url, payouts, CONCURRENCY));
  print(`${payouts} payouts, ${CONCURRENCY} concurrently, embedded API, ledger on a file, from start to verdict`);
  let before = await autocannon();
  let peakKib = 0;
  for (const strategy of strategies[form]) {
    const run = await runProgram(payouts, strategy);
    const after = await autocannon();
    const ratio = (before + after) / 2 / run.seconds;
    print(
      `  ${strategy.padEnd(12)}  ${run.seconds.toFixed(1)} s, ${Math.round(payouts / run.seconds)} payouts/s, autocannon × ${ratio.toFixed(2)}`,
    );
    print(
      `  ${" ".repeat(12)}  ${resultOf(run, strategy)}; harness ${mebibytes(run.peakKib)}, API ${mebibytes(run.childPeakKib)}`,
    );
    before = after;
    peakKib = Math.max(peakKib, run.peakKib);
  }
  print(`  ${judged("whole-run", form, (peakKib * 1024) / 1_000_000)}`);
};

function runProgram(payouts: number, strategy: string): Promise<Measured> {
  const scenario = fileOf("bench/hundred-thousand.yaml");
  return measured(["run", scenario, "--strategy", strategy, "--payouts", String(payouts), "--reporter", "json"]);
}

/** What the report says. @throws Error where it is not what the strategy deserves */
function resultOf({ seconds, text, code }: Measured, strategy: keyof typeof exitCodes): string {
  const { scenarios }: JsonReport = JSON.parse(text);
  const [run] = scenarios;
  const project = run?.projects[0];
  if (run === undefined || project === undefined) throw new Error("the report tells of no run");
  if (code !== exitCodes[strategy]) {
    // On a machine so busy that the node is silent for seconds, the API gives payments up that settle after all.
    const findings = run.findings.map((finding) => `${finding.kind} ${finding.payouts}`).join(", ");
    throw new Error(`the run took ${seconds.toFixed(1)} s and ended with ${code}: ${run.verdict} ${findings}`);
  }
  return `${run.verdict}, ${project.settledPayouts} settled, drift ${project.driftSats}`;
}
