import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, parseObject } from "../../src/service/json-object.ts";

/** A JSON text, and whether one of its objects names a key twice. */
interface Text {
  readonly json: string;
  readonly isTwice: boolean;
}

/** Keys as they may be written: the same in two ways, and some that look like keys within keys. */
const keys = ['"a"', '"\\u0061"', '"b"', '"a\\":"', '":"', '""', '"__proto__"'];
const space = fc.constantFrom("", " ", "\n\t", "\r\n ");
const plain = fc
  .constantFrom("1", "null", "true", '"a"', '"\\"a\\":1"', '"12:30:00"', '"\\\\"')
  .map((json): Text => ({ json, isTwice: false }));

const { value } = fc.letrec<{ value: Text }>((tie) => {
  const member = fc.tuple(fc.constantFrom(...keys), space, space, tie("value"));
  const object = fc.array(member, { maxLength: 3 }).map((members): Text => {
    const names = members.map(([key]) => JSON.parse(key));
    return {
      json: `{${members.map(([key, before, after, { json }]) => `${key}${before}:${after}${json}`).join(",")}}`,
      isTwice: new Set(names).size < names.length || members.some(([, , , { isTwice }]) => isTwice),
    };
  });
  const list = fc.array(tie("value"), { maxLength: 3 }).map(
    (items): Text => ({
      json: `[${items.map(({ json }) => json).join(",")}]`,
      isTwice: items.some(({ isTwice }) => isTwice),
    }),
  );
  return { value: fc.oneof({ maxDepth: 3 }, plain, object, list) };
});

describe("the JSON of an answer", () => {
  it("is what JSON.parse reads, unless an object has the same key twice", () => {
    fc.assert(
      fc.property(value, ({ json, isTwice }) => {
        expect(parseJson(json)).toEqual(isTwice ? undefined : JSON.parse(json));
      }),
      { numRuns: 500 },
    );
  });

  it.each(["", "{", '{"a":1}}', "[]", "null", '"a"', "1", '{"a":1,"a":2}', '{"a" :1,"\\u0061": 2}'])(
    "is no object in %j",
    (text) => expect(parseObject(text)).toBeUndefined(),
  );
});
