import type { Path } from "../../../document/path.ts";
import { isRecord } from "../../../document/tree.ts";

/**
 * What a file says, before anything is known of its types. The checks read it so, because a mistake in one place must not hide those in others;
 * what has the wrong type is left to the schema.
 */
export type Raw = unknown;

/** A mistake that only shows when several parts of a file are seen together. */
export interface Mistake {
  readonly path: Path;
  readonly message: string;
  /** Where in the text of the value, from 0. */
  readonly within?: number | undefined;
  /** True for a mistake in the key instead of the value. */
  readonly isKey?: boolean;
  readonly suggestion?: string | undefined;
  readonly known?: readonly string[] | undefined;
}

/** Finds the mistakes of one kind in a file. */
export type Check = (file: Raw) => readonly Mistake[];

/** What is at a path. */
export function at(file: Raw, ...path: readonly (string | number)[]): Raw {
  return path.reduce<Raw>((inside, step) => {
    if (Array.isArray(inside)) return inside[Number(step)];
    return isRecord(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined;
  }, file);
}

/** The keys and values of a map; none where it is no map. */
export function pairsAt(file: Raw, ...path: readonly (string | number)[]): readonly (readonly [string, Raw])[] {
  const found = at(file, ...path);
  return isRecord(found) ? Object.entries(found) : [];
}

/** The items of a list; none where it is no list. */
export function itemsAt(file: Raw, ...path: readonly (string | number)[]): readonly Raw[] {
  const found = at(file, ...path);
  return Array.isArray(found) ? found : [];
}

/** A text; "" where it is none. */
export function textAt(file: Raw, ...path: readonly (string | number)[]): string {
  const found = at(file, ...path);
  return typeof found === "string" ? found : "";
}

/** Whether there is something at a path. */
export function has(file: Raw, ...path: readonly (string | number)[]): boolean {
  const found = at(file, ...path);
  return found !== undefined && found !== null;
}

/** Every text below a path, with its own path. */
export function textsBelow(value: Raw, path: Path): readonly (readonly [Path, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsBelow(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inside]) => textsBelow(inside, [...path, key]));
}
