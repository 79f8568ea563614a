import { maskControls } from "../text/strip-controls.ts";
import { shown } from "./fields.ts";
import { type Find, type Found, finder, isRecord, type Path } from "./layers.ts";
import { limits } from "./limits.ts";
import { parsePath, pathText } from "./path.ts";
import { type Complaint, type Reading, readText } from "./source.ts";

/** What the command line sets: `load.0.concurrency=50`, a path and a value in YAML. It wins over every file. */
export interface Assignment {
  readonly path: Path;
  readonly reading: Reading;
}

/** Assignments, and what is wrong with those that are none. */
export interface Assignments {
  readonly assignments: readonly Assignment[];
  readonly complaints: readonly Complaint[];
}

/** Reads what `--set` was given for a scenario file. */
export function readAssignments(texts: readonly string[], file: string): Assignments {
  const read = texts.slice(0, limits.assignments).map((text) => readAssignment(text, file));
  const complaints = read.flatMap((each) => ("message" in each ? [each] : each.reading.complaints));
  if (texts.length > limits.assignments) {
    const { source } = readText("", "--set", file);
    complaints.push({ source, offset: null, message: `${limits.assignments} times is the most: write a file instead` });
  }
  const usable = read.flatMap((each) => ("message" in each || each.reading.data === undefined ? [] : [each]));
  return { assignments: usable, complaints };
}

const ASSIGNMENT = /^((?:"[^"]*"|[^"=])+)=([\s\S]*)$/;

function readAssignment(text: string, file: string): Assignment | Complaint {
  const option = `--set ${maskControls(text.length > 100 ? `${text.slice(0, 99)}…` : text)}`;
  const [, left = "", value = ""] = ASSIGNMENT.exec(text) ?? [];
  const path = parsePath(left);
  const refuse = (message: string): Complaint => ({ source: readText("", option, file).source, offset: null, message });
  if (text.length > limits.assignmentLength) {
    return refuse(`the value is longer than ${limits.assignmentLength} characters: write a file instead`);
  }
  if (path === undefined) return refuse("it takes a path, = and a value, such as load.0.concurrency=50");
  if (path.length > limits.yamlDepth) return refuse(`the path has more than ${limits.yamlDepth} steps`);
  if (path.includes("__proto__")) return refuse('unknown key "__proto__"');
  if (path[0] === "extends") return refuse("the base of a file is written in the file: extends cannot be set");
  return { path, reading: readText(value, option, file) };
}

/** The data with everything set, one after the other, and what could not be. */
export function assigned(
  data: unknown,
  assignments: readonly Assignment[],
): { readonly data: unknown; readonly complaints: readonly Complaint[] } {
  const complaints: Complaint[] = [];
  let result = data;
  for (const { path, reading } of assignments) {
    const { source } = reading;
    const refuse = ({ message, suggestion }: Refusal) => {
      complaints.push({ source, offset: null, message, ...(suggestion === undefined ? {} : { suggestion }) });
    };
    result = withValue(result, path, [], reading.data, refuse);
  }
  return { data: result, complaints };
}

interface Refusal {
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** The value with something set inside it; as it was where that is refused. */
function withValue(
  around: unknown,
  path: Path,
  above: Path,
  value: unknown,
  refuse: (refusal: Refusal) => void,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const key = String(step);
  const inside = (child: unknown) => withValue(child, rest, [...above, key], value, refuse);
  if (Array.isArray(around)) {
    const items: readonly unknown[] = around;
    const index = /^\d{1,6}$/.test(key) ? Number(key) : -1;
    if (index >= 0 && index < items.length) return items.with(index, inside(items[index]));
    refuse(noItem(items, key, above));
    return around;
  }
  // What is empty or not there becomes a map, so that a part that the file leaves out can be set.
  if (around === null || around === undefined) return { [key]: inside(undefined) };
  if (isRecord(around)) return { ...around, [key]: inside(Object.hasOwn(around, key) ? around[key] : undefined) };
  const whole = pathText(above);
  refuse({ message: `${whole} has nothing inside that is called ${shown(key)}: set ${whole} itself` });
  return around;
}

function noItem(items: readonly unknown[], step: string, above: Path): Refusal {
  const { length } = items;
  const known = length === 1 ? "its only item is 0" : `its items are 0 to ${length - 1}`;
  const called = items.findIndex((item) => isRecord(item) && item["name"] === step);
  const suggestion = called === -1 ? undefined : pathText([...above, called]);
  const nothing = length === 0 ? "it is empty" : known;
  return { message: `${pathText(above)} is a list, and ${shown(step)} is none of its items (${nothing})`, suggestion };
}

/** The lookup over what was set and what the files say. Of several that set the same, the last one counts. */
export function findAssigned(assignments: readonly Assignment[], inFiles: Find): Find {
  if (assignments.length === 0) return inFiles;
  return (path) => {
    const covering = assignments.findLast((each) => inCommon(each.path, path) === each.path.length);
    if (covering !== undefined) return foundIn(covering, path);
    const found = inFiles(path);
    if (found.whole) return found;
    // A map that only exists because something in it was set answers for what it lacks.
    const nearest = assignments.findLast((each) => inCommon(each.path, path) > found.depth);
    return nearest === undefined ? found : partOf(nearest, path);
  };
}

function foundIn({ path: { length }, reading: { source, document, data } }: Assignment, path: Path): Found {
  if (document === undefined) {
    return { source, offset: 0, keyOffset: 0, depth: length, whole: path.length === length, written: undefined };
  }
  const found = finder([{ source, document, data, hides: [] }])(path.slice(length));
  return { ...found, depth: length + found.depth };
}

function partOf(assignment: Assignment, path: Path): Found {
  const depth = inCommon(assignment.path, path);
  const { source } = assignment.reading;
  return { source, offset: 0, keyOffset: 0, depth, whole: depth === path.length, written: undefined };
}

function inCommon(left: Path, right: Path): number {
  const differs = left.findIndex((step, index) => index >= right.length || String(step) !== String(right[index]));
  return differs === -1 ? left.length : differs;
}
