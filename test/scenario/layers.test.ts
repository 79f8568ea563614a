import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finder, isRecord, type Layer, merged, type Path } from "../../src/scenario/layers.ts";
import { parsePath, pathText } from "../../src/scenario/path.ts";
import { readText } from "../../src/scenario/source.ts";

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

function layerOf(data: unknown, index: number): Layer {
  const { source, document } = readText(JSON.stringify(data, null, 1), `${index}.yaml`);
  if (document === undefined) throw new Error("JSON is YAML");
  return { source, document, data, hides: [] };
}

/** Every path of a value, with what stands there. */
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

describe("layers", () => {
  it("give every value that is no map from exactly the layer that the lookup names", () => {
    fc.assert(
      fc.property(maps, (datas) => {
        const layers = datas.map(layerOf);
        const find = finder(layers);
        for (const [path, expected] of everywhere(merged(layers))) {
          const found = find(path);
          expect([found.whole, found.depth]).toEqual([true, path.length]);
          if (isRecord(expected)) continue;
          expect(valueAt(layers.find(({ source }) => source === found.source)?.data, path)).toEqual(expected);
          if (typeof expected === "number")
            expect(found.source.text.slice(found.offset)).toMatch(new RegExp(`^${expected}\\b`));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("are merged in steps as they are at once, and one layer is as it was", () => {
    const bare = (...datas: unknown[]) => merged(datas.map((data) => ({ data, hides: [] })));
    fc.assert(
      fc.property(maps, ([top, ...rest]) => {
        expect(bare(top)).toEqual(top);
        expect(bare(top, top)).toEqual(top);
        // From the bottom up is the order that counts: what hides a map hides it for good.
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
