import { describe, expect, it } from "vitest";
import { createClassify } from "../../src/service/classify.ts";
import { payoutApi } from "../../src/service/payout-api.ts";
import { type Redact, redactor } from "../../src/service/secrets.ts";

const classify = (status: number, body: string, redact?: Redact) =>
  createClassify(payoutApi.payout.answer, redact)(status, body, {});

const completed = '{"success":true,"message":"ok","data":{"id":"po_1","status":"completed"}}';
const page = "<html><body><h1>504 Gateway Time-out</h1></body></html>";
const bare = '{"success":false}';

const own = (code: string, data = "") =>
  `{"success":false,"message":"no","error":{"code":"${code}"},"data":{"error":"${code}"${data}}}`;

describe("what an answer of the service allows the caller to conclude", () => {
  it.each([
    [201, completed, "paid", "none", ""],
    [200, completed, "paid", "none", ""],
    [202, completed, "paid", "none", ""],
    [201, '{"success":true}', "paid", "none", ""],
    [200, '{"success":true,"data":null}', "paid", "none", ""],
    [201, '{"data":{"status":"completed"}}', "paid", "none", ""],
    [201, '{"id":"po_1","status":"completed"}', "paid", "none", ""],
    [202, '{"success":true,"data":{"id":"po_1","status":"pending"}}', "pending", "none", ""],
    [202, '{"success":true}', "pending", "none", ""],
    [200, '{"success":true,"data":{"status":"pending"}}', "pending", "none", ""],
    [201, '{"success":true,"status":"pending","data":{"id":"po_1"}}', "pending", "none", ""],
    [200, '{"success":true,"data":{"status":"error"}}', "unknown", "service-error", ""],
    [200, '{"success":true,"data":{"status":"expired"}}', "unknown", "service-error", ""],
    [201, '{"success":true,"data":{"status":"processing"}}', "unknown", "service-error", ""],
    [201, '{"success":true,"data":{"status":"Completed"}}', "unknown", "service-error", ""],
    [201, '{"success":true,"data":{"status":""}}', "unknown", "service-error", ""],
    [201, '{"success":true,"data":{"status":null}}', "unknown", "service-error", ""],
    [200, '{"id":"po_1","status":"failed"}', "unknown", "service-error", ""],
    [200, '{"success":false,"message":"no"}', "unknown", "service-error", ""],
    [201, '{"success":true,"error":{"code":"PAYMENT_TIMEOUT"}}', "unknown", "service-error", "PAYMENT_TIMEOUT"],
    [400, own("INVALID_AMOUNT"), "refused", "rejected", "INVALID_AMOUNT"],
    [401, own("UNAUTHORIZED"), "refused", "rejected", "UNAUTHORIZED"],
    [402, '{"success":false,"data":{"error":"INSUFFICIENT_BALANCE"}}', "refused", "funds", "INSUFFICIENT_BALANCE"],
    [402, '{"error":"Insufficient balance"}', "refused", "funds", "OTHER"],
    [403, own("PROJECT_LOCKED"), "refused", "rejected", "PROJECT_LOCKED"],
    [404, bare, "refused", "rejected", ""],
    [404, own("NOT_FOUND"), "refused", "rejected", "NOT_FOUND"],
    [409, '{"error":{"code":"PAYOUT_IN_PROGRESS"}}', "pending", "in-progress", "PAYOUT_IN_PROGRESS"],
    [409, own("PAYOUT_IN_PROGRESS", ',"status":"pending"'), "pending", "in-progress", "PAYOUT_IN_PROGRESS"],
    [409, own("CONFLICT"), "unknown", "service-error", "CONFLICT"],
    [422, '{"error":{"code":"IDEMPOTENCY_KEY_REUSED"}}', "refused", "rejected", "IDEMPOTENCY_KEY_REUSED"],
    [422, own("IDEMPOTENCY_KEY_REUSED", ',"status":"completed"'), "refused", "rejected", "IDEMPOTENCY_KEY_REUSED"],
    [422, '{"message":"amount must be positive"}', "refused", "rejected", ""],
    [429, own("RATE_LIMIT_EXCEEDED"), "refused", "rejected", "RATE_LIMIT_EXCEEDED"],
    [500, '{"error":{"code":"INTERNAL_ERROR"}}', "unknown", "service-error", "INTERNAL_ERROR"],
    [502, '{"error":{"code":"PAYMENT_FAILED"}}', "refused", "payment-failed", "PAYMENT_FAILED"],
    [502, own("PAYMENT_FAILED", ',"status":"completed"'), "unknown", "service-error", "PAYMENT_FAILED"],
    [502, own("NODE_DOWN"), "unknown", "service-error", "NODE_DOWN"],
    [503, own("MAINTENANCE"), "unknown", "service-error", "MAINTENANCE"],
    [504, bare, "unknown", "service-error", ""],
    [504, '{"success":true}', "unknown", "service-error", ""],
    [400, completed, "unknown", "service-error", ""],
  ] as const)("%i %s is %s, %s", (status, body, outcome, reason, code) => {
    expect(classify(status, body)).toMatchObject({ outcome, reason, status, code });
  });

  it.each([
    [504, own("PAYMENT_TIMEOUT")],
    [504, '{"success":false,"data":{"error":"PAYMENT_TIMEOUT"}}'],
    [504, '{"error":{"code":"PAYMENT_TIMEOUT"}}'],
    [504, own("PAYMENT_TIMEOUT", ',"status":"error"')],
    [500, own("PAYMENT_TIMEOUT")],
    [402, own("PAYMENT_TIMEOUT")],
    [200, own("PAYMENT_TIMEOUT")],
  ])("%i %s is a payment timeout by the service's own word", (status, body) => {
    expect(classify(status, body)).toMatchObject({ outcome: "unknown", reason: "payment-timeout" });
  });

  it("is no payment timeout where the same answer calls the payout completed", () => {
    const body = own("PAYMENT_TIMEOUT", ',"status":"completed"');
    expect(classify(504, body)).toMatchObject({ outcome: "unknown", reason: "service-error" });
  });
});

