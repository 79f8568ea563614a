import fc from "fast-check";
import { expect, it } from "vitest";
import { noFee } from "../../src/domain/fee.ts";
import { feeText } from "../../src/processes/fee-text.ts";
import { readFee } from "../../src/scenario/fee.ts";

const msat = fc.integer({ min: 0, max: 100_000_000 });
const ppm = fc.integer({ min: 0, max: 1_000_000 });

it("a fee rule that is passed to the API is the rule that the API reads", () => {
  const rules = fc.record({
    ...{ ppm, flatMsat: msat, minimumMsat: msat, freeBelowMsat: fc.constant(0) },
    ...{ round: fc.constantFrom("up", "down", "half-up"), toMsat: fc.constantFrom(1, 1_000) },
    ...{ maximumMsat: fc.constantFrom(null, 100_000_000), onRefund: fc.constantFrom("returned", "kept") },
    reserve: fc.record({ ppm, atLeastMsat: msat }),
  });
  fc.assert(
    fc.property(rules, (rule) => {
      expect(readFee(feeText({ ...noFee, ...rule }))).toEqual(rule);
    }),
  );
});
