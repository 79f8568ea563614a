import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-code.ts";
import type { DocumentedCell } from "../../src/domain/matrix.ts";
import type { StrategyName } from "../../src/domain/strategy.ts";
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
    .replaceAll(/[\d,]+(?:\.\d)? ms/g, "TIME")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The table and the legend that `matrix --simulate` prints. */
async function simulatedMatrix(options: string): Promise<string> {
  const command = ["matrix", "--simulate", ...options.split(" ")];
  const { stdout } = await chaosPayout(command, { env: { COLUMNS: "80" } });
  return /^ ┌[\s\S]*?(?=\n\n)/m.exec(stdout)?.[0] ?? stdout;
}

/** The cells of a line of a table. */
function cellsOf(line: string): string[] {
  return line
    .split("│")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Whether the codes of a cell are those of what is documented. */
function isShown(codes: readonly string[], documented: DocumentedCell | null): boolean {
  if (codes.length === 0) return false;
  if (documented === null) return codes.every((code) => code.startsWith("("));
  const { verdict, findings, perhaps, doubts = [] } = documented;
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

  it("shows a part of the matrix in which every cell matches the docs, with a fault for each place", async () => {
    const [, options = "", text = ""] = /<!-- matrix (.+) -->\n```\n([\s\S]*?)\n```/.exec(readme) ?? [];
    if (mode === "docs") return replaceInReadme(text, await simulatedMatrix(options));
    const [head = [], ...body] = (text.match(/^ │.*│$/gm) ?? []).map(cellsOf);
    const strategies = head.slice(1) as StrategyName[];
    expect(options).toContain(`--strategy ${strategies.join(" ")} --fault `);
    const codes = new Map<string, string[]>();
    let fault = "";
    for (const [name = "", ...words] of body) {
      fault = name || fault;
      for (const [at, word] of words.entries()) {
        const cell = `${fault} ${strategies[at]}`;
        codes.set(cell, [...(codes.get(cell) ?? []), ...word.split(" ").filter((code) => code !== "")]);
      }
    }
    const columns = truthTable.filter(({ scenario }) => codes.has(`${scenario} ${strategies[0]}`));
    expect(columns.map(({ scenario }) => scenario).sort()).toEqual(
      options
        .replace(/^.*--fault /, "")
        .split(" ")
        .sort(),
    );
    expect(new Set(columns.map(({ place }) => place))).toEqual(new Set(truthTable.map(({ place }) => place)));
    for (const { scenario, cells } of columns) {
      for (const name of strategies) {
        const shownCodes = codes.get(`${scenario} ${name}`) ?? [];
        expect(isShown(shownCodes, cells[name]), `${name} ${scenario}: ${shownCodes}`).toBe(true);
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
