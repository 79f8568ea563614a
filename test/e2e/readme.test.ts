import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-code.ts";
import type { DocumentedCell } from "../../src/domain/matrix.ts";
import { strategyNames } from "../../src/domain/strategy.ts";
import { findingCodes } from "../../src/explain/finding-codes.ts";
import { truthTable } from "../../src/explain/truth-table.ts";
import { planScenario } from "../../src/scenario/plan.ts";
import { scenarioOf } from "../scenario/text.ts";
import { simulate } from "../simulation/simulation.ts";
import { chaosPayout } from "./program.ts";

/** What the README shows is what the program prints: every block that names its command is compared whole, but for its times. */
const file = new URL("../../README.md", import.meta.url);
const readme = readFileSync(file, "utf8");

const { MODE: mode } = (import.meta as ImportMeta & { readonly env: { readonly MODE: string } }).env;

function replaceInReadme(before: string, after: string): void {
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(before, () => after),
  );
}

/** The text without what a clock wrote, and without the line breaks that depend on how long those figures are. */
function timeless(text: string): string {
  return text
    .replaceAll(/[+−][\d,]+\.\d{3} s/g, "TIME")
    .replaceAll(/[\d,]+ ms/g, "TIME")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Whether the codes of a cell are those of what is documented. */
function isShown(codes: readonly string[], { verdict, findings, perhaps, doubts = [] }: DocumentedCell): boolean {
  if (verdict === "balanced") return codes.join() === "ok";
  const inDoubt = doubts.length === 0 ? [] : ["?"];
  const allowed = [...[...findings, ...perhaps].map((kind) => findingCodes[kind] as string), ...inDoubt];
  return findings.every((kind) => codes.includes(findingCodes[kind])) && codes.every((code) => allowed.includes(code));
}

const shown = [...readme.matchAll(/<!-- prints: (.+) -->\n```\n([\s\S]*?)\n```/g)].map(([, command, text]) => [
  command ?? "",
  text ?? "",
]);

describe("the README", () => {
  it("shows what at least two commands print", () => {
    expect(shown.length).toBeGreaterThanOrEqual(2);
  });

  it.each(shown)("shows what `%s` prints", async (command, text) => {
    const { stdout, stderr } = await chaosPayout(command.split(" "), { env: { COLUMNS: "80" } });
    // `npm run docs` puts in what is printed now.
    if (mode === "docs") return replaceInReadme(text, stdout.trimEnd());
    expect(timeless(stdout)).toBe(timeless(text));
    expect(stderr).toBe("");
  });

  it("shows a matrix in which every cell matches the docs", () => {
    const rows = /<!-- matrix -->\n```\n([\s\S]*?)```/.exec(readme)?.[1]?.match(/^ │.*│$/gm) ?? [];
    const [head = [], ...body] = rows.map((row) =>
      row
        .split("│")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(head.slice(1)).toEqual(strategyNames);
    const cells = new Map<string, string[]>();
    let fault = "";
    for (const [name = "", ...words] of body) {
      fault = name || fault;
      for (const [at, word] of words.entries()) {
        const cell = `${fault} ${strategyNames[at]}`;
        cells.set(cell, [...(cells.get(cell) ?? []), ...word.split(" ")]);
      }
    }
    for (const { scenario, cells: documented } of truthTable) {
      expect(cells.has(`${scenario} naive`), scenario).toBe(true);
      for (const [name, cell] of Object.entries(documented)) {
        const shownCodes = (cells.get(`${scenario} ${name}`) ?? []).filter((word) => word !== "");
        if (cell === null)
          expect(
            shownCodes.every((word) => word === "ok" || word.startsWith("(")),
            name,
          ).toBe(true);
        else expect(isShown(shownCodes, cell), `${name} ${scenario}: ${shownCodes}`).toBe(true);
      }
    }
  });

  it("shows a scenario that is valid, and balanced with the strategy it names", async () => {
    const plan = planScenario(scenarioOf(/```yaml\n(# scenarios\/evening-rush[\s\S]*?)```/.exec(readme)?.[1] ?? ""));
    const run = await simulate(plan, { strategy: plan.api.strategy, seed: plan.seed, maxDelayMs: 2 });
    expect([exitCodeOf(run), run.verdict, run.doubts]).toEqual([0, "balanced", []]);
  });

  it("names every option of `run` that wins over the file, and every command", async () => {
    const help = await chaosPayout(["--help"]);
    for (const [, command] of help.stdout.matchAll(/^ {2}([a-z]+) (?!\[command\])/gm)) {
      expect(readme).toContain(`chaos-payout ${command}`);
    }
  });
});
