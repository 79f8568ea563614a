import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/**
 * The layers hold, and the rules that say so can fail. The second half matters as much as the first: dependency-cruiser sees
 * nothing in TypeScript that is newer than it knows, and what sees nothing finds nothing.
 */

const root = join(import.meta.dirname, "..");
const rules = join(root, ".dependency-cruiser.mjs");

async function cruised(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(["src"], { ...(await extractOptions(rules)), baseDir });
  if (typeof output === "string") throw new Error(`dependency-cruiser answered with text: ${output}`);
  return output;
}

describe("src", () => {
  let result: ICruiseResult;
  let files: string[];

  beforeAll(async () => {
    result = await cruised(root);
    const all = await readdir(join(root, "src"), { recursive: true });
    files = all.filter((file) => file.endsWith(".ts")).map((file) => join("src", file));
  });

  it("keeps every rule of its layers", () => {
    const comments = new Map(result.summary.ruleSetUsed?.forbidden?.map((rule) => [rule.name, rule.comment]));
    const breaches = result.summary.violations.map(
      ({ from, to, rule }) => `${from} → ${to}: ${rule.name}. ${comments.get(rule.name)}`,
    );
    expect(breaches).toEqual([]);
  });

  it("is seen whole, with its imports", () => {
    const seen = new Map(result.modules.map((module) => [module.source, module.dependencies.length]));
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
    expect(seen.get("src/domain/fact.ts")).toBeGreaterThan(0);
    expect(result.summary.totalDependenciesCruised).toBeGreaterThan(files.length);
  });
});

// The table of CONTRIBUTING.md once more, so that the rules are compared with what was meant and not with themselves.
const table: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  text: ["domain", "cli-table3", "get-east-asian-width"],
  document: ["domain", "text", "yaml", "zod"],
  columns: [],
  journal: ["columns", "domain"],
  reconcile: ["domain"],
  "embedded/ledger": ["domain", "libsql"],
  rail: [
    "columns",
    "domain",
    "http",
    "undici",
    "@grpc/grpc-js",
    "@grpc/proto-loader",
    "@noble/curves",
    "@scure/base",
    "selfsigned",
  ],
  service: ["domain", "http", "undici", "@jmespath-community/jmespath"],
  http: ["domain", "undici"],
  books: ["domain", "service", "libsql", "pg"],
  "service/schema": ["document", "domain", "service", "zod"],
  processes: ["domain", "service"],
  report: ["domain", "explain", "text", "chalk", "fast-xml-builder"],
  wire: ["domain"],
  embedded: ["domain", "embedded/ledger", "http", "rail", "prom-client"],
  scenario: ["document", "domain", "text", "wire", "yaml", "zod"],
  alerting: ["domain", "yaml"],
  explain: ["domain", "wire"],
  engine: ["columns", "domain", "journal", "scenario", "service", "wire"],
  systems: ["books", "domain", "engine", "http", "processes", "rail", "scenario", "service", "wire"],
  explore: ["document", "domain", "scenario"],
  load: ["domain", "engine", "processes", "scenario", "service"],
  simulation: ["domain", "embedded", "embedded/ledger", "engine", "rail", "scenario", "service", "systems"],
  own: [
    ...["document", "domain", "embedded", "embedded/ledger", "engine", "explore", "rail", "report"],
    ...["scenario", "service", "simulation", "systems", "explore-simulated"],
  ],
  testing: ["document", "domain", "explain", "rail", "reconcile", "service", "service/schema", "systems"],
};
const slices = [...Object.keys(table), "cli"];
const packages = [...new Set(Object.values(table).flat()), "commander", "fast-check"].filter(
  (name) => !slices.includes(name) && name !== "explore-simulated",
);
const rooms = ["ci", "output", "run"];
const modules = [
  ...slices.map((slice) => `${slice}/words`),
  ...rooms.map((room) => `cli/${room}/words`),
  "run-scenario",
  "explore-simulated",
];

