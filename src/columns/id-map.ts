import { createColumn } from "./column.ts";
import { createIdList } from "./id-list.ts";
import { createRowIndex } from "./row-index.ts";

/** A number for each id, as in a map. */
export interface IdMap {
  get(id: string): number | undefined;
  set(id: string, number: number): void;
}

/** As many ids as a map keeps in less room and time than columns do. */
const FEW = 1_000;

/**
 * An empty map. Of many ids it keeps each in about 20 bytes, where they are numbered, drawn in hexadecimal digits, or UUIDs; any other as it is. Ids of one hash
 * are compared one after the other.
 */
export function createIdMap(): IdMap {
  const first = new Map<string, number>();
  let others: IdMap | undefined;
  return {
    get: (id) => first.get(id) ?? others?.get(id),
    set(id, number) {
      if (first.size < FEW || first.has(id)) first.set(id, number);
      else {
        others ??= createLongIdMap();
        others.set(id, number);
      }
    },
  };
}

function createLongIdMap(): IdMap {
  const ids = createIdList();
  const numbers = createColumn();
  const index = createRowIndex();
  /** The numbers of rows that have had another one. */
  const changed = new Map<number, number>();
  const rowOf = (id: string, hash: number) => index.find(hash, (row) => ids.at(row) === id);
  return {
    get(id) {
      const row = rowOf(id, hashOf(id));
      return row === undefined ? undefined : (changed.get(row) ?? numbers.at(row));
    },
    set(id, number) {
      const hash = hashOf(id);
      const row = rowOf(id, hash);
      if (row !== undefined) changed.set(row, number);
      else {
        ids.push(id);
        numbers.push(number);
        index.add(hash);
      }
    },
  };
}

/** FNV-1a, and the last step of MurmurHash3, because the first bits count most. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
