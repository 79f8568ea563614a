import { type Alias, type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, visit } from "yaml";
import { formatInteger } from "../domain/format.ts";
import { limits } from "./limits.ts";
import { shown } from "./messages.ts";
import type { Source, SourceError } from "./source.ts";
import type { Origin, Tree } from "./tree.ts";

/** What was read. */
export interface YamlReading {
  /** A null where the text is empty; undefined where it is too broken to say more than its errors. */
  readonly tree: Tree | undefined;
  readonly errors: readonly SourceError[];
}

/**
 * YAML document → tree. Aliases are unfolded, up to the limits. Duplicate keys, `__proto__`, aliases without an anchor and aliases that
 * contain themselves are errors.
 */
export function treeOf(document: Document.Parsed, source: Source): YamlReading {
  const builder: Builder = { source, targets: anchoredNodes(document), errors: [], values: 0, isUsable: true };
  const tree = build(builder, { node: document.contents, key: null, around: [] });
  const { errors, isUsable, excess, firstAlias = 0 } = builder;
  if (excess === undefined) return { tree: isUsable ? tree : undefined, errors };
  const message = `the aliases unfold to more than ${excess}: write the values out`;
  return { tree: undefined, errors: [...errors, { source, offset: firstAlias, message }] };
}

interface Builder {
  readonly source: Source;
  /** The node that each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly errors: SourceError[];
  values: number;
  firstAlias?: number;
  /** What there is too much of. */
  excess?: string;
  isUsable: boolean;
}

interface Spot {
  readonly node: Node | null;
  readonly key: Node | null;
  /** Every node that this one is in. */
  readonly around: readonly Node[];
  /** The alias that led here. */
  readonly alias?: Alias;
}

/** The last anchor of that name before an alias counts. */
function anchoredNodes(document: Document.Parsed): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, (_, node) => {
    if (!isNode(node)) return;
    const anchored = isAlias(node) ? anchors.get(node.source) : undefined;
    if (isAlias(node) && anchored !== undefined) targets.set(node, anchored);
    if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return targets;
}

function build(builder: Builder, spot: Spot): Tree {
  const { node, key, around, alias } = spot;
  const origin = originOf(builder.source, alias ?? node, key);
  const empty: Tree = { kind: "scalar", origin, value: null };
  if (isAlias(node)) return unfold(builder, { ...spot, node }, empty);
  builder.values += 1;
  if (builder.values > limits.yamlValues) builder.excess ??= `${formatInteger(limits.yamlValues)} values`;
  if (around.length > limits.yamlDepth) builder.excess ??= `${limits.yamlDepth} levels`;
  if (node === null || builder.excess !== undefined) return empty;
  const inside = [...around, node];
  if (isSeq<Node>(node)) {
    return {
      kind: "list",
      origin,
      items: node.items.map((item) => build(builder, { node: item, key: null, around: inside })),
    };
  }
  if (!isMap<Node, Node | null>(node)) return { ...empty, value: isScalar(node) ? node.value : null };
  const entries = new Map<string, Tree>();
  const offsets = new Map<string, number>();
  for (const { key: name, value } of node.items) {
    if (!isScalar(name)) continue;
    const text = String(name.value);
    checkKey(builder, text, offsetOf(name), offsets);
    // Of duplicate keys the last one counts.
    entries.set(text, build(builder, { node: value, key: name, around: inside }));
  }
  return { kind: "map", origin, entries };
}

function unfold(builder: Builder, { node, key, around }: Spot & { readonly node: Alias }, empty: Tree): Tree {
  const offset = offsetOf(node);
  builder.firstAlias ??= offset;
  const target = builder.targets.get(node);
  if (target !== undefined && !around.includes(target))
    return build(builder, { node: target, key, around, alias: node });
  const wrong =
    target === undefined
      ? "has no anchor before it"
      : "is inside the value that it repeats, which would never end: write the value out";
  builder.errors.push({ source: builder.source, offset, message: `the alias *${node.source} ${wrong}` });
  builder.isUsable = false;
  return empty;
}

function checkKey(builder: Builder, key: string, offset: number, offsets: Map<string, number>): void {
  const { source, errors } = builder;
  const first = offsets.get(key);
  if (first === undefined) offsets.set(key, offset);
  else
    errors.push({
      source,
      offset,
      message: `duplicate key ${shown(key)}: first used in line ${source.lines.linePos(first).line}`,
    });
  // JavaScript takes this key for something else.
  if (key !== "__proto__") return;
  errors.push({ source, offset, message: 'unknown key "__proto__"' });
  builder.isUsable = false;
}

/** A single value and an alias are found at their own place, a map or a list at its key. */
function originOf(source: Source, node: Node | null, key: Node | null): Origin {
  const itself = isScalar(node) || isAlias(node);
  return { source, value: offsetOf(itself ? node : (key ?? node)), key: offsetOf(key ?? node) };
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
