import { assigned, findAssigned, readAssignments } from "./assignments.ts";
import { type Chain, type ReadBase, readChain } from "./chain.ts";
import { complaintsOf } from "./issues.ts";
import { type Find, finder, isRecord, type Layer, merged, type Path } from "./layers.ts";
import { parsePath } from "./path.ts";
import type { Problem } from "./problem.ts";
import { type Scenario, scenarioSchema } from "./schema.ts";
import { type Complaint, problemOf, type Reading, readBytes, readText } from "./source.ts";
import { type Environment, expand } from "./variables.ts";
import { veiled } from "./veil.ts";

/** What a scenario file may draw on besides its own text. All of it can be left out. */
export interface Surroundings {
  /** Reads the file that `extends` names; without it, `extends` is an error. */
  readonly readBase?: ReadBase | undefined;
  /** What `${env:NAME}` is read from; without it, nothing is set. */
  readonly environment?: Environment | undefined;
  /** What wins over the files, such as `load.0.concurrency=50`, in the order in which it counts. */
  readonly set?: readonly string[] | undefined;
}

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A scenario, with where it comes from. */
export interface ParsedScenario {
  readonly ok: true;
  readonly scenario: Scenario;
  /** Every file that was read: its own, its base, and so on. */
  readonly sources: readonly string[];
  /** The variables of the environment that went into it, by name. */
  readonly variables: readonly string[];
  /**
   * Where something stands, by a path such as `load.1.faults.timeout` or its steps, always in a file: what the command line sets is told
   * at the place that it overrides, and what is not there at the nearest thing around it.
   */
  locate(path: string | readonly (string | number)[]): Place;
  /** Whether a path is written in one of the files, and not only set on the command line or on by default. */
  isWritten(path: string | readonly (string | number)[]): boolean;
  /** A problem with the value at a path that only shows when the scenario is used. */
  problemAt(path: string | readonly (string | number)[], message: string): Problem;
}

/** Everything that keeps a text from being a scenario, in the order of the places. */
export interface RefusedScenario {
  readonly ok: false;
  readonly problems: readonly Problem[];
  /** Every file that was read. */
  readonly sources: readonly string[];
}

/** A scenario, or everything that keeps the text from being one. */
export type ParseResult = ParsedScenario | RefusedScenario;

/** The smallest scenario, in one line: JSON is YAML, and so is this. */
const SMALLEST =
  "{ name: first, projects: { project_test_001: { balance: 100_000 } }, load: [{ name: all, payouts: 20, concurrency: 2 }] }";

/** Reads the bytes of a scenario file. `file` is what problems call it. Throws nothing, whatever the bytes. */
export function parseScenarioBytes(bytes: Uint8Array, file: string, surroundings: Surroundings = {}): ParseResult {
  return judged(readBytes(bytes, file), surroundings);
}

/**
 * Reads a scenario from the text of its file. `file` is what problems call it. Throws nothing, whatever the text. A scenario that
 * extends another file or that uses variables needs `surroundings` to find them in.
 */
export function parseScenario(text: string, file: string, surroundings: Surroundings = {}): ParseResult {
  return judged(readText(text, file), surroundings);
}

function judged(own: Reading, { readBase, environment = {}, set = [] }: Surroundings): ParseResult {
  const chain = readChain(own, readBase);
  const order = chain.readings.map(({ source }) => source.file);
  const layers = layersOf(chain);
  const { assignments, complaints } = readAssignments(set, own.source.file);
  const before = [...chain.readings.flatMap((reading) => reading.complaints), ...chain.complaints, ...complaints];
  if (own.data === null && before.length === 0) {
    const message = `the file is empty. The smallest scenario: ${SMALLEST}`;
    return refused([{ source: own.source, offset: null, message }], order);
  }
  if (layers === undefined) return refused(before, order);
  const inFiles = finder(layers);
  const whole = assigned(merged(layers), assignments);
  const find = findAssigned(assignments, inFiles);
  const unnamed = inheritedName(whole.data, layers);
  const expansion = expand(whole.data, find, environment);
  const result = scenarioSchema.safeParse(expansion.data);
  const settled = [...expansion.failed, ...(unnamed.length > 0 ? [["name"]] : [])].map((path) => path.join());
  const { expanded } = expansion;
  const again =
    result.success || expanded.length === 0 ? result : scenarioSchema.safeParse(veiled(expansion.data, expanded));
  const issues = result.success ? [] : result.error.issues.filter(({ path }) => !settled.includes(path.join()));
  const wrong = [...before, ...whole.complaints, ...unnamed, ...expansion.complaints];
  const all = [
    ...wrong,
    ...complaintsOf(issues, scenarioSchema, { find, expanded, underVeil: again.error?.issues ?? [] }),
  ];
  if (!result.success || all.length > 0) return refused(all, order);
  const { variables } = expansion;
  return { ok: true, scenario: result.data, sources: order, variables, ...placesOf(inFiles, layers) };
}

/** The layers of a chain; undefined where a file of it is missing or broken, so that nothing can be said of the whole. */
function layersOf({ readings, complaints }: Chain): readonly Layer[] | undefined {
  if (complaints.length > 0) return undefined;
  const layers = readings.flatMap(({ source, document, data }, index) => {
    // A scenario has a name of its own: two of one name could not be told apart. What a base extends is the base's business.
    const hides = index === 0 ? ["extends"] : ["name", "extends"];
    return document === undefined || data === undefined || data === null ? [] : [{ source, document, data, hides }];
  });
  return layers.length === readings.length ? layers : undefined;
}

/** A complaint where a file seems to rely on the name of its base. */
function inheritedName(data: unknown, [own, ...bases]: readonly Layer[]): Complaint[] {
  const named = bases.find((base) => isRecord(base.data) && Object.hasOwn(base.data, "name"));
  if (own === undefined || named === undefined || !isRecord(data) || Object.hasOwn(data, "name")) return [];
  const message = `missing key "name": that of ${named.source.file} is its own, and every scenario needs one of its own`;
  return [{ source: own.source, offset: 0, message }];
}

function placesOf(find: Find, layers: readonly Layer[]): Pick<ParsedScenario, "locate" | "isWritten" | "problemAt"> {
  // Hidden keys are places all the same.
  const [own] = layers;
  const all = finder(layers.map((layer) => (layer === own ? { ...layer, hides: [] } : layer)));
  const steps = (path: string | Path): Path => (typeof path === "string" ? (parsePath(path) ?? []) : path);
  return {
    locate(path) {
      const { source, keyOffset } = all(steps(path));
      const { line, col } = source.lines.linePos(keyOffset);
      return { file: source.file, line, column: col };
    },
    isWritten: (path) => all(steps(path)).whole,
    problemAt(path, message) {
      const { source, offset } = find(steps(path));
      return problemOf({ source, offset, message });
    },
  };
}

/**
 * Problems in the order of their places, each once: what stands behind an alias is found as often as it is used. The file itself
 * comes first, then its bases, then the command line.
 */
function refused(complaints: readonly Complaint[], sources: readonly string[]): RefusedScenario {
  const problems = complaints.map(problemOf);
  const once = new Map(
    problems.map((each) => [`${each.option ?? each.file}:${each.line}:${each.column} ${each.message}`, each]),
  );
  const rank = ({ file, option }: Problem) => (option === undefined ? sources.indexOf(file) : sources.length);
  const ordered = [...once.values()].sort((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
  return { ok: false, problems: ordered, sources };
}
