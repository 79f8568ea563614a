import { describe, expect, it } from "vitest";
import { classify } from "../../src/target/classify.ts";

const completed = '{"success":true,"message":"ok","data":{"id":"po_1","status":"completed"}}';

describe("what an answer allows the caller to conclude", () => {
  it.each([
    [201, completed, "paid", ""],
    [200, completed, "paid", ""],
    [201, '{"success":true}', "paid", ""],
    [201, '{"data":{"status":"completed"}}', "paid", ""],
    [202, '{"success":true,"data":{"id":"po_1","status":"pending"}}', "pending", ""],
    [202, '{"success":true}', "pending", ""],
    [200, '{"success":true,"data":{"status":"pending"}}', "pending", ""],
    [200, '{"success":true,"data":{"status":"error"}}', "unknown", ""],
    [200, '{"success":true,"data":{"status":"expired"}}', "unknown", ""],
    [200, '{"success":false,"message":"no"}', "unknown", ""],
    [201, '{"success":true,"error":{"code":"PAYMENT_TIMEOUT"}}', "unknown", "PAYMENT_TIMEOUT"],
    [201, '{"id":"po_1","status":"completed"}', "paid", ""],
    [200, '{"id":"po_1","status":"failed"}', "unknown", ""],
    [200, '{"id":"po_1"}', "unknown", "UNREADABLE"],
    [200, '{"success":true,"data":{"status":"weird"}}', "unknown", ""],
    [200, "{}", "unknown", "UNREADABLE"],
    [200, "hello", "unknown", "NOT_JSON"],
    [200, "", "unknown", "NOT_JSON"],
    [200, "[]", "unknown", "NOT_JSON"],
    [204, "", "unknown", "NOT_JSON"],
    [302, "", "unknown", "NOT_JSON"],
    [400, '{"success":false,"error":{"code":"INVALID_AMOUNT"}}', "refused", "INVALID_AMOUNT"],
    [402, '{"success":false,"data":{"error":"INSUFFICIENT_BALANCE"}}', "refused", "INSUFFICIENT_BALANCE"],
    [404, '{"success":false}', "refused", ""],
    [409, '{"error":{"code":"PAYOUT_IN_PROGRESS"}}', "pending", "PAYOUT_IN_PROGRESS"],
    [409, '{"error":{"code":"CONFLICT"}}', "unknown", "CONFLICT"],
    [422, '{"error":{"code":"IDEMPOTENCY_KEY_REUSED"}}', "refused", "IDEMPOTENCY_KEY_REUSED"],
    [429, "slow down", "refused", "NOT_JSON"],
    [500, '{"error":{"code":"INTERNAL_ERROR"}}', "unknown", "INTERNAL_ERROR"],
    [502, '{"error":{"code":"PAYMENT_FAILED"}}', "refused", "PAYMENT_FAILED"],
    [502, "Bad Gateway", "unknown", "NOT_JSON"],
    [503, "", "unknown", "NOT_JSON"],
    [504, '{"success":false,"error":{"code":"PAYMENT_TIMEOUT"}}', "unknown", "PAYMENT_TIMEOUT"],
    [418, "{}", "unknown", ""],
  ] as const)("%i %s is %s", (status, body, outcome, code) => {
    expect(classify(status, body)).toMatchObject({ outcome, status, code });
  });

  it("keeps the id of the payout, in an error too", () => {
    expect(classify(201, completed).payoutId).toBe("po_1");
    expect(classify(504, '{"success":false,"data":{"id":7,"error":"PAYMENT_TIMEOUT"}}')).toEqual({
      outcome: "unknown",
      status: 504,
      code: "PAYMENT_TIMEOUT",
      payoutId: "7",
    });
  });
});