/** Files that each break a rule, and the breach. They stand in one tree, because to read it takes longer than to judge it. */
const broken = [
  ["cli is imported", "src/index.ts", 'export * from "./cli/words.ts";', "src/cli/words.ts (nothing-looks-up-to-cli)"],
  [
    "cli is imported at run time",
    "src/run-scenario.ts",
    'await import("./cli/words.ts");',
    "src/cli/words.ts (nothing-looks-up-to-cli)",
  ],
  [
    "a room of cli looks up",
    "src/cli/scenarios/x.ts",
    'import type { Word } from "../run/words.ts";',
    "src/cli/run/words.ts (cli-scenarios-looks-down)",
  ],
  [
    "what every room imports looks up",
    "src/cli/errors.ts",
    'await import("./output/words.ts");',
    "src/cli/output/words.ts (cli-floor-looks-down)",
  ],
  [
    "a file of cli is in no room",
    "src/cli/stray.ts",
    'import "../domain/words.ts";',
    "src/domain/words.ts (every-cli-file-in-a-room)",
  ],
  [
    "a command loads what it does before it is called",
    "src/cli/commands/x.ts",
    'import "../run/words.ts";',
    "src/cli/run/words.ts (commands-load-lazily)",
  ],
  [
    "a file is in no slice",
    "src/stray.ts",
    'import "./domain/words.ts";',
    "src/domain/words.ts (every-file-in-a-slice)",
  ],
  ["a pure slice reads a file", "src/report/file.ts", 'import "node:fs";', "fs (pure-slices-touch-no-machine)"],
  [
    "src imports what is not shipped",
    "src/cli/unshipped.ts",
    'import "../../test/y.ts";',
    "test/y.ts (src-stays-in-src)",
  ],
  ["an import leads nowhere", "src/cli/lost.ts", 'import "./gone.ts";', "./gone.ts (nothing-unresolved)"],
  [
    "a package is nowhere at home",
    "src/cli/homeless.ts",
    'import "fast-check";',
    "node_modules/fast-check/index.js (no-package-without-a-home)",
  ],
  [
    "modules import each other",
    "src/cli/x.ts",
    'import type { Y } from "../cli/z.ts"; export type X = Y;',
    "src/cli/z.ts (no-circles)",
  ],
] as const;

describe("the rules", () => {
  let tree: string;
  const files = new Map<string, string>();

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), "chaos-payout-layering-"));
    for (const name of packages) {
      files.set(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
      files.set(`node_modules/${name}/index.js`, "export const word = 1;");
    }
    files.set(
      "package.json",
      JSON.stringify({ dependencies: Object.fromEntries(packages.map((name) => [name, "*"])) }),
    );
    for (const module of modules) files.set(`src/${module}.ts`, "export type Word = string;");
  });

  afterAll(() => rm(tree, { recursive: true, force: true }));

  /** Cruises the small tree with a few more files, and answers with the imports that a rule forbids. */
  async function forbidden(more: Readonly<Record<string, string>>): Promise<ReadonlySet<string>> {
    const probe = await mkdtemp(join(tree, "probe-"));
    for (const [file, text] of [...files, ...Object.entries(more)]) {
      await mkdir(dirname(join(probe, file)), { recursive: true });
      await writeFile(join(probe, file), text);
    }
    const { summary } = await cruised(probe);
    return new Set(summary.violations.map(({ from, to, rule }) => `${from} → ${to} (${rule.name})`));
  }

  it("allow each slice what the table allows, and nothing else", async () => {
    const probe = (slice: string) =>
      [
        ...modules.map((path) => `import type { Word } from "${"../".repeat(slice.split("/").length)}${path}.ts";`),
        ...packages.map((name) => `import "${name}";`),
      ].join("\n");
    const breaches = await forbidden(
      Object.fromEntries(Object.keys(table).map((slice) => [`src/${slice}/probe.ts`, probe(slice)])),
    );
    const stopped = (slice: string, target: string) =>
      [`src/${target}.ts`, `node_modules/${target}/index.js`].some((file) =>
        [...breaches].some((breach) => breach.startsWith(`src/${slice}/probe.ts → ${file} `)),
      );
    const meant = (slice: string, target: string) =>
      [slice, ...(table[slice] ?? [])].some((name) => target === name || target === `${name}/words`);

    const targets = [...modules, ...packages];
    const allowed = Object.keys(table).map((slice) => [slice, targets.filter((target) => !stopped(slice, target))]);
    const expected = Object.keys(table).map((slice) => [slice, targets.filter((target) => meant(slice, target))]);
    expect(Object.fromEntries(allowed)).toEqual(Object.fromEntries(expected));
  });

  describe("notice", () => {
    let noticed: ReadonlySet<string>;

    beforeAll(async () => {
      const extra = { "test/y.ts": "", "src/cli/z.ts": 'import type { X } from "./x.ts"; export type Y = X;' };
      noticed = await forbidden({ ...extra, ...Object.fromEntries(broken.map(([, file, text]) => [file, text])) });
    });

    it.each(broken)("when %s", (_, file, __, breach) => {
      expect(noticed).toContain(`${file} → ${breach}`);
    });
  });

  it("find nothing in a tree that keeps them", async () => {
    const tidy = {
      "src/engine/x.ts": 'import type { Word } from "../scenario/words.ts"; import "node:fs";',
      "src/cli/commands/x.ts": 'import type { Word } from "../run/words.ts"; await import("../run/words.ts");',
      "src/cli/run/x.ts": 'import type { Word } from "../output/words.ts"; import "../errors.ts";',
      "src/cli/errors.ts": 'import type { Word } from "./ci/words.ts";',
    };
    expect(await forbidden(tidy)).toEqual(new Set());
  });
});
