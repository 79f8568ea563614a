import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountOf, numberIn } from "../../src/service/amount.ts";
import type { Unit } from "../../src/service/service-file.ts";
import { plainText } from "../../src/service/template.ts";

const read = (value: unknown, unit: Unit, integer?: boolean, number?: boolean) =>
  amountOf(value, { unit, integer, number }, "the balance", (text) => text);

describe("an amount", () => {
  it.each([
    [1000, "msat", 1000],
    ["1000", "msat", 1000],
    [-1000, "msat", -1000],
    [5, "sat", 5_000],
    ["5", "sat", 5_000],
    [1.5, "sat", 1_500],
    ["0.001", "sat", 1],
    ["-2.50", "sat", -2_500],
    [0, "btc", 0],
    ["0", "btc", 0],
    ["-0", "btc", 0],
    ["0.00001000", "btc", 1_000_000],
    ["1", "btc", 100_000_000_000],
    ["0.00000000001", "btc", 1],
    [1e-8, "btc", 1_000],
    [1.5e-7, "btc", 15_000],
    [0.00012345, "btc", 12_345_000],
    ["+1", "sat", 1_000],
    ["21000", "btc", 2_100_000_000_000_000],
  ] as const)("%j %s is %d msat", (value, unit, msat) => {
    expect(read(value, unit)).toBe(msat);
  });

  it.each([
    [undefined, "sat", "the balance is not an amount in sats: missing"],
    [null, "sat", "the balance is not an amount in sats: null"],
    [true, "sat", "the balance is not an amount in sats: true"],
    ["", "msat", 'the balance is not an amount in msat: ""'],
    ["many", "sat", 'the balance is not an amount in sats: "many"'],
    ["1e3", "sat", 'the balance is not an amount in sats: "1e3"'],
    ["1,000", "sat", 'the balance is not an amount in sats: "1,000"'],
    [" 5", "sat", 'the balance is not an amount in sats: " 5"'],
    ["0x10", "sat", 'the balance is not an amount in sats: "0x10"'],
    ["5 sat", "sat", 'the balance is not an amount in sats: "5 sat"'],
    [".5", "btc", 'the balance is not an amount in BTC: ".5"'],
    [[5], "btc", "the balance is not an amount in BTC: a list"],
    [{}, "btc", "the balance is not an amount in BTC: an object"],
    [Number.NaN, "sat", "the balance is not an amount in sats: NaN"],
    [Number.POSITIVE_INFINITY, "sat", "the balance is not an amount in sats: Infinity"],
    [0.5, "msat", "the balance is not an amount in msat: 0.5 (less than a millisatoshi)"],
    ["1.0001", "sat", 'the balance is not an amount in sats: "1.0001" (less than a millisatoshi)'],
    ["0.000000000001", "btc", 'the balance is not an amount in BTC: "0.000000000001" (less than a millisatoshi)'],
    [1e15, "sat", "the balance is more than can be counted exactly: 1000000000000000 sats"],
    [2 ** 53, "msat", "the balance is more than can be counted exactly: 9007199254740992 msat"],
    ["9007199254740992", "msat", 'the balance is more than can be counted exactly: "9007199254740992" msat'],
    ["x".repeat(99), "sat", "the balance is not an amount in sats: a value of 101 characters"],
  ] as const)("%j %s is nonsense", (value, unit, message) => {
    expect(() => read(value, unit)).toThrow(message);
    expect(() => read(value, unit)).toThrow(expect.objectContaining({ kind: "nonsense" }));
  });

  it("is a JSON integer and nothing else where that is declared", () => {
    expect(read(5, "sat", true)).toBe(5_000);
    expect(() => read("5", "sat", true)).toThrow('the balance is not a whole number of sats: "5"');
    expect(() => read(1.5, "sat", true)).toThrow("the balance is not a whole number of sats: 1.5");
    expect(() => read(1e15, "sat", true)).toThrow("more than can be counted exactly: 1000000000000000 sats");
  });

  it("is a JSON number and nothing else where that is declared", () => {
    expect(read(1.5, "sat", false, true)).toBe(1_500);
    expect(() => read("5", "sat", false, true)).toThrow('the balance is not a number of sats: "5"');
    expect(() => read(null, "sat", false, true)).toThrow("the balance is not a number of sats: null");
    expect(() => read(0.0001, "sat", false, true)).toThrow(
      "the balance is not a number of sats: 0.0001 (less than a millisatoshi)",
    );
    expect(() => read(1.5, "sat", true, true)).toThrow("the balance is not a whole number of sats: 1.5");
  });

  it("is written and read again exactly, in every unit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2_100_000_000_000_000, max: 2_100_000_000_000_000 }),
        fc.constantFrom<Unit>("msat", "sat", "btc"),
        (msat, unit) => {
          expect(read(plainText(numberIn(unit, msat)), unit)).toBe(msat === 0 ? 0 : msat);
        },
      ),
    );
  });

  it("is written without an exponent", () => {
    const written = [numberIn("btc", 1_000), numberIn("sat", 1_500), numberIn("msat", 7), numberIn("btc", -1)];
    expect(written.map(plainText)).toEqual(["0.00000001", "1.5", "7", "-0.00000000001"]);
  });
});
