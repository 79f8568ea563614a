import { beforeAll, describe, expect, it, vi } from "vitest";

vi.mock("k6/http", () => ({ default: {} }));

let rawOf: typeof import("../../../src/load/script/k6-exchanges.ts").rawOf;
beforeAll(async () => {
  ({ rawOf } = await import("../../../src/load/script/k6-exchanges.ts"));
});

function body(text: string | readonly number[]): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text as string)).buffer;
}

const answer = {
  status: 200,
  headers: { "Content-Type": "application/json" },
  body: body('{"ok":"ä"}'),
  error_code: 0,
};

describe("what came of a request of k6", () => {
  it("is an answer, whatever its status", () => {
    const headers = { "content-type": "application/json" };
    expect(rawOf(answer)).toEqual({ kind: "answer", status: 200, headers, text: '{"ok":"ä"}' });
    expect(rawOf({ ...answer, status: 302 })).toEqual({ kind: "answer", status: 302, headers, text: '{"ok":"ä"}' });
    for (const status of [404, 503]) {
      const raw = rawOf({ ...answer, status, body: null, error_code: 1000 + status });
      expect(raw).toEqual({ kind: "answer", status, headers, text: "" });
    }
  });

  it.each([
    [1050, "CLIENT_TIMEOUT"],
    [1212, "ECONNREFUSED"],
    [1220, "ECONNRESET"],
    [1211, "ETIMEDOUT"],
    [1101, "ENOTFOUND"],
    [1000, "K6_1000"],
  ])("is no answer where k6 has none but error %i", (error_code, code) => {
    expect(rawOf({ status: 0, headers: {}, body: null, error_code })).toEqual({ kind: "none", code });
  });

  it("is unreadable where the answer broke off, is too large or no text, and a timeout wherever time was up", () => {
    expect(rawOf({ ...answer, error_code: 1000 })).toEqual({ kind: "unreadable", status: 200, code: "CUT_SHORT" });
    expect(rawOf({ ...answer, error_code: 1220 })).toEqual({ kind: "unreadable", status: 200, code: "CUT_SHORT" });
    expect(rawOf({ ...answer, error_code: 1050 })).toEqual({ kind: "none", code: "CLIENT_TIMEOUT" });
    expect(rawOf({ ...answer, body: body([0xff]) })).toEqual({ kind: "unreadable", status: 200, code: "NOT_UTF8" });
    const large = { ...answer, body: new ArrayBuffer((1 << 20) + 1) };
    expect(rawOf(large)).toEqual({ kind: "unreadable", status: 200, code: "ANSWER_TOO_LARGE" });
  });
});
