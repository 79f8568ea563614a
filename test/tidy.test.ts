import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/**
 * What a linter cannot know about this house, read from its source: where time and chance live, who may touch the process, what a
 * file may be called, and that nothing is exported unexplained. Each rule is a function from a file to its breaches, and is shown
 * a breach before it is believed.
 */

interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** The breaches of one rule in one file, each as `line: what`. */
type Rule = (file: SourceFile) => string[];

const root = join(import.meta.dirname, "..");

function read(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:[cm]?[jt]s)$/.test(path))
    .map((path) => join(folder, path).replaceAll("\\", "/"))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

const src = read("src");
const everything = [...src, ...read("bin"), ...read("bench"), ...read("page"), ...read("test")];

const trees = new WeakMap<SourceFile, ts.SourceFile>();

/** The tree of a file, which every rule reads and none changes. */
function parsed(file: SourceFile): ts.SourceFile {
  const tree = trees.get(file) ?? ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  trees.set(file, tree);
  return tree;
}

function at(node: ts.Node, what: string): string {
  const source = node.getSourceFile();
  return `${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}: ${what}`;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

/** Every use of one of the names as a global, as an import, or on another global; not as somebody's property. */
function uses(file: SourceFile, names: readonly string[]): string[] {
  const found: string[] = [];
  walk(parsed(file), (node) => {
    if (ts.isStringLiteral(node) && ts.isImportDeclaration(node.parent) && names.includes(node.text)) {
      found.push(at(node, node.text));
    }
    if (!ts.isIdentifier(node) || !names.includes(node.text)) return;
    const { parent } = node;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
    const ofGlobal = isMember && parent.expression.getText() === "globalThis";
    const isKey = (ts.isPropertyAssignment(parent) || ts.isTypeElement(parent)) && parent.name === node;
    if ((!isMember || ofGlobal) && !isKey) found.push(at(node, node.text));
  });
  return found;
}

/** Every member of a global in the form `Math.random`. */
function members(file: SourceFile, names: readonly string[]): string[] {
  const found: string[] = [];
  walk(parsed(file), (node) => {
    if (ts.isPropertyAccessExpression(node) && names.includes(node.getText())) found.push(at(node, node.getText()));
  });
  return found;
}

const timers = ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"];
const timeModules = [
  "node:timers",
  "node:timers/promises",
  "node:perf_hooks",
  "timers",
  "timers/promises",
  "perf_hooks",
];

const timeIsAnArgument: Rule = (file) =>
  file.path === "src/domain/clock.ts"
    ? []
    : [...uses(file, ["Date", "performance", ...timers, ...timeModules]), ...members(file, ["AbortSignal.timeout"])];

const chanceIsAnArgument: Rule = (file) => (file.path === "src/domain/random.ts" ? [] : members(file, ["Math.random"]));

const onlyCliKnowsTheProcess: Rule = (file) => {
  if (file.path.startsWith("src/cli/")) return [];
  const found = uses(file, ["process", "node:process"]);
  // A queue of the process, and no more to do with it than a timer.
  if (file.path === "src/domain/clock.ts")
    return found.length === members(file, ["process.nextTick"]).length ? [] : found;
  // A test suite gives its environment to the service that it tests.
  if (file.path.startsWith("src/testing/")) return found.length === members(file, ["process.env"]).length ? [] : found;
  // A script for Artillery runs in a process of Artillery's, and is told what to do by its environment.
  if (file.path === "src/load/script/artillery.ts") return found.length === 1 ? [] : found;
  // Children run under the same Node and in the same environment, and are killed as groups.
  if (!file.path.startsWith("src/processes/")) return found;
  return found.length === members(file, ["process.execPath", "process.env", "process.kill"]).length ? [] : found;
};

const nobodyUsesTheConsole: Rule = (file) => uses(file, ["console", "node:console"]);

const filesAreShort: Rule = ({ text }) => {
  const lines = text.trimEnd().split("\n").length;
  return lines > 300 ? [`300: ${lines} lines`] : [];
};

const filesAreNamedForWhatIsInside: Rule = ({ path }) => {
  const banned = path.split(/[-./]/).filter((word) => /^(?:util|helper|common|manager)s?$/.test(word));
  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)+$/.test(basename(path));
  return [...banned, ...(kebab ? [] : ["not kebab-case"])].map((what) => `1: ${what}`);
};

