import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Form, Part } from "./form.ts";
import { type Measured, measured, mebibytes } from "./measured.ts";
import { fileOf } from "./places.ts";

const sizes = { whole: [10_000, 100_000, 1_000_000], short: [500, 2_000] } satisfies Record<Form, readonly number[]>;

/** What the whole product costs as payouts grow: a run with a journal, and judging that journal again. */
export const growth: Part = async (form, print) => {
  const folder = await mkdtemp(join(tmpdir(), "chaos-payout-growth-"));
  try {
    print("growth: embedded API, ledger on a file, 1 % timeouts, with a journal");
    let last: Grown | undefined;
    for (const payouts of sizes[form]) {
      const grown = await grownTo(payouts, join(folder, "journal.ndjson"));
      print(`  ${grown.line}`);
      if (last !== undefined && form === "whole") print(`  ${growthOf(last, grown)}`);
      last = grown;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** A run of so many payouts. */
interface Grown {
  readonly payouts: number;
  readonly run: Measured;
  readonly line: string;
}

/** What each further payout takes. */
function growthOf(before: Grown, { payouts, run }: Grown): string {
  const bytes = (peak: "peakKib" | "childPeakKib") =>
    Math.round(((run[peak] - before.run[peak]) * 1024) / (payouts - before.payouts));
  return `  from ${before.payouts}: harness ${bytes("peakKib")} bytes a payout, API ${bytes("childPeakKib")}`;
}

async function grownTo(payouts: number, journal: string): Promise<Grown> {
  const scenario = fileOf("bench/growth.yaml");
  const quiet = ["--quiet", "--reporter", "json"];
  const flags = ["--strategy", "rollback", "--payouts", String(payouts), "--journal", journal];
  const run = await measured(["run", scenario, ...flags, ...quiet]);
  if (run.code !== 0) throw new Error(`the run of ${payouts} payouts ended with ${run.code}\n${run.text}`);
  const { size } = await stat(journal);
  const judged = await measured(["reconcile", journal, ...quiet]);
  if (judged.code !== 0) throw new Error(`reconcile ended with ${judged.code}\n${judged.text}`);
  const line = [
    `${payouts} payouts: ${run.seconds.toFixed(1)} s, ${Math.round(payouts / run.seconds)}/s`,
    `harness ${mebibytes(run.peakKib)}, API ${mebibytes(run.childPeakKib)}`,
    `journal ${(size / 1_000_000).toFixed(1)} MB`,
    `reconcile ${judged.seconds.toFixed(1)} s, ${mebibytes(judged.peakKib)}`,
  ].join("; ");
  return { payouts, run, line };
}
