import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { z } from "zod";
import { crashPoints } from "../api/crash-points.ts";
import { didYouMean } from "./did-you-mean.ts";
import { shown } from "./fields.ts";
import type { Fault } from "./yaml-text.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What the schema found, in the words of the fields and at the place of the key or value in the document. */
export function faultsOf(issues: readonly Issue[], schema: z.ZodType, document: Document.Parsed): Fault[] {
  const plain = issues.flatMap((issue) => innermost(issue, []));
  const unknown = plain.flatMap((issue) => unknownKeys(issue, schema, document));
  // A key that seems to be missing may stand there misspelled, and what its map lacks as a whole with it. Once is enough.
  const misspelled = unknown.flatMap(({ map, suggestion }) => {
    return suggestion === undefined ? [] : [`${map} custom`, [...map, suggestion].join()];
  });
  const told = ({ code, path }: Issue) => {
    const absent = misspelled.includes(path.join()) && !nodeAt(document, path).whole;
    return code === "unrecognized_keys" || absent || misspelled.includes(`${path} ${code}`);
  };
  const rest = plain.filter((issue) => !told(issue));
  return [...unknown.map(({ map, ...fault }) => fault), ...rest.map((issue) => wrongValue(issue, document))];
}

/** An issue of a union is told by the alternative that comes closest: a map by its keys, a word by the words it may be. */
function innermost(issue: Issue, before: Path): Issue[] {
  const path = [...before, ...issue.path];
  if (issue.code === "invalid_union") {
    const inside = ({ path: { length }, code }: Issue) =>
      length > 0 || code === "unrecognized_keys" || code === "custom";
    const closest =
      issue.errors.find((all) => all.every(inside)) ??
      issue.errors.find((all) => all.every(({ code }) => code === "invalid_value"));
    if (closest !== undefined) return closest.flatMap((each) => innermost(each, path));
  }
  return [{ ...issue, path }];
}

function unknownKeys(issue: Issue, schema: z.ZodType, document: Document.Parsed): (Fault & { map: Path })[] {
  if (issue.code !== "unrecognized_keys") return [];
  const known = knownKeys(schema, issue.path);
  const noun = { faults: "fault", thresholds: "metric" }[String(issue.path.at(-1))] ?? "key";
  return issue.keys.map((key) => {
    const place = { map: issue.path, offset: offsetAt(document, [...issue.path, key], "key") };
    if (noun === "fault" && crashPoints.some((point) => point === key)) {
      const instead = `write it as api: { crash: [{ at: ${key} }] }`;
      return { ...place, message: `${shown(key)} is a crash point and no fault of a phase: ${instead}` };
    }
    const suggestion = didYouMean(key, known);
    if (suggestion !== undefined) return { ...place, message: `unknown ${noun} ${shown(key)}`, suggestion };
    return { ...place, message: `unknown ${noun} ${shown(key)}: known here are ${known.join(", ")}` };
  });
}

function wrongValue(issue: Issue, document: Document.Parsed): Fault {
  const { path } = issue;
  if (issue.code === "invalid_key") {
    const message = `${issue.issues[0]?.message ?? issue.message}, and ${shown(path.at(-1))} is not`;
    return { offset: offsetAt(document, path, "key"), message };
  }
  const { node } = nodeAt(document, path);
  const written = isScalar(node) && typeof node.value === "string" ? node.value : undefined;
  const names = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const suggestion = written === undefined ? undefined : didYouMean(written, names);
  const fault = { offset: offsetAt(document, path, "value"), message: issue.message };
  return suggestion === undefined ? fault : { ...fault, suggestion };
}

/** The keys that the schema knows at a path; none where it is no map. */
function knownKeys(schema: z.core.$ZodType | undefined, path: Path): readonly string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return knownKeys(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodPipe) return knownKeys(schema.in, path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => knownKeys(option, path));
  if (schema instanceof z.ZodArray) return step === undefined ? [] : knownKeys(schema.element, rest);
  if (schema instanceof z.ZodRecord) {
    if (step !== undefined) return knownKeys(schema.valueType, rest);
    return schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return step === undefined ? Object.keys(schema.shape) : knownKeys(schema.shape[String(step)], rest);
}

interface Found {
  /** The deepest node on the path that is there. */
  readonly node: Node | null;
  /** The key of that node; null for the document and for items of lists. */
  readonly key: Node | null;
  /** True when the whole path is there. */
  readonly whole: boolean;
}

/**
 * The place of a value. A scalar is its own place; a map or a list is found by its key; what is missing is found by the nearest
 * thing around it.
 */
function offsetAt(document: Document.Parsed, path: Path, wanted: "key" | "value"): number {
  const { node, key, whole } = nodeAt(document, path);
  const itself = whole && wanted === "value" && (isScalar(node) || isAlias(node));
  return (itself ? node : (key ?? node))?.range?.[0] ?? 0;
}

function nodeAt(document: Document.Parsed, path: Path): Found {
  let found: Found = { node: document.contents, key: null, whole: true };
  for (const step of path) {
    const around = isAlias(found.node) ? (found.node.resolve(document) ?? null) : found.node;
    const next = childOf(around, step);
    if (next === undefined) return { ...found, whole: false };
    found = { ...next, whole: true };
  }
  return found;
}

function childOf(node: Node | null, step: PropertyKey): Omit<Found, "whole"> | undefined {
  if (isSeq<Node>(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { node: item, key: null };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  // Of duplicate keys the last one counts, as it does in the data.
  const pair: Pair<Node, Node | null> | undefined = node.items.findLast(
    ({ key }) => isScalar(key) && String(key.value) === String(step),
  );
  return pair === undefined ? undefined : { node: pair.value, key: pair.key };
}
