import type { Path } from "./path.ts";
import type { Source, SourceError } from "./source.ts";

/**
 * A scenario as a tree of values that remember where they were written. Files, their bases and `--set` are merged into one tree, the
 * variables in it are expanded, and whatever is wrong afterwards is reported where the value came from.
 */

/** Where a value and its key are written: offsets in the text of the source, in UTF-16 units. */
export interface Origin {
  readonly source: Source;
  readonly value: number;
  /** Equal to `value` where there is no key: at the top, and in lists. */
  readonly key: number;
}

/** A value with its origin. */
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
  /** The text with the reference, where the value came from the environment. Only this text may be shown: the value may be a secret. */
  readonly reference?: string;
  /** True where the value was already reported as wrong. */
  readonly isRejected?: boolean;
}

/** One tree over another: maps are merged, and everything else replaces what is below it. */
export function merge(below: Tree, above: Tree): Tree {
  if (below.kind !== "map" || above.kind !== "map") return above;
  // Keys keep the order of the base, so that projects and faults do.
  const entries = new Map(below.entries);
  for (const [key, value] of above.entries) {
    const under = entries.get(key);
    entries.set(key, under === undefined ? value : merge(under, value));
  }
  return { ...above, entries };
}

/** A map without some of its keys. */
export function without(tree: Tree, keys: readonly string[]): Tree {
  if (tree.kind !== "map") return tree;
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => !keys.includes(key))) };
}

/** The same tree with every single value replaced by what `change` makes of it. */
export function mapScalars(tree: Tree, change: (scalar: ScalarTree) => ScalarTree): Tree {
  switch (tree.kind) {
    case "map":
      return {
        ...tree,
        entries: new Map([...tree.entries].map(([key, value]) => [key, mapScalars(value, change)])),
      };
    case "list":
      return { ...tree, items: tree.items.map((item) => mapScalars(item, change)) };
    case "scalar":
      return change(tree);
  }
}

/** The value inside a map or a list; undefined where there is none. */
export function childOf(tree: Tree, step: PropertyKey): Tree | undefined {
  switch (tree.kind) {
    case "map":
      return tree.entries.get(String(step));
    case "list":
      return tree.items[Number(step)];
    case "scalar":
      return undefined;
  }
}

/** The value at a path, or, where nothing is there, the value nearest to it. */
export function find(tree: Tree, path: Path): { readonly tree: Tree; readonly isThere: boolean } {
  let here = tree;
  for (const step of path) {
    const child = childOf(here, step);
    if (child === undefined) return { tree: here, isThere: false };
    here = child;
  }
  return { tree: here, isThere: true };
}

/** An error about the value at a path; where nothing is there, at the key of the value nearest to it. */
export function errorAt(tree: Tree, path: Path, message: string): SourceError {
  const { tree: found, isThere } = find(tree, path);
  const { source, value, key } = found.origin;
  return { source, offset: isThere ? value : key, message };
}

/** The tree as plain data. `read` gives a single value; without it, the value itself. */
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

/** The texts of all values in a tree that came from the environment, as they are written. */
export function referencesIn(tree: Tree): readonly string[] {
  switch (tree.kind) {
    case "map":
      return [...tree.entries.values()].flatMap(referencesIn);
    case "list":
      return tree.items.flatMap(referencesIn);
    case "scalar":
      return tree.reference === undefined ? [] : [tree.reference];
  }
}

/** True for a map of plain data. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
