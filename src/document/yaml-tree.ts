import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { formatInteger } from "../domain/format.ts";
import { documentLimits } from "./limits.ts";
import { shown } from "./messages.ts";
import type { Source, SourceError } from "./source.ts";
import { childrenOf, type Tree } from "./tree.ts";

/** The result of reading YAML. */
export interface YamlReading {
  /** A null where the text is empty; undefined where the text is too broken to go on. */
  readonly tree: Tree | undefined;
  readonly errors: readonly SourceError[];
}

interface Builder {
  readonly source: Source;
  readonly errors: SourceError[];
  /** The latest value of each anchor; without a tree while that value is being built. */
  readonly anchors: Map<string, { tree?: Tree }>;
  firstAlias?: number;
  isUsable: boolean;
}

/** Turns a YAML document into a tree, with the value of each alias in its place. */
export function treeOf(document: Document.Parsed, source: Source): YamlReading {
  const builder: Builder = { source, errors: [], anchors: new Map(), isUsable: true };
  const tree = build(builder, document.contents);
  const { errors, isUsable, firstAlias = 0 } = builder;
  const excess = firstExcess([tree], childrenOf);
  if (excess === undefined) return { tree: isUsable ? tree : undefined, errors };
  const most = `${formatInteger(excess.of === "values" ? documentLimits.yamlValues : documentLimits.yamlDepth)} ${excess.of}`;
  const message = `the aliases unfold to more than ${most}: write the values out`;
  return { tree: undefined, errors: [...errors, { source, offset: firstAlias, message }] };
}

/** Walks without recursion to the first node that is nested too deep, or that is one too many. */
export function firstExcess<Node>(roots: readonly Node[], inside: (node: Node) => readonly Node[]) {
  const waiting = roots.map((node) => ({ node, depth: 0 }));
  let values = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    values += 1;
    if (depth > documentLimits.yamlDepth) return { node, of: "levels" } as const;
    if (values > documentLimits.yamlValues) return { node, of: "values" } as const;
    for (const child of inside(node)) waiting.push({ node: child, depth: depth + 1 });
  }
  return undefined;
}

function build(builder: Builder, node: Node | null, key: Node | null = null): Tree {
  // Single values and aliases are reported at their own place, maps and lists at their key.
  const place = isScalar(node) || isAlias(node) ? node : (key ?? node);
  const origin = { source: builder.source, value: offsetOf(place), key: offsetOf(key ?? node) };
  if (isAlias(node)) return { ...unfold(builder, node.source, origin.value), origin };
  const anchored: { tree?: Tree } = {};
  // Set before the children are built: an anchor of the same name inside this value comes later, so it wins.
  if (node?.anchor !== undefined) builder.anchors.set(node.anchor, anchored);
  if (isSeq<Node>(node)) {
    anchored.tree = { kind: "list", origin, items: node.items.map((item) => build(builder, item)) };
  } else if (isMap<Node, Node | null>(node)) {
    const entries = new Map<string, Tree>();
    for (const { key: name, value } of node.items) {
      if (!isScalar(name)) continue;
      const text = String(name.value);
      const first = entries.get(text);
      checkKey(builder, text, build(builder, name).origin.value, first);
      const inside = build(builder, value, name);
      if (first === undefined) entries.set(text, inside);
    }
    anchored.tree = { kind: "map", origin, entries };
  } else anchored.tree = { kind: "scalar", origin, value: isScalar(node) ? node.value : null };
  return anchored.tree;
}

function unfold(builder: Builder, name: string, offset: number): Tree {
  const { source, errors, anchors } = builder;
  builder.firstAlias ??= offset;
  const anchored = anchors.get(name);
  if (anchored?.tree !== undefined) return anchored.tree;
  const wrong =
    anchored === undefined
      ? "is unknown: no anchor of that name is defined above it"
      : "is inside the value that it repeats, which would never end: write the value out";
  errors.push({ source, offset, message: `the alias *${name} ${wrong}` });
  builder.isUsable = false;
  return { kind: "scalar", origin: { source, value: offset, key: offset }, value: null };
}

function checkKey(builder: Builder, key: string, offset: number, first: Tree | undefined): void {
  const { source, errors } = builder;
  if (first !== undefined) {
    const { line } = source.lines.linePos(first.origin.key);
    errors.push({ source, offset, message: `duplicate key ${shown(key)}: first used on line ${line}` });
  }
  // In a JavaScript object this key would set the prototype.
  if (key !== "__proto__") return;
  errors.push({ source, offset, message: 'unknown key "__proto__"' });
  builder.isUsable = false;
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
