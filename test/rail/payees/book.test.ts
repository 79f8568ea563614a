import { describe, expect, it } from "vitest";
import { encodeInvoice } from "../../../src/rail/payees/bolt11.ts";
import { createPayeeBook } from "../../../src/rail/payees/book.ts";
import { paymentHashOf } from "../../../src/rail/payment-hash.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";

const book = (seed = "1", clock = createVirtualClock()) => createPayeeBook({ seed, clock });
const request = { payee: "run_player_1", amountMsat: 21_001 };

describe("the book of payees", () => {
  it("finds an invoice by its hash, and by its text with or without the prefix of a link", () => {
    const payees = book();
    const invoice = payees.mint({ ...request, description: "a prize" });
    expect(invoice).toMatchObject({
      ...{ payee: "run_player_1", amountMsat: 21_001, description: "a prize", descriptionHash: "" },
      ...{ createdEpochS: Date.UTC(2025, 0, 1) / 1_000, expirySeconds: 3_600 },
    });
    expect(paymentHashOf(Buffer.from(invoice.preimage, "hex"))).toBe(invoice.paymentHash);
    expect(payees.byHash(invoice.paymentHash)).toEqual(invoice);
    for (const text of [invoice.bolt11, invoice.bolt11.toUpperCase(), ` lightning:${invoice.bolt11}\n`]) {
      expect(payees.decode(text)).toEqual(invoice);
    }
  });

  it("makes another invoice each time, also for the same payee and amount", () => {
    const payees = book();
    const hashes = [1, 2, 3].map(() => payees.mint(request).paymentHash);
    expect(new Set(hashes).size).toBe(3);
  });

  it("is the same for the same seed and moment, and has other secrets for another", async () => {
    const later = createVirtualClock();
    await later.advance(1);
    const first = book().mint(request);
    expect(book().mint(request)).toEqual(first);
    for (const other of [book("2"), book("1", later)]) {
      expect(other.mint(request).paymentHash).not.toBe(first.paymentHash);
    }
  });

  it("reads the invoice of somebody else, and knows neither its payee nor its preimage", () => {
    const theirs = book("2").mint(request);
    const read = book().decode(theirs.bolt11);
    expect(read).toEqual({ ...theirs, payee: "", preimage: "" });
  });

  it("does not take an invoice for ours that somebody else has signed for one of our hashes", () => {
    const payees = book();
    const { paymentHash, paymentSecret } = payees.mint(request);
    const forged = encodeInvoice(
      {
        ...{ network: "bcrt", amountMsat: 1, createdEpochS: 1, expirySeconds: 60, minFinalCltv: 18 },
        ...{ paymentHash, paymentSecret, description: "", descriptionHash: "" },
      },
      Buffer.alloc(32, 7),
    );
    expect(payees.decode(forged)).toMatchObject({ payee: "", preimage: "", amountMsat: 1 });
  });

  it("signs for an invoice with the node that the invoice names", () => {
    const payees = book();
    const { bolt11, destination } = payees.mint(request);
    expect(book("2").decode(bolt11).destination).toBe(destination);
  });

  it("knows whose node key it has handed out", () => {
    const payees = book();
    const key = payees.nodeKeyOf("run_player_1");
    expect(key).toMatch(/^0[23][0-9a-f]{64}$/);
    expect(payees.nodeKeyOf("run_player_1")).toBe(key);
    expect(payees.nodeKeyOf("run_player_2")).not.toBe(key);
    expect([payees.payeeOfNodeKey(key), payees.payeeOfNodeKey(key.toUpperCase())]).toEqual([
      "run_player_1",
      "run_player_1",
    ]);
    expect(book().payeeOfNodeKey(key)).toBeUndefined();
  });

  it("makes no invoice with a description that does not fit", () => {
    expect(() => book().mint({ ...request, description: "ü".repeat(320) })).toThrow(
      "description must be at most 639 bytes (got 640): send descriptionHash instead",
    );
  });
});
