import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { seededChance } from "../../../src/domain/random.ts";
import { seededFaults } from "../../../src/rail/core/seeded-faults.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";

const payment = paymentOf("po_1", "alice", 1_000_000);

function draw(faults: ReturnType<typeof seededFaults>, count: number): PaymentFaultName[] {
  return Array.from({ length: count }, () => faults.faultOf(payment, false));
}

function faulty(drawn: readonly PaymentFaultName[]): number[] {
  return drawn.flatMap((fault, place) => (fault === "settle" ? [] : [place]));
}

function at(rate: number, seed = 42, fault: PaymentFaultName = "timeout") {
  return seededFaults(seededChance(seed), { enabled: true, rate, fault });
}

describe("faults chosen by a seeded rate", () => {
  it("meet exactly one payment of every block of 20 at 5%", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 1, max: 10 }), (seed, blocks) => {
        const faults = at(0.05, seed);
        for (let block = 0; block < blocks; block += 1) expect(faulty(draw(faults, 20))).toHaveLength(1);
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

  it("meet every payment at rate 1, and none at rate 0 or when switched off", () => {
    expect(new Set(draw(at(1, 42, "late-settle"), 50))).toEqual(new Set(["late-settle"]));
    expect(new Set(draw(at(0), 50))).toEqual(new Set(["settle"]));
    const off = seededFaults(seededChance(42), { enabled: false, rate: 1, fault: "timeout" });
    expect(new Set(draw(off, 50))).toEqual(new Set(["settle"]));
    expect(new Set(draw(seededFaults(seededChance(42)), 50))).toEqual(new Set(["settle"]));
  });

  it("let the repeat of a failed payment settle, without taking a place in the block", () => {
    const faults = at(0.5);
    const drawn = Array.from({ length: 10 }, () => {
      expect(faults.faultOf(payment, true)).toBe("settle");
      return faults.faultOf(payment, false);
    });
    expect(faulty(drawn)).toHaveLength(5);
  });

  it("begin a new block when the setting changes", () => {
    const faults = at(0.05);
    const changed = { enabled: true, rate: 0.1, fault: "stuck" } as const;
    draw(faults, 7);
    faults.change(changed);
    expect(faults.setting).toEqual(changed);
    expect(faulty(draw(faults, 10))).toHaveLength(1);
    expect(faulty(draw(faults, 10))).toHaveLength(1);
  });

  it.each([-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY])("are not drawn at a rate of %d", (rate) => {
    expect(() => at(rate)).toThrow(new RangeError(`the rate must be from 0 to 1 (got ${rate})`));
    const faults = at(0.5);
    expect(() => faults.change({ enabled: true, rate, fault: "stuck" })).toThrow(RangeError);
    expect(faults.setting.rate).toBe(0.5);
  });
});
