import { search } from "@jmespath-community/jmespath";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileSelector, SelectorError } from "../../src/service/selector.ts";

const balances = {
  list: [
    { currency: "USD", available: "1" },
    { currency: "BTC", available: "0.5", held: 2 },
  ],
};

describe("a selector", () => {
  it.each([
    ["a.b.c", { a: { b: { c: 7 } } }, 7],
    ["a.b", { a: [{ b: 1 }] }, undefined],
    ["a[0].b", { a: [{ b: 1 }] }, 1],
    ["a[-1]", { a: [1, 2] }, 2],
    ["list[?currency=='BTC'].available | [0]", balances, "0.5"],
    ["sum(list[*].held)", { list: [{ held: 1 }, { held: 2 }] }, 3],
    ["data.x || x", { x: 1 }, 1],
    ["(data || @).x", { data: { x: 2 }, x: 1 }, 2],
    ["(data || @).x", { data: null, x: 1 }, 1],
    ["abs(amount)", { amount: -3 }, 3],
    ['"a-b"', { "a-b": 1 }, 1],
    ["@", 5, 5],
    ["constructor", {}, undefined],
    ["length", { length: 3 }, 3],
    ["length", [1], undefined],
    ["not_null(a.x, x)", { a: { x: 0 }, x: 1 }, 0],
    ["not_null(a.x, x)", { a: { x: null } }, null],
    ["not_null(a.x, x)", { a: [1] }, undefined],
    ["not_null(data, @).x", { data: {}, x: 1 }, undefined],
    ["a.b", { a: { b: null } }, null],
    ["a.b", { a: {} }, undefined],
    ["sum(x)", { x: ["no number"] }, undefined],
  ])("%s finds in %j: %j", (expression, value, found) => {
    expect(compileSelector(expression)(value)).toEqual(found);
  });

  it("means what JMESPath means, also where it became a plain function", () => {
    const names = fc.constantFrom("a", "b", "c");
    const expression = fc.letrec<{ path: string; or: string }>((tie) => ({
      path: fc.oneof(
        fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(".")),
        fc.tuple(names, fc.integer({ min: -2, max: 2 }), names).map(([one, at, other]) => `${one}[${at}].${other}`),
        fc.tuple(tie("or"), names).map(([or, name]) => `(${or}).${name}`),
        fc.tuple(tie("or"), tie("or")).map(([one, other]) => `not_null(${one}, ${other}).a`),
        fc.constant("@"),
      ),
      or: fc.array(tie("path"), { minLength: 1, maxLength: 3 }).map((paths) => paths.join(" || ")),
    })).or;
    const leaf = fc.constantFrom(null, false, true, 0, 1, "", "x");
    const json = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(names, tie("value"), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(expression, json, (text, value) => {
        expect(compileSelector(text)(value) ?? null).toEqual(search(value as Parameters<typeof search>[0], text));
      }),
    );
  });

  it.each([
    ["", 0, "a selector must not be empty"],
    ["a.", 2, '"a." ends too early'],
    ["a b", 2, '"a b" is not JMESPath: unexpected token type: UnquotedIdentifier, value: b'],
    ["a.b || ", 7, '"a.b || " ends too early'],
    ["list[?x==1]", 9, '"list[?x==1]" is not JMESPath'],
    ["list..x", 5, '"list..x" is not JMESPath'],
    ['a."b', 2, '"a."b" ends too early'],
    ["x || nope(@)", 5, "there is no function nope() in JMESPath"],
    ["#", 0, '"#" is not JMESPath'],
  ])("is not %j, at %i", (expression, position, message) => {
    let error: unknown;
    try {
      compileSelector(expression);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SelectorError);
    expect(error).toMatchObject({ position, message: expect.stringContaining(message) });
  });
});
