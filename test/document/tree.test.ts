import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Path, parsePath, pathText } from "../../src/document/path.ts";
import { readText } from "../../src/document/read-source.ts";
import { dataOf, find, isRecord, merge, type Tree } from "../../src/document/tree.ts";

const key = fc.constantFrom("a", "b", "c", "d.e");
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: 0, max: 999 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const maps = fc.array(fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true }), { minLength: 1, maxLength: 4 });

function treeOf(data: unknown, file: string): Tree {
  const { tree } = readText(JSON.stringify(data, null, 1), { file, subject: { noun: "scenario", holds: "scenario" } });
  if (tree === undefined) throw new Error("JSON is YAML");
  return tree;
}

/** The first is the most specific one. */
function merged(trees: readonly Tree[]): Tree {
  return trees.reduceRight((below, above) => merge(below, above));
}

/** Every path of a value, with what is there. */
function everywhere(data: unknown, path: Path = []): [Path, unknown][] {
  const children: [PropertyKey, unknown][] = Array.isArray(data)
    ? [...data.entries()]
    : isRecord(data)
      ? Object.entries(data)
      : [];
  return [[path, data], ...children.flatMap(([step, child]) => everywhere(child, [...path, step]))];
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((around, step) => {
    return typeof around === "object" && around !== null ? Reflect.get(around, step) : undefined;
  }, data);
}

describe("trees", () => {
  it("hold what was written", () => {
    fc.assert(
      fc.property(value, (data) => {
        expect(dataOf(treeOf(data, "x"))).toEqual(data);
      }),
    );
  });

  it("give every value that is not a map the origin of exactly the tree that it comes from", () => {
    fc.assert(
      fc.property(maps, (datas) => {
        const tree = merged(datas.map((data, index) => treeOf(data, String(index))));
        for (const [path, expected] of everywhere(dataOf(tree))) {
          const found = find(tree, path);
          expect([found.isThere, dataOf(found.tree)]).toEqual([true, expected]);
          if (isRecord(expected)) continue;
          const { source, value: offset } = found.tree.origin;
          expect(valueAt(datas[Number(source.file)], path)).toEqual(expected);
          if (typeof expected === "number") expect(source.text.slice(offset)).toMatch(new RegExp(`^${expected}\\b`));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("merge the same in steps and at once, and not at all with themselves", () => {
    const bare = (...datas: unknown[]) => dataOf(merged(datas.map((data) => treeOf(data, "x"))));
    fc.assert(
      fc.property(maps, ([top, ...rest]) => {
        expect(bare(top)).toEqual(top);
        expect(bare(top, top)).toEqual(top);
        // The order that counts is from the bottom up: what hides a map hides it for good.
        if (rest.length > 0) expect(bare(top, bare(...rest))).toEqual(bare(top, ...rest));
      }),
    );
  });
});

describe("a path", () => {
  it("is read as it is written", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("load", "0", "shop.eu", "a=b", "x-1"), { minLength: 1 }), (path) => {
        expect(parsePath(pathText(path))).toEqual(path);
      }),
    );
    for (const text of ["", " ", ".", "a..b", "a.", ".a", '"a', 'a"b', '""']) expect(parsePath(text)).toBeUndefined();
  });
});
