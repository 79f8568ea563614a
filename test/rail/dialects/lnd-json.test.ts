import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadRequest } from "../../../src/rail/dialects/lnd/errors.ts";
import { parsedFields } from "../../../src/rail/dialects/lnd/fields.ts";
import { errorLine } from "../../../src/rail/dialects/lnd/http-server.ts";
import { readSendRequest } from "../../../src/rail/dialects/lnd/send-request.ts";
import { readLine, sendRequest, updateLine } from "../../../src/rail/dialects/lnd-json.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";

const payment = paymentOf("po_1", "alice", 1_000_000);

function read(text: string) {
  return readSendRequest(parsedFields(text));
}

describe("a send request", () => {
  it("is LND's SendPaymentRequest for a spontaneous payment", () => {
    expect(JSON.parse(sendRequest(payment, 2))).toEqual({
      dest: "Anm+Zn753LusVaBilc6HCwcCm/zbLc4o2VnygVsW+BeY",
      amt_msat: "1000000",
      payment_hash: "KzvQSh60Bvq7J8UxWfoC8te9p9pThIsr0LV2WDG4cJs=",
      timeout_seconds: 2,
      fee_limit_sat: "0",
      dest_custom_records: {
        "5482373484": "23B6GiQiBD823Weak9xGItcwjWsv5adjwc1Iq2DmDXs=",
        "696969": "YWxpY2U=",
      },
    });
  });

  it("is read as the payment that was written, whatever the payee is called", () => {
    const names = fc.string({ unit: "binary", minLength: 1 });
    fc.assert(
      fc.property(fc.string(), names, fc.integer({ min: 1, max: 100_000_000 }), (payoutId, payee, amountMsat) => {
        const written = paymentOf(payoutId, payee, amountMsat);
        expect(read(sendRequest(written, 1))).toEqual({
          ...{ payment: written, noInflightUpdates: false, timeoutSeconds: 1, feeLimitMsat: 0 },
        });
      }),
    );
  });

  const good = JSON.parse(sendRequest(payment, 1)) as Record<string, unknown>;
  const records = good.dest_custom_records as Record<string, unknown>;
  const withRecord = (key: string, value: unknown) => ({ ...good, dest_custom_records: { ...records, [key]: value } });

  it("may write numbers as numbers, bytes as base64url, and ask for the end only", () => {
    const body = {
      ...good,
      amt_msat: 21_000,
      payment_hash: Buffer.from(payment.paymentHash, "hex").toString("base64url"),
      no_inflight_updates: true,
      timeout_seconds: "7",
      some_field_of_tomorrow: 1,
    };
    expect(read(JSON.stringify(body))).toEqual({
      payment: { ...payment, amountMsat: 21_000 },
      noInflightUpdates: true,
      timeoutSeconds: 7,
      feeLimitMsat: 0,
    });
  });

  it.each<[what: string, different: Record<string, unknown>, amountMsat: number]>([
    ["msat", { amt_msat: "21001" }, 21_001],
    ["msat beside an amt of 0, which is the same as none", { amt: "0", amt_msat: 21_000 }, 21_000],
    ["sats", { amt: "21", amt_msat: undefined }, 21_000],
    ["sats beside an amt_msat of 0", { amt: "21", amt_msat: "0" }, 21_000],
  ])("may give its amount in %s", (_what, different, amountMsat) => {
    expect(read(JSON.stringify({ ...good, ...different })).payment.amountMsat).toBe(amountMsat);
  });

  it.each([undefined, null, 0])("that gives the node the time %j gives it LND's 60 seconds", (seconds) => {
    expect(read(JSON.stringify({ ...good, timeout_seconds: seconds })).timeoutSeconds).toBe(60);
  });

  const badAmount = "amt must be a whole number of sats, at least 1";
  const inSats = { ...good, amt_msat: undefined };
  const badKey = "dest must be a compressed public key, 33 bytes in base64";
  it.each<[what: string, body: unknown, says: string]>([
    ["a list", [], "the body must be an object"],
    ["null", null, "the body must be an object"],
    ["a missing dest", { ...good, dest: undefined }, badKey],
    ["a dest that is no key", { ...good, dest: `B${"A".repeat(43)}` }, badKey],
    ["an amount of 0", { ...inSats, amt: 0 }, badAmount],
    ["an amount of 0 in text", { ...inSats, amt: "0" }, badAmount],
    ["half a sat", { ...inSats, amt: 1.5 }, badAmount],
    ["a negative amount", { ...inSats, amt: "-1" }, badAmount],
    ["an amount past the safe integers", { ...inSats, amt: "9007199254740993" }, badAmount],
    ["a missing amount", inSats, badAmount],
    [
      "an amount in sats and in msat",
      { ...good, amt: "1000" },
      "amt and amt_msat exclude each other: send one of them",
    ],
    ["half a msat", { ...good, amt_msat: 1.5 }, "amt_msat must be a whole number of msat, at least 1"],
    [
      "a negative amount in msat",
      { ...good, amt_msat: "-1000" },
      "amt_msat must be a whole number of msat, at least 1",
    ],
    [
      "two limits of the fee",
      { ...good, fee_limit_sat: "1", fee_limit_msat: "1000" },
      "fee_limit_sat and fee_limit_msat exclude each other: send one of them",
    ],
    [
      "an invoice",
      { ...good, payment_request: "lnbcrt1" },
      "payment_request cannot be paid by this node: it takes spontaneous payments, with dest, amt and payment_hash",
    ],
    [
      "a negative time",
      { ...good, timeout_seconds: -1 },
      "timeout_seconds must be a whole number of seconds, at least 1",
    ],
    [
      "half a second",
      { ...good, timeout_seconds: 0.5 },
      "timeout_seconds must be a whole number of seconds, at least 1",
    ],
    ["a number as hash", { ...good, payment_hash: 7 }, "payment_hash must be base64"],
    ["a hash that is not base64", { ...good, payment_hash: "?" }, "payment_hash must be base64"],
    ["a short hash", { ...good, payment_hash: "AAAA" }, "payment_hash must be 32 bytes in base64 (got 3)"],
    [
      "a hash of something else",
      { ...good, payment_hash: records["5482373484"] },
      'payment_hash must be the SHA-256 of dest_custom_records["5482373484"], the preimage',
    ],
    ["no record at all", { ...good, dest_custom_records: undefined }, "dest_custom_records must be an object"],
    ["a missing preimage", withRecord("5482373484", undefined), 'dest_custom_records["5482373484"] must be base64'],
    [
      "a short preimage",
      withRecord("5482373484", "AA=="),
      'dest_custom_records["5482373484"] must be 32 bytes in base64 (got 1)',
    ],
    ["an empty payee", withRecord("696969", ""), 'dest_custom_records["696969"] must be base64'],
  ])("with %s is refused, and the message names it", (_what, body, says) => {
    expect(() => read(JSON.stringify(body))).toThrow(new BadRequest(says));
  });

  it.each(["", "{", "amt=1"])("%j is refused, because it is not JSON", (text) => {
    expect(() => read(text)).toThrow("the body must be JSON");
  });
});