describe("an answer that is not the service's own", () => {
  it.each([
    [504, page],
    [504, ""],
    [504, "upstream request timeout"],
    [504, '{"message":"Endpoint request timed out"}'],
    [504, '{"message":"Endpoint request timed out","requestId":"PAYMENT_TIMEOUT"}'],
    [504, '{"error":{"code":504,"message":"Deadline exceeded","status":"DEADLINE_EXCEEDED"}}'],
    [504, '{"error":{"code":"GatewayTimeout","message":"The gateway did not receive a response"}}'],
    [504, '{"timestamp":"2026-01-01T00:00:00Z","status":504,"error":"Gateway Timeout","path":"/api/v1/payouts"}'],
    [503, "no healthy upstream"],
    [503, '{"message":"Service Unavailable"}'],
    [502, "Bad Gateway"],
    [502, page],
    [502, '{"message":"Internal server error"}'],
    [502, '{"message":"An invalid response was received from the upstream server","request_id":"8f"}'],
    [500, '{"statusCode":500,"error":"Internal Server Error","message":"boom"}'],
    [408, ""],
    [408, '{"message":"Request Timeout"}'],
    [429, "slow down"],
    [429, '{"message":"Too Many Requests"}'],
    [429, '{"message":"API rate limit exceeded"}'],
    [429, '{"error":"Rate limit exceeded"}'],
    [429, '{"statusCode":429,"message":"Rate limit is exceeded. Try again in 5 seconds."}'],
    [429, '{"success":false,"errors":[{"code":1015,"message":"rate limited"}],"messages":[],"result":null}'],
    [400, '{"message":"Invalid request body"}'],
    [400, "<html>400 The plain HTTP request was sent to HTTPS port</html>"],
    [401, '{"message":"Unauthorized"}'],
    [403, '{"message":"Forbidden"}'],
    [403, '{"error":"Forbidden"}'],
    [403, page],
    [404, "default backend - 404"],
    [404, '{"message":"no Route matched with those values"}'],
    [404, "{}"],
    [405, page],
    [402, page],
    [413, "<html>413 Request Entity Too Large</html>"],
    [415, ""],
    [422, "[]"],
    [418, "{}"],
    [302, ""],
    [307, page],
    [404, '{"success":"false"}'],
    [404, '{"success":false,"success":false}'],
    [200, page],
    [201, "\n  <!doctype html><title>Sign in</title>"],
    [200, "\uFEFF<?xml version='1.0'?><ok/>"],
  ])("%i %s is a gateway's, and nothing is known", (status, body) => {
    expect(classify(status, body)).toMatchObject({ outcome: "unknown", reason: "gateway", status, payoutId: "" });
  });

  it.each([
    [200, ""],
    [201, ""],
    [204, ""],
    [200, "hello"],
    [200, "[]"],
    [200, `[${completed}]`],
    [200, "null"],
    [200, "7"],
    [200, '"completed"'],
    [200, "true"],
    [200, completed.slice(0, -1)],
    [200, completed.slice(0, 20)],
    [200, `${completed}${completed}`],
    [200, '{"success":true,"success":true}'],
    [200, '{"success":true,"data":{"status":"pending","status":"completed"}}'],
    [200, '{"success":true,"data":{"status":"pending","st\\u0061tus":"completed"}}'],
    [200, "{}"],
    [200, '{"id":"po_1"}'],
    [200, '{"ok":true}'],
    [200, '{"message":"hello"}'],
    [200, '{"status":"success","data":{"id":"po_1"}}'],
    [200, '{"success":"true","data":{"status":"completed"}}'],
    [200, '{"success":1,"status":"completed"}'],
    [200, '{"success":null,"status":"completed"}'],
    [200, '{"success":true,"data":[]}'],
    [200, '{"success":true,"data":"completed"}'],
    [206, '{"success":true}'],
  ])("%i %s is a success that cannot be read", (status, body) => {
    expect(classify(status, body)).toMatchObject({ outcome: "unknown", reason: "unreadable", status });
  });

  it("is told from one that has the same key in two objects, or a text that looks like a key", () => {
    const body =
      '{"success":true,"message":"\\"success\\": \\"","data":{"success":1,"id":"a:b","status":"completed"},"list":[{"id":1},{"id":2}]}';
    expect(classify(200, body)).toMatchObject({ outcome: "paid", payoutId: "a:b" });
  });
});

