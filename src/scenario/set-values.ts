import { documentLimits } from "../document/limits.ts";
import { shown } from "../document/messages.ts";
import { type Path, parsePath, pathText } from "../document/path.ts";
import { readText } from "../document/read-source.ts";
import type { SourceError } from "../document/source.ts";
import { childOf, dataOf, type Tree } from "../document/tree.ts";
import { maskControls } from "../text/strip-controls.ts";
import { limits } from "./limits.ts";
import { scenarioSubject } from "./vocabulary.ts";

/** Applies `--set` values such as `load.0.concurrency=50`, in their order, to a tree. `file` is the scenario they are given for. */
export function withValuesSet(tree: Tree, texts: readonly string[], file: string) {
  const errors: SourceError[] = [];
  let result = tree;
  for (const text of texts.slice(0, limits.assignments)) {
    const option = `--set ${maskControls(text.length > 100 ? `${text.slice(0, 99)}…` : text)}`;
    const { source } = readText("", { file: option, subject: scenarioSubject, optionFor: file });
    const refuse = (message: string, suggestion?: string) => {
      errors.push({ source, offset: null, message, ...(suggestion !== undefined && { suggestion }) });
    };
    const read = readAssignment(text);
    if ("problem" in read) {
      refuse(read.problem);
      continue;
    }
    const value = readText(read.value, { file: option, subject: scenarioSubject, optionFor: file });
    errors.push(...value.errors);
    if (value.tree !== undefined) result = withValue(result, { path: read.path, above: [], value: value.tree, refuse });
  }
  if (texts.length > limits.assignments) {
    const { source } = readText("", { file: "--set", subject: scenarioSubject, optionFor: file });
    errors.push({ source, offset: null, message: `given more than ${limits.assignments} times: write a file instead` });
  }
  return { tree: result, errors };
}

const ASSIGNMENT = /^((?:"[^"]*"|[^"=])+)=([\s\S]*)$/;

function readAssignment(
  text: string,
): { readonly path: readonly string[]; readonly value: string } | { readonly problem: string } {
  if (text.length > limits.assignmentLength) {
    return { problem: `longer than ${limits.assignmentLength} characters: write a file instead` };
  }
  const [, left = "", value = ""] = ASSIGNMENT.exec(text) ?? [];
  const path = parsePath(left);
  if (path === undefined) return { problem: "must be PATH=VALUE, such as load.0.concurrency=50" };
  if (path.length > documentLimits.yamlDepth)
    return { problem: `the path has more than ${documentLimits.yamlDepth} steps` };
  if (path.includes("__proto__")) return { problem: 'unknown key "__proto__"' };
  if (path[0] === "extends") return { problem: "extends cannot be set: write it in the file" };
  return { path, value };
}

interface Assignment {
  readonly path: Path;
  /** The steps above `path`. */
  readonly above: Path;
  readonly value: Tree;
  readonly refuse: (message: string, suggestion?: string) => void;
}

/** Sets a value inside a tree, or refuses and leaves the tree unchanged. */
function withValue(around: Tree | undefined, assignment: Assignment): Tree {
  const { path, above, value, refuse } = assignment;
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const key = String(step);
  const inside = (child: Tree | undefined) => withValue(child, { ...assignment, path: rest, above: [...above, key] });
  if (around?.kind === "list") {
    const child = /^\d{1,6}$/.test(key) ? childOf(around, key) : undefined;
    if (child !== undefined) return { ...around, items: around.items.with(Number(key), inside(child)) };
    refuse(...noItem(around.items, key, above));
    return around;
  }
  // A part that the file leaves out or empty becomes a map.
  if (around === undefined || (around.kind === "scalar" && around.value === null)) {
    return { kind: "map", origin: (around ?? value).origin, entries: new Map([[key, inside(undefined)]]) };
  }
  if (around.kind === "map") {
    return { ...around, entries: new Map(around.entries).set(key, inside(around.entries.get(key))) };
  }
  refuse(`${pathText(above)} has no ${shown(key)} inside it: set ${pathText(above)} itself`);
  return around;
}

function noItem(items: readonly Tree[], step: string, above: Path): [message: string, suggestion?: string] {
  const several = items.length === 0 ? "it is empty" : `its items are 0 to ${items.length - 1}`;
  const known = items.length === 1 ? "its only item is 0" : several;
  const message = `${pathText(above)} is a list without an item ${shown(step)} (${known})`;
  const named = items.map((item) => childOf(item, "name")).findIndex((name) => name && dataOf(name) === step);
  return named === -1 ? [message] : [message, pathText([...above, named])];
}
