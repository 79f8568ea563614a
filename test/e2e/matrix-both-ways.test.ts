import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chaosPayout, temporaryFolder } from "./program.ts";

interface JsonCell {
  readonly strategy: string;
  readonly fault: string;
  readonly documented: { readonly perhaps: readonly string[] } | null;
  readonly measured: {
    readonly verdict: string;
    readonly findings: readonly { readonly kind: string }[];
    readonly doubts: readonly { readonly kind: string }[];
  };
}

/** Each cell by its name: its verdict, and what it found and doubts, but for what depends on timing. */
async function cells(...flags: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const file = join(temporaryFolder(), "matrix.json");
  await chaosPayout(["matrix", ...flags, "--reporter", `json=${file}`]);
  const report = JSON.parse(readFileSync(file, "utf8")) as { readonly cells: readonly JsonCell[] };
  const told = report.cells.flatMap(({ strategy, fault, documented, measured: { verdict, findings, doubts } }) => {
    if (documented === null) return [];
    const found = findings.map(({ kind }) => kind).filter((kind) => !documented.perhaps.includes(kind));
    const open = new Set(doubts.map(({ kind }) => kind));
    return [[`${strategy} ${fault}`, [verdict, ...found.sort(), ...[...open].sort()].join(" ")] as const];
  });
  return new Map(told);
}

/** One cell on real processes, with the machine to itself. */
async function alone(cell: string): Promise<string | undefined> {
  const [strategy = "", fault = ""] = cell.split(" ");
  return (await cells("--strategy", strategy, "--fault", fault, "--jobs", "1")).get(cell);
}

describe.runIf(process.env["LONG_TESTS"] !== undefined)("the matrix on real processes and in virtual time", () => {
  it("has the same cells", { timeout: 1_200_000 }, async () => {
    const real = await cells("--jobs", "1");
    // What cannot be simulated is left out, and said so.
    const simulated = await cells("--simulate");
    const differing: string[] = [];
    for (const [cell, told] of simulated) {
      // On a busy machine callers may give up for no other reason, so a cell that differs is measured once more.
      if (real.get(cell) === told || (await alone(cell)) === told) continue;
      differing.push(`${cell}: ${real.get(cell)} for real, ${told} in virtual time`);
    }
    expect(differing).toEqual([]);
    expect(simulated.size).toBeGreaterThan(60);
  });
});
