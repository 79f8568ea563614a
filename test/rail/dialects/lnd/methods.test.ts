import { describe, expect, it } from "vitest";
import type { Clock } from "../../../../src/domain/clock.ts";
import { systemClock } from "../../../../src/domain/clock.ts";
import { createNode } from "../../../../src/rail/core/node.ts";
import { grpc, LndError } from "../../../../src/rail/dialects/lnd/errors.ts";
import type { Fields } from "../../../../src/rail/dialects/lnd/fields.ts";
import { lndMethods, type MethodName } from "../../../../src/rail/dialects/lnd/methods.ts";
import { encodeInvoice } from "../../../../src/rail/payees/bolt11.ts";
import { createPayeeBook } from "../../../../src/rail/payees/book.ts";

/** LND's calls without a transport, at a time of our own: nothing ends before it is told to. */
function scene(duplicates: "reject" | "pay-again" = "reject") {
  const due: (() => void)[] = [];
  const time = { epochMs: 1_700_000_000_000 };
  const clock: Clock = {
    ...systemClock,
    epochMs: () => time.epochMs,
    timeout(_ms, then) {
      due.push(then);
      return () => undefined;
    },
  };
  const node = createNode({ clock, faultOf: () => "settle", duplicates });
  const payees = createPayeeBook({ seed: "methods", clock });
  const methods = lndMethods({ node, payees, clock });
  const ask = (name: MethodName, request: Fields) => {
    const heard: Fields[] = [];
    methods[name].call(request, {
      write: (message) => void heard.push(message),
      end: (...messages) => void heard.push(...messages),
      reset: () => expect.unreachable("no fault resets here"),
      fail: (error) => expect.unreachable(error.message),
    });
    return heard;
  };
  const elapse = () => {
    for (const then of due.splice(0)) then();
  };
  return { time, node, payees, ask, elapse };
}

describe("LND's calls", () => {
  it("say that a payment exists already, before it has left", () => {
    const { payees, ask, elapse } = scene();
    const request = { payment_request: payees.mint({ payee: "alice", amountMsat: 1_000 }).bolt11 };
    const first = ask("SendPaymentV2", request);
    expect(() => ask("SendPaymentV2", request)).toThrow(new LndError(grpc.alreadyExists, "payment already exists"));
    expect(ask("SendPaymentSync", request)).toMatchObject([{ payment_error: "payment already exists" }]);
    elapse();
    expect(first).toMatchObject([{ status: "IN_FLIGHT" }, { status: "SUCCEEDED" }]);
  });

  it("accept an invoice up to the second in which it expires, and say until when it was valid", () => {
    const { time, payees, ask } = scene();
    const invoice = () => payees.mint({ payee: "alice", amountMsat: 1_000, expirySeconds: 60 });
    const [inTime, late] = [invoice(), invoice()];
    time.epochMs += 60_000;
    expect(() => ask("SendPaymentV2", { payment_request: inTime.bolt11 })).not.toThrow();
    time.epochMs += 1;
    expect(() => ask("SendPaymentV2", { payment_request: late.bolt11 })).toThrow(
      new LndError(grpc.unknown, "invoice expired. Valid until 2023-11-14 22:14:20 +0000 UTC"),
    );
  });

  it("refuse an invoice of another network", () => {
    const { ask } = scene();
    const text = {
      amountMsat: 1_000,
      createdEpochS: 1_700_000_000,
      description: "",
      descriptionHash: "",
      expirySeconds: 60,
    };
    const paid = { paymentHash: "11".repeat(32), paymentSecret: "22".repeat(32), minFinalCltv: 18 };
    const mainnet = encodeInvoice({ ...text, ...paid, network: "bc" }, Buffer.alloc(32, 7));
    expect(() => ask("SendPaymentV2", { payment_request: mainnet })).toThrow(
      new LndError(grpc.unknown, "invoice not for current active network 'regtest'"),
    );
  });

  it("are complete where every call is a new payment, whose hash says nothing", () => {
    const { payees, node, ask, elapse } = scene("pay-again");
    const { bolt11, paymentHash } = payees.mint({ payee: "alice", amountMsat: 1_000 });
    const both = [1, 2].map(() => ask("SendPaymentV2", { payment_request: bolt11 }));
    elapse();
    expect(both).toMatchObject(
      [1, 2].map((index) => [
        { status: "IN_FLIGHT", payment_hash: paymentHash },
        { status: "SUCCEEDED", payment_hash: paymentHash, payment_index: String(index) },
      ]),
    );
    expect(node.settlements).toBe(2);
  });
});