describe("a line of an answer", () => {
  const { paymentHash, preimage } = payment;
  const zeros = "0".repeat(64);

  it("is LND's Payment, with its preimage only once it has settled", () => {
    const shared = { payment_hash: paymentHash, value_sat: "1000", value_msat: "1000000", fee_sat: "0" };
    const none = "FAILURE_REASON_NONE";
    const written = [
      updateLine(paymentHash, 1_000_000, { kind: "in-flight" }),
      updateLine(paymentHash, 1_000_000, { kind: "settled", preimage }),
      updateLine(paymentHash, 1_000_000, { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" }),
    ];
    expect(written.map((line) => JSON.parse(line))).toEqual([
      { result: { ...shared, status: "IN_FLIGHT", payment_preimage: zeros, failure_reason: none } },
      { result: { ...shared, status: "SUCCEEDED", payment_preimage: preimage, failure_reason: none } },
      { result: { ...shared, status: "FAILED", payment_preimage: zeros, failure_reason: "FAILURE_REASON_NO_ROUTE" } },
    ]);
    for (const line of written) expect(line.indexOf("\n")).toBe(line.length - 1);
    expect(written.map((line) => readLine(line, paymentHash))).toEqual([
      { kind: "in-flight" },
      { kind: "settled" },
      { kind: "failed", reason: "FAILURE_REASON_NO_ROUTE" },
    ]);
  });

  it("is an error in grpc-gateway's shape, nested in a stream and bare before one", () => {
    expect(errorLine(6, 'say "no"')).toBe('{"error":{"code":6,"message":"say \\"no\\"","details":[]}}\n');
    expect(readLine(errorLine(6, "payment is in transition"), paymentHash)).toEqual({
      kind: "error",
      message: "payment is in transition",
    });
    expect(readLine('{"code":5,"message":"Not Found","details":[]}', paymentHash)).toEqual({
      kind: "error",
      message: "Not Found",
    });
  });

  it("says that a payment is in flight from the moment LND has initiated it", () => {
    const line = `{"result":{"payment_hash":"${paymentHash}","status":"INITIATED"}}`;
    expect(readLine(line, paymentHash)).toEqual({ kind: "in-flight" });
  });

  it.each([
    "",
    "nonsense",
    "null",
    "[]",
    "7",
    "{}",
    '{"result":null}',
    '{"result":{"status":"SUCCEEDED"}}',
    `{"result":{"status":"SUCCEEDED","payment_hash":"${zeros}"}}`,
    `{"result":{"status":"UNKNOWN","payment_hash":"${paymentHash}"}}`,
    '{"error":"payment is in transition"}',
    '{"error":{"code":6}}',
  ])("tells nothing when it is %s", (line) => {
    expect(readLine(line, paymentHash)).toEqual({ kind: "nonsense" });
  });
});