const leftovers = /\b(?:TODO|FIXME|XXX|HACK)\b|@ts-(?:ignore|nocheck|expect-error)/;

const nothingIsLeftForLater: Rule = (file) => {
  const found = file.text.split("\n").flatMap((line, index) => {
    const leftover = leftovers.exec(line)?.[0];
    return leftover === undefined ? [] : [`${index + 1}: ${leftover}`];
  });
  // Most files do not even have the words, and need no tree.
  if (!/\bas\s+any\b/.test(file.text)) return found;
  walk(parsed(file), (node) => {
    if (ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.AnyKeyword) found.push(at(node, "as any"));
  });
  return found;
};

/** Re-exports are explained where they are declared; of overloads, the first is. */
const exportsAreExplained: Rule = (file) => {
  const seen = new Set<string>();
  return parsed(file).statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return [];
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const name = declaredName(statement);
    if (seen.has(name)) return [];
    seen.add(name);
    return explained(statement) ? [] : [at(statement, name)];
  });
};

function declaredName(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText()).join(", ");
  }
  const { name } = statement as ts.DeclarationStatement;
  return name?.getText() ?? statement.getText().slice(0, 40);
}

function explained(statement: ts.Statement): boolean {
  return ts.getJSDocCommentsAndTags(statement).some((doc) => ts.isJSDoc(doc) && doc.comment !== undefined);
}

const house: readonly { readonly claim: string; readonly rule: Rule; readonly files: readonly SourceFile[] }[] = [
  { claim: "time is an argument; the clock is in domain/clock.ts", rule: timeIsAnArgument, files: src },
  { claim: "chance is an argument; the dice are in domain/random.ts", rule: chanceIsAnArgument, files: src },
  { claim: "nobody but cli knows the process", rule: onlyCliKnowsTheProcess, files: src },
  { claim: "nobody writes to the console", rule: nobodyUsesTheConsole, files: src },
  { claim: "no file is longer than 300 lines", rule: filesAreShort, files: src },
  { claim: "every export is explained where it is declared", rule: exportsAreExplained, files: src },
  {
    claim: "every file is named, in kebab-case, for what is inside",
    rule: filesAreNamedForWhatIsInside,
    files: everything,
  },
  // This file has to name what it looks for.
  {
    claim: "nothing is left for later and nothing is silenced",
    rule: nothingIsLeftForLater,
    files: everything.filter(({ path }) => path !== "test/tidy.test.ts"),
  },
];

describe("the source", () => {
  it("is there to be read", () => {
    expect(src.map(({ path }) => path)).toContain("src/domain/clock.ts");
    expect(everything.length).toBeGreaterThan(src.length);
  });

  it.each(house)("$claim", ({ rule, files }) => {
    expect(files.flatMap((file) => rule(file).map((breach) => `${file.path}:${breach}`))).toEqual([]);
  });
});