describe("what is kept of an answer", () => {
  it("is the id of the payout, in an error too", () => {
    expect(classify(201, completed).payoutId).toBe("po_1");
    expect(classify(504, '{"success":false,"data":{"id":7,"error":"PAYMENT_TIMEOUT"}}')).toEqual({
      outcome: "unknown",
      reason: "payment-timeout",
      status: 504,
      code: "PAYMENT_TIMEOUT",
      payoutId: "7",
    });
  });

  it("is no code that is no word, and no id of a megabyte", () => {
    const body = JSON.stringify({
      success: false,
      error: { code: "x".repeat(65) },
      data: { id: "y".repeat(1_000_000) },
    });
    const { code, payoutId } = classify(400, body);
    expect([code, payoutId.length]).toEqual(["OTHER", 256]);
  });

  it.each([
    ["Bearer hunter2-and-more", "hunter2-and-more"],
    ["Bearer hunter2-and-more", "HUNTER2-AND-MORE"],
    ["hunter2-and-more", "hunter2-and-more"],
    ["Basic bWU6aHVudGVyMg==", "hunter2"],
  ])("is no secret: with %s sent, a code that echoes %s", (authorization, echoed) => {
    const redact = redactor(authorization);
    const body = JSON.stringify({ success: false, error: { code: echoed }, data: { id: `po_${echoed}_7` } });
    expect(classify(401, body, redact)).toMatchObject({
      code: "REDACTED",
      payoutId: "po_REDACTED_7",
      outcome: "refused",
    });
    expect(classify(200, body, redact)).toMatchObject({ code: "REDACTED", payoutId: "po_REDACTED_7" });
  });

  it("means what it meant, when the secret is a word of the contract", () => {
    const redact = redactor("Bearer PAYMENT_TIMEOUT");
    expect(classify(504, own("PAYMENT_TIMEOUT"), redact)).toMatchObject({
      reason: "payment-timeout",
      code: "REDACTED",
    });
  });

  it("is not the beginning of a secret that is longer than an id may be", () => {
    const token = `eyJ${"a".repeat(400)}`;
    const body = JSON.stringify({ success: true, data: { id: token, status: "completed" } });
    expect(classify(200, body, redactor(`Bearer ${token}`)).payoutId).toBe("REDACTED");
  });
});
