import { describe, expect, it } from "vitest";
import { paymentHashOf, paymentOf } from "../../src/rail/payment-hash.ts";

describe("the payment of a payout", () => {
  it("has the same hash for any payee and amount", () => {
    const first = paymentOf("po_1", "alice", 1_000_000);
    // As computed by sha256sum.
    expect(first).toEqual({
      paymentHash: "2b3bd04a1eb406fabb27c53159fa02f2d7bda7da53848b2bd0b5765831b8709b",
      preimage: "db707a1a2422043f36dd679a93dc4622d7308d6b2fe5a763c1cd48ab60e60d7b",
      payee: "alice",
      amountMsat: 1_000_000,
      invoice: "",
    });
    expect(paymentOf("po_1", "bob", 1_000).paymentHash).toBe(first.paymentHash);
  });

  it("has another hash for another payout", () => {
    expect(paymentOf("po_2", "alice", 1_000_000).paymentHash).not.toBe(
      paymentOf("po_1", "alice", 1000_000).paymentHash,
    );
  });

  it("is known by the SHA-256 of its preimage", () => {
    // SHA-256 of 32 zero bytes, as any other implementation computes it.
    const zeros = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
    expect(paymentHashOf(new Uint8Array(32))).toBe(zeros);
    const { paymentHash, preimage } = paymentOf("po_1", "alice", 1_000_000);
    expect(paymentHashOf(Buffer.from(preimage, "hex"))).toBe(paymentHash);
  });
});
