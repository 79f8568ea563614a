import type { Document } from "yaml";
import { childOf, isMapAt, offsetOfKey, offsetOfValue, rootOf, type Spot, writtenAt } from "./node-place.ts";
import type { Source } from "./source.ts";

/**
 * A scenario is written in layers, from the most to the least specific: the file itself, its base, the base of the base. Merged they
 * are one value; and for each path of that value one layer, and one place in its document, answers for it.
 */

/** Where a value stands, from the top of the scenario. */
export type Path = readonly PropertyKey[];

/** One layer: a document, and its data. */
export interface Layer {
  readonly source: Source;
  readonly document: Document.Parsed;
  readonly data: unknown;
  /** Keys at the top that are its own business and count for no other layer. */
  readonly hides: readonly string[];
}

/** Where a path was found. */
export interface Found {
  readonly source: Source;
  /** The place of the value, or, where the path is not there, of the nearest thing around it. */
  readonly offset: number;
  /** The same for its key. */
  readonly keyOffset: number;
  /** How many steps of the path are there. */
  readonly depth: number;
  readonly whole: boolean;
  /** The text of a scalar as it is written. */
  readonly written: string | undefined;
}

/** Finds the place that answers for a path. */
export type Find = (path: Path) => Found;

/** One value out of many layers, the most specific first: maps are merged, and everything else replaces. */
export function merged(layers: readonly Pick<Layer, "data" | "hides">[]): unknown {
  const visible = layers.map(({ data, hides }) => without(data, hides));
  return visible.reduceRight((below, above) => mergedOver(below, above), undefined);
}

function mergedOver(below: unknown, above: unknown): unknown {
  if (!isRecord(below) || !isRecord(above)) return above;
  const entries = Object.entries(above).map(([key, value]): [string, unknown] => {
    return [key, Object.hasOwn(below, key) ? mergedOver(below[key], value) : value];
  });
  // What the base has stays where the base has it, so that projects and faults keep their order.
  return { ...below, ...Object.fromEntries(entries) };
}

/** True for a map of plain data. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function without(data: unknown, keys: readonly string[]): unknown {
  if (!isRecord(data) || keys.length === 0) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !keys.includes(key)));
}

interface Candidate {
  readonly layer: Layer;
  readonly spot: Spot;
}

/** The lookup that belongs to `merged`: the same rules, applied to places. */
export function finder(layers: readonly Layer[]): Find {
  return (path) => {
    let here = inForce(layers.map((layer) => ({ layer, spot: rootOf(layer.document) })));
    for (const [depth, step] of path.entries()) {
      const below = here.flatMap(({ layer, spot }) => {
        const child = depth === 0 && layer.hides.includes(String(step)) ? undefined : childOf(spot, step);
        return child === undefined ? [] : [{ layer, spot: child }];
      });
      if (below.length === 0) return found(here, depth, false);
      here = inForce(below);
    }
    return found(here, path.length, true);
  };
}

/** The candidates that count: a map lets those below it shine through, as long as they are maps; anything else hides them. */
function inForce(candidates: readonly Candidate[]): readonly Candidate[] {
  const opaque = candidates.findIndex(({ spot }) => !isMapAt(spot));
  if (opaque === -1) return candidates;
  return candidates.slice(0, Math.max(1, opaque));
}

function found([first]: readonly Candidate[], depth: number, whole: boolean): Found {
  if (first === undefined) throw new Error("a scenario without a layer has no places");
  const { layer, spot } = first;
  const keyOffset = offsetOfKey(spot);
  const offset = whole ? offsetOfValue(spot) : keyOffset;
  return { source: layer.source, offset, keyOffset, depth, whole, written: whole ? writtenAt(spot) : undefined };
}
