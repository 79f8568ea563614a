import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PaymentMemory } from "../../../src/rail/core/payment-memory.ts";
import type { TrackedPayment } from "../../../src/rail/core/payment-update.ts";
import { paymentHashOf } from "../../../src/rail/payment-hash.ts";
import { runs } from "../../runs.ts";

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
    .map((each) => each.join(""));

/** A hash with its preimage, and one without. */
const secret = fc.oneof(
  hex(64).map((preimage) => ({ preimage, paymentHash: paymentHashOf(Buffer.from(preimage, "hex")) })),
  fc.record({ preimage: fc.oneof(hex(64), fc.constant("AB".repeat(32)), fc.constant("")), paymentHash: hex(64) }),
);

const record = fc.record({
  payee: fc.oneof(fc.constantFrom("spike_1", "spike_007", "spike_", "", "a_0", "b_99999999999"), fc.string()),
  amountMsat: fc.oneof(fc.nat(), fc.constantFrom(0, 4_294_967_296, 0.5)),
  feeMsat: fc.constantFrom(0, 0, 0, 5),
  invoice: fc.constantFrom("", "", "", "lnbcrt1"),
  createdEpochMs: fc.constantFrom(1_700_000_000_000, 1_700_000_000_000.25),
  endedEpochMs: fc.constantFrom(1_700_000_000_000, 1_700_000_000_012, 1_700_000_000_000.75),
});

const payment = fc.tuple(secret, record).map(([one, other]) => ({ ...one, ...other }));

/** So many payments that those that settle after them are kept in columns. */
const earlier = Array.from({ length: 1_000 }, (_, at): TrackedPayment => {
  const times = { createdEpochMs: 1_700_000_000_000 + at, index: at + 1 };
  const paymentHash = at.toString(16).padStart(64, "0");
  return { kind: "in-flight", paymentHash, payee: `early_${at}`, amountMsat: 1_000, feeMsat: 0, invoice: "", ...times };
});

describe("what a node remembers", () => {
  it("is what a map of objects would remember, in the order of the indexes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(payment, { selector: (each) => each.paymentHash, maxLength: 30 }), (payments) => {
        const memory = new PaymentMemory();
        const map = new Map<string, TrackedPayment>();
        for (const one of [memory, map]) for (const each of earlier) one.set(each.paymentHash, each);
        for (const [at, { preimage, endedEpochMs, ...record }] of payments.entries()) {
          const index = earlier.length + at + 1;
          const settled = { ...record, kind: "settled", index, endedEpochMs, preimage } as const;
          for (const one of [memory, map]) one.set(record.paymentHash, { ...record, kind: "in-flight", index });
          if (at % 3 === 0) for (const one of [memory, map]) one.set(record.paymentHash, settled);
          if (at % 3 === 1) for (const one of [memory, map]) one.delete(record.paymentHash);
        }
        expect([...memory.values()]).toEqual([...map.values()]);
        for (const { paymentHash } of payments) {
          expect(memory.get(paymentHash)).toEqual(map.get(paymentHash));
          expect(memory.has(paymentHash)).toBe(map.has(paymentHash));
        }
        expect(memory.get("f".repeat(64))).toBeUndefined();
      }),
      { numRuns: runs(100, 3_000) },
    );
  });

  it("grows without losing anything", () => {
    const memory = new PaymentMemory();
    const preimageOf = (index: number) => (index * 2_654_435_761).toString(16).padStart(12, "0").padEnd(64, "0");
    const hashOf = (index: number) => paymentHashOf(Buffer.from(preimageOf(index), "hex"));
    const settled = (index: number): TrackedPayment => {
      const record = {
        paymentHash: hashOf(index),
        payee: `long_${index}`,
        amountMsat: 1_000 + index,
        feeMsat: 0,
        invoice: "",
      };
      const times = { createdEpochMs: 1_700_000_000_000 + index, endedEpochMs: 1_700_000_000_003 + index };
      return { kind: "settled", ...record, ...times, index, preimage: preimageOf(index) };
    };
    const indexes = Array.from({ length: 5_000 }, (_, at) => at + 1);
    for (const index of indexes) memory.set(hashOf(index), settled(index));
    expect(indexes.filter((index) => memory.get(hashOf(index))?.index !== index)).toEqual([]);
    expect(memory.get(hashOf(777))).toEqual(settled(777));
    expect(memory.get(hashOf(5_001))).toBeUndefined();
  });
});