describe("the rules notice", () => {
  it.each([
    ["the date", timeIsAnArgument, "src/api/x.ts", "const at = new Date();", ["1: Date"]],
    ["the date as a function", timeIsAnArgument, "src/api/x.ts", "\nconst at = Date.now();", ["2: Date"]],
    ["a timer", timeIsAnArgument, "src/api/x.ts", "globalThis.setTimeout(f);", ["1: setTimeout"]],
    [
      "an imported timer",
      timeIsAnArgument,
      "src/api/x.ts",
      'import { setTimeout as sleep } from "node:timers/promises";',
      ["1: setTimeout", "1: node:timers/promises"],
    ],
    ["a signal's timer", timeIsAnArgument, "src/api/x.ts", "AbortSignal.timeout(5);", ["1: AbortSignal.timeout"]],
    ["no word, text or member that is called like a timer", timeIsAnArgument, "src/api/x.ts", wordsOnly(), []],
    ["no timer in the clock", timeIsAnArgument, "src/domain/clock.ts", "setTimeout(f, Date.now());", []],
    ["a die", chanceIsAnArgument, "src/api/x.ts", "const x = Math.random();", ["1: Math.random"]],
    ["no other mathematics", chanceIsAnArgument, "src/api/x.ts", "const x = Math.max(1, chance());", []],
    ["the process", onlyCliKnowsTheProcess, "src/api/x.ts", "process.env.HOME;", ["1: process"]],
    ["no process in cli", onlyCliKnowsTheProcess, "src/cli/main.ts", "process.exitCode = 1;", []],
    [
      "nothing in processes that a child needs",
      onlyCliKnowsTheProcess,
      "src/processes/x.ts",
      "process.kill(-1, process.env.SIGNAL, process.execPath);",
      [],
    ],
    [
      "the rest of the process there",
      onlyCliKnowsTheProcess,
      "src/processes/x.ts",
      "process.exit(process.env.CODE);",
      ["1: process", "1: process"],
    ],
    ["the console", nobodyUsesTheConsole, "src/cli/x.ts", "console.error(1);", ["1: console"]],
    ["a long file", filesAreShort, "src/api/x.ts", "x;\n".repeat(301), ["300: 301 lines"]],
    ["no file that is just short enough", filesAreShort, "src/api/x.ts", "x;\n".repeat(300), []],
    ["a name for everything", filesAreNamedForWhatIsInside, "src/api/http-utils.ts", "", ["1: utils"]],
    ["a folder for everything", filesAreNamedForWhatIsInside, "src/common/x.ts", "", ["1: common"]],
    ["a capital", filesAreNamedForWhatIsInside, "src/api/Payout.ts", "", ["1: not kebab-case"]],
    ["no ordinary name", filesAreNamedForWhatIsInside, "test/api/payout-service.test.ts", "", []],
    ["what is left for later", nothingIsLeftForLater, "src/api/x.ts", "// TODO: rest", ["1: TODO"]],
    ["what is silenced", nothingIsLeftForLater, "src/api/x.ts", "\nf(x as any);", ["2: as any"]],
    ["what the compiler is not to see", nothingIsLeftForLater, "src/api/x.ts", "// @ts-ignore", ["1: @ts-ignore"]],
    ["no words of a comment", nothingIsLeftForLater, "src/api/x.ts", "// as any other", []],
    ["an unexplained function", exportsAreExplained, "src/api/x.ts", "export function f() {}", ["1: f"]],
    ["an unexplained constant", exportsAreExplained, "src/api/x.ts", "// Why.\nexport const a = 1;", ["2: a"]],
    ["an unexplained type", exportsAreExplained, "src/api/x.ts", "/** */\nexport type A = 1;", ["2: A"]],
    ["no explained constant", exportsAreExplained, "src/api/x.ts", "/** A. */\nexport const a = 1;", []],
    ["no explained class", exportsAreExplained, "src/api/x.ts", "/** A. */\nexport class A {}", []],
    ["no re-export", exportsAreExplained, "src/index.ts", 'export { a } from "./a.ts";\nexport * from "./b.ts";', []],
  ] as const)("%s", (_, rule, path, text, breaches) => {
    expect(rule({ path, text })).toEqual(breaches);
  });
});

function wordsOnly(): string {
  return [
    "// Date, setTimeout",
    'const text = "performance";',
    "clock.setTimeout(1);",
    "const names = { performance: 1 };",
    "interface Timer { setInterval(): void }",
  ].join("\n");
}
