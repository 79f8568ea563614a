import type { Path } from "./path.ts";
import type { Source, SourceError } from "./source.ts";

/** Where a value and its key are written: offsets in the text of the source, in UTF-16 units. */
export interface Origin {
  readonly source: Source;
  readonly value: number;
  /** Equal to `value` at the top and in lists, where there is no key. */
  readonly key: number;
}

/** A value of a file that remembers where it was written, so that files can be merged and errors still have a place. */
export type Tree = MapTree | ListTree | ScalarTree;

/** A map, in the order of its keys. */
export interface MapTree {
  readonly kind: "map";
  readonly origin: Origin;
  readonly entries: ReadonlyMap<string, Tree>;
}

/** A list. */
export interface ListTree {
  readonly kind: "list";
  readonly origin: Origin;
  readonly items: readonly Tree[];
}

/** A single value. */
export interface ScalarTree {
  readonly kind: "scalar";
  readonly origin: Origin;
  readonly value: unknown;
  /** The text with the reference to a variable. Only this text may be shown, because the value may be a secret. */
  readonly reference?: string;
  /** Already reported as wrong. */
  readonly isRejected?: boolean;
}

/** Merges maps key by key; any other value replaces the one below it. */
export function merge(below: Tree, above: Tree): Tree {
  if (below.kind !== "map" || above.kind !== "map") return above;
  // The order of projects and faults is that of the base.
  const entries = new Map(below.entries);
  for (const [key, value] of above.entries) {
    const under = entries.get(key);
    entries.set(key, under === undefined ? value : merge(under, value));
  }
  return { ...above, entries };
}

/** Removes keys from a map. */
export function without(tree: Tree, keys: readonly string[]): Tree {
  if (tree.kind !== "map") return tree;
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => !keys.includes(key))) };
}

/** Changes every single value. */
export function mapScalars(tree: Tree, change: (scalar: ScalarTree) => ScalarTree): Tree {
  switch (tree.kind) {
    case "map":
      return { ...tree, entries: new Map([...tree.entries].map(([key, value]) => [key, mapScalars(value, change)])) };
    case "list":
      return { ...tree, items: tree.items.map((item) => mapScalars(item, change)) };
    case "scalar":
      return change(tree);
  }
}

/** The values directly inside a tree. */
export function childrenOf(tree: Tree): readonly Tree[] {
  return tree.kind === "map" ? [...tree.entries.values()] : tree.kind === "list" ? tree.items : [];
}

/** The value inside a map or a list, if there is one. */
export function childOf(tree: Tree, step: PropertyKey): Tree | undefined {
  if (tree.kind === "map") return tree.entries.get(String(step));
  return tree.kind === "list" ? tree.items[Number(step)] : undefined;
}

/** The value at a path, or the nearest one around it. */
export function find(tree: Tree, path: Path): { readonly tree: Tree; readonly isThere: boolean } {
  let here = tree;
  for (const step of path) {
    const child = childOf(here, step);
    if (child === undefined) return { tree: here, isThere: false };
    here = child;
  }
  return { tree: here, isThere: true };
}

/** An error about the value at a path, placed at the key of the nearest one around it where the path leads nowhere, or `within` its text. */
export function errorAt(tree: Tree, path: Path, message: string, within?: number): SourceError {
  const { tree: found, isThere } = find(tree, path);
  const { source, value, key } = found.origin;
  if (isThere && within !== undefined && found.kind === "scalar") {
    return { source, offset: offsetWithin(found, within), message };
  }
  return { source, offset: isThere ? value : key, message };
}

/**
 * The offset in the source of a position in the text of a single value. Where escapes or a folded text hide the position, it is that of the
 * value.
 */
function offsetWithin({ origin, value }: ScalarTree, position: number): number {
  if (typeof value !== "string") return origin.value;
  const raw = origin.source.text.slice(origin.value, origin.value + 2 * value.length + 200);
  const quote = /^["']/.test(raw) ? 1 : 0;
  if (raw.startsWith(value, quote)) return origin.value + quote + position;
  const sought = /^[^\n"'\\]{1,40}/.exec(value.slice(position))?.[0];
  if (sought === undefined) return origin.value;
  let found = -1;
  for (let times = value.slice(0, position).split(sought).length; times > 0; times -= 1) {
    found = raw.indexOf(sought, found + 1);
    if (found === -1) return origin.value;
  }
  return origin.value + found;
}

/** The tree as plain data. `read` may replace single values. */
export function dataOf(tree: Tree, read = ({ value }: ScalarTree): unknown => value): unknown {
  switch (tree.kind) {
    case "map":
      return Object.fromEntries([...tree.entries].map(([key, value]) => [key, dataOf(value, read)]));
    case "list":
      return tree.items.map((item) => dataOf(item, read));
    case "scalar":
      return read(tree);
  }
}

/** The references to variables in a tree, as written. */
export function referencesIn(tree: Tree): readonly string[] {
  if (tree.kind !== "scalar") return childrenOf(tree).flatMap(referencesIn);
  return tree.reference === undefined ? [] : [tree.reference];
}

/** Whether plain data is a map. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
