import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";

/** A value in a document, with the key it stands behind: null for the document itself and for items of lists. */
export interface Spot {
  readonly document: Document.Parsed;
  readonly node: Node | null;
  readonly key: Node | null;
}

/** The document as a whole. */
export function rootOf(document: Document.Parsed): Spot {
  return { document, node: document.contents, key: null };
}

/** The value one step further down, through an alias if need be; undefined where there is none. */
export function childOf(spot: Spot, step: PropertyKey): Spot | undefined {
  const { document } = spot;
  const node = unaliased(spot);
  if (isSeq<Node>(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { document, node: item, key: null };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  // Of duplicate keys the last one counts, as it does in the data.
  const pair: Pair<Node, Node | null> | undefined = node.items.findLast(
    ({ key }) => isScalar(key) && String(key.value) === String(step),
  );
  return pair === undefined ? undefined : { document, node: pair.value, key: pair.key };
}

/** True for a map, also behind an alias. */
export function isMapAt(spot: Spot): boolean {
  return isMap(unaliased(spot));
}

/** The text of a scalar as the document has it; undefined for everything else, and for numbers. */
export function writtenAt({ node }: Spot): string | undefined {
  return isScalar(node) && typeof node.value === "string" ? node.value : undefined;
}

/** The place of a value. A scalar is its own place; a map or a list is found by its key. */
export function offsetOfValue({ node, key }: Spot): number {
  const itself = isScalar(node) || isAlias(node);
  return (itself ? node : (key ?? node))?.range?.[0] ?? 0;
}

/** The place of the key; of an item of a list, the place of the item. */
export function offsetOfKey({ node, key }: Spot): number {
  return (key ?? node)?.range?.[0] ?? 0;
}

function unaliased({ document, node }: Spot): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}
