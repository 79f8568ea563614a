import { describe, expect, it } from "vitest";
import {
  declarablePaymentFaults,
  isPaymentFaultName,
  paymentFaultNames,
  paymentFaults,
} from "../../src/domain/payment-fault.ts";

describe("the table of payment faults", () => {
  it("lists what a payment meets when nothing was drawn first, and everything else as a fault", () => {
    expect(paymentFaultNames).toEqual([
      "settle",
      "failure",
      "timeout",
      "late-settle",
      "lost-answer",
      "stuck",
      "slow",
      "failed-but-settles",
      "contradictory",
      "provider-busy",
      "provider-error",
    ]);
    expect(declarablePaymentFaults).toEqual(paymentFaultNames.slice(1));
  });

  it("lets a foreign target be judged by its answers only where the money follows from them", () => {
    expect(paymentFaultNames.filter((name) => paymentFaults[name].hidesOutcome !== true)).toEqual([
      "settle",
      "failure",
      "timeout",
      "slow",
      "provider-busy",
    ]);
  });

  it("knows its own names and none that every object has", () => {
    expect(paymentFaultNames.every(isPaymentFaultName)).toBe(true);
    expect(["", "Timeout", "constructor", "toString"].filter(isPaymentFaultName)).toEqual([]);
  });
});
