import { check } from "../document/check.ts";
import { type Path, parsePath } from "../document/path.ts";
import type { Problem } from "../document/problem.ts";
import { type Reading, readBytes, readText } from "../document/read-source.ts";
import { problemOf, problemsOf, type SourceError } from "../document/source.ts";
import { childOf, dataOf, errorAt, find, merge, type Tree, without } from "../document/tree.ts";
import { type ReadBase, readBases } from "./base-files.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "./schema.ts";
import { withValuesSet } from "./set-values.ts";
import { type Environment, expand } from "./variables.ts";
import { scenarioSubject, scenarioVocabulary } from "./vocabulary.ts";

/** What a scenario file may use from outside. */
export interface ParseOptions {
  /** Reads the file in `extends`, which is an error without it. */
  readonly readBase?: ReadBase | undefined;
  /** The variables for `${env:NAME}`; by default none. */
  readonly environment?: Environment | undefined;
  /** Overrides such as `load.0.concurrency=50`; the last one wins. */
  readonly set?: readonly string[] | undefined;
}

/** A position in a file; line and column count from 1. */
export interface FilePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A valid scenario and its sources. */
export interface ParsedScenario {
  readonly ok: true;
  readonly scenario: Scenario;
  /** As it is written, in one piece: with the keys of its bases, the values of variables and all overrides. */
  readonly document: ScenarioInput;
  /** Every file that was read, bases last. */
  readonly sources: readonly string[];
  /** The environment variables that it uses. */
  readonly variables: readonly string[];
  /** Where a path such as `load.1.faults.timeout` is written in a file, or the nearest value around it. */
  locate(path: string | Path): FilePosition;
  /** Whether a path is written in a file, not just set on the command line or by default. */
  isWritten(path: string | Path): boolean;
  /** Makes a problem with the value at a path that only shows later. */
  problemAt(path: string | Path, message: string): Problem;
}

/** Everything that is wrong with a scenario, in the order of its files. */
export interface InvalidScenario {
  readonly ok: false;
  readonly problems: readonly Problem[];
  /** Every file that was read. */
  readonly sources: readonly string[];
}

/** A scenario, or everything that is wrong with it. */
export type ParseResult = ParsedScenario | InvalidScenario;

/** Reads the bytes of a scenario file. `file` is its name in problems. Never throws. */
export function parseScenarioBytes(bytes: Uint8Array, file: string, options: ParseOptions = {}): ParseResult {
  return parse(readBytes(bytes, file, scenarioSubject), options);
}

/** Reads the text of a scenario file. `file` is its name in problems. Never throws. */
export function parseScenario(text: string, file: string, options: ParseOptions = {}): ParseResult {
  return parse(readText(text, { file, subject: scenarioSubject }), options);
}

const SMALLEST =
  "{ name: first, projects: { project_test_001: { balance: 100_000 } }, load: [{ name: all, payouts: 20, concurrency: 2 }] }";

function parse(own: Reading, { readBase, environment = {}, set = [] }: ParseOptions): ParseResult {
  const { readings, errors: baseErrors } = readBases(own, readBase);
  const sources = readings.map(({ source }) => source.file);
  const trees = readings.flatMap(({ tree }) => (tree === undefined || isNull(tree) ? [] : [tree]));
  // Without one of the files, all of its keys would be reported as missing.
  const isComplete = trees.length === readings.length && baseErrors.length === 0;
  const inFiles = isComplete ? mergeFiles(trees) : emptyMap(own);
  const whole = withValuesSet(inFiles, set, own.source.file);
  const before = [...readings.flatMap(({ errors }) => errors), ...baseErrors, ...whole.errors];
  if (!isComplete) {
    const message = `the file is empty. The smallest scenario: ${SMALLEST}`;
    return invalid(before.length === 0 ? [{ source: own.source, offset: null, message }] : before, sources);
  }
  const named = withOwnName(whole.tree, trees);
  const expansion = expand(named.tree, environment);
  const { data, errors } = check(expansion.tree, scenarioSchema, scenarioVocabulary);
  const all = [...before, ...named.errors, ...expansion.errors, ...errors];
  if (data === undefined || all.length > 0) return invalid(all, sources);
  // It has passed the schema, so it is its input.
  const document = dataOf(without(expansion.tree, ["extends"])) as ScenarioInput;
  return { ok: true, scenario: data, document, sources, variables: expansion.variables, ...placesIn(inFiles) };
}

function isNull(tree: Tree): boolean {
  return tree.kind === "scalar" && tree.value === null;
}

function emptyMap({ source }: Reading): Tree {
  return { kind: "map", origin: { source, value: 0, key: 0 }, entries: new Map() };
}

/** Merges the files, most specific first. The name and the `extends` of a base are not inherited. */
function mergeFiles([own, ...bases]: readonly Tree[]): Tree {
  const all = bases.map((base) => without(base, ["name", "extends"]));
  return [...(own === undefined ? [] : [own]), ...all].reduceRight((below, above) => merge(below, above));
}

/** Reports a file without a name whose base has one. The name is added as rejected, so that it is not reported twice. */
function withOwnName(tree: Tree, [own, ...bases]: readonly Tree[]): { tree: Tree; errors: readonly SourceError[] } {
  const named = bases.find((base) => childOf(base, "name") !== undefined);
  if (own === undefined || named === undefined || tree.kind !== "map" || tree.entries.has("name")) {
    return { tree, errors: [] };
  }
  const { source } = own.origin;
  const message = `missing key "name": every scenario needs its own, and the one in ${named.origin.source.file} does not count`;
  const name: Tree = { kind: "scalar", origin: { source, value: 0, key: 0 }, value: null, isRejected: true };
  return {
    tree: { ...tree, entries: new Map(tree.entries).set("name", name) },
    errors: [{ source, offset: 0, message }],
  };
}

function placesIn(tree: Tree): Pick<ParsedScenario, "locate" | "isWritten" | "problemAt"> {
  const steps = (path: string | Path): Path => (typeof path === "string" ? (parsePath(path) ?? []) : path);
  return {
    locate(path) {
      const { source, key } = find(tree, steps(path)).tree.origin;
      const { line, col } = source.lines.linePos(key);
      return { file: source.file, line, column: col };
    },
    isWritten: (path) => find(tree, steps(path)).isThere,
    problemAt: (path, message) => problemOf(errorAt(tree, steps(path), message)),
  };
}

function invalid(errors: readonly SourceError[], sources: readonly string[]): InvalidScenario {
  return { ok: false, problems: problemsOf(errors, sources), sources };
}
