import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PaymentFaultName } from "../../src/domain/payment-fault.ts";
import { seededChance } from "../../src/domain/random.ts";
import { paymentOf } from "../../src/rail/payment-hash.ts";
import { type SeededFates, seededFates } from "../../src/rail/seeded-fates.ts";

const payment = paymentOf("po_1", "alice", 1000);

function draw(fates: SeededFates, count: number): PaymentFaultName[] {
  return Array.from({ length: count }, () => fates.fateOf(payment, false));
}

function faulty(drawn: readonly PaymentFaultName[]): number[] {
  return drawn.flatMap((fate, place) => (fate === "settle" ? [] : [place]));
}

function at(timeoutRate: number, seed = 42, fate: PaymentFaultName = "timeout"): SeededFates {
  return seededFates(seededChance(seed), { enabled: true, timeoutRate, fate });
}

describe("fates chosen by a seeded rate", () => {
  it("meet exactly one payment of every block of 20 at 5 %", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 1, max: 10 }), (seed, blocks) => {
        const fates = at(0.05, seed);
        for (let block = 0; block < blocks; block += 1) expect(faulty(draw(fates, 20))).toHaveLength(1);
      }),
    );
  });

  it("meet exactly the rate of every 10,000 payments, at every rate in steps of 1/10,000", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 10_000 }), (seed, steps) => {
        expect(faulty(draw(at(steps / 10_000, seed), 10_000))).toHaveLength(steps);
      }),
    );
  });

  it("are the same for the same seed, and others for another", () => {
    expect(faulty(draw(at(0.05, 1), 200))).toEqual(faulty(draw(at(0.05, 1), 200)));
    expect(faulty(draw(at(0.05, 1), 200))).not.toEqual(faulty(draw(at(0.05, 2), 200)));
  });

  it("are every payment's at rate 1, and nobody's at rate 0 or when switched off", () => {
    expect(new Set(draw(at(1, 42, "late-settle"), 50))).toEqual(new Set(["late-settle"]));
    expect(new Set(draw(at(0), 50))).toEqual(new Set(["settle"]));
    const off = seededFates(seededChance(42), { enabled: false, timeoutRate: 1, fate: "timeout" });
    expect(new Set(draw(off, 50))).toEqual(new Set(["settle"]));
    expect(new Set(draw(seededFates(seededChance(42)), 50))).toEqual(new Set(["settle"]));
  });

  it("let the repeat of a failed payment settle, without taking a place in the block", () => {
    const fates = at(0.5);
    const drawn = Array.from({ length: 10 }, () => {
      expect(fates.fateOf(payment, true)).toBe("settle");
      return fates.fateOf(payment, false);
    });
    expect(faulty(drawn)).toHaveLength(5);
  });

  it("begin a new block when the setting changes", () => {
    const fates = at(0.05);
    const changed = { enabled: true, timeoutRate: 0.1, fate: "stuck" } as const;
    draw(fates, 7);
    fates.change(changed);
    expect(fates.setting).toEqual(changed);
    expect(faulty(draw(fates, 10))).toHaveLength(1);
    expect(faulty(draw(fates, 10))).toHaveLength(1);
  });

  it.each([-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY])("are not drawn at a rate of %d", (timeoutRate) => {
    expect(() => at(timeoutRate)).toThrow(new RangeError(`the rate must be from 0 to 1, not ${timeoutRate}`));
    const fates = at(0.5);
    expect(() => fates.change({ enabled: true, timeoutRate, fate: "stuck" })).toThrow(RangeError);
    expect(fates.setting.timeoutRate).toBe(0.5);
  });
});
