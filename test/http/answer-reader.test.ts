import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnswerError } from "../../src/http/answer-head.ts";
import { AnswerReader } from "../../src/http/answer-reader.ts";

/** What a reader has told of the bytes of one connection. */
interface Told {
  readonly status: number;
  readonly body: string;
  readonly isClean: boolean;
}

/** Reads bytes that come in these pieces, each in a buffer that is written over by the next. */
function read(pieces: readonly Buffer[], isClosed = false) {
  const told: Told[] = [];
  const informational: number[] = [];
  let body: Buffer[] = [];
  const reader = new AnswerReader({
    head({ status }) {
      if (status < 200) informational.push(status);
      return true;
    },
    data(chunk) {
      body.push(chunk);
      return true;
    },
    end({ status }, isClean, text) {
      told.push({ status, isClean, body: text ?? Buffer.concat(body).toString() });
      body = [];
    },
  });
  let code = "";
  try {
    for (const piece of pieces) {
      const shared = Buffer.from(piece);
      reader.read(shared);
      shared.fill("x");
    }
  } catch (error) {
    ({ code } = error as AnswerError);
  }
  return { told, informational, code, isEnd: isClosed && reader.close() };
}

function split(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((left, right) => left - right);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

const status = fc.constantFrom(200, 201, 202, 402, 409, 500, 504);
const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constant('{"success":true}'));

/** An answer as it goes over the wire, with a length or in chunks. */
const answer = fc
  .record({ status, text, sizes: fc.option(fc.array(fc.integer({ min: 1, max: 9 }))), early: fc.boolean() })
  .map(({ sizes, early, ...is }) => {
    const hint = early ? "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" : "";
    const body = Buffer.from(is.text);
    const first = `${hint}HTTP/1.1 ${is.status} Whatever\r\nDate: Sun, 29 Nov 2026 10:00:00 GMT\r\n`;
    const framed = sizes === null ? withLength(body) : inChunks(body, sizes);
    return { ...is, early, bytes: Buffer.concat([Buffer.from(first), framed]) };
  });

function withLength(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

function inChunks(body: Buffer, sizes: readonly number[]): Buffer {
  const parts: Buffer[] = [Buffer.from("Transfer-Encoding: chunked\r\n\r\n")];
  let at = 0;
  for (const size of [...sizes, body.length]) {
    const chunk = body.subarray(at, at + size);
    at += chunk.length;
    if (chunk.length > 0) parts.push(Buffer.from(`${chunk.length.toString(16)};a=b\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\nchecksum: 1\r\n\r\n")]);
}

describe("the answers of a connection", () => {
  it("are the same in whatever pieces they come", () => {
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 3 }), fc.array(fc.nat()), (answers, cuts) => {
        // The next one is sent only when the one before has come to its end.
        const pieces = answers.flatMap(({ bytes }) => split(bytes, cuts));
        const { told, informational, code } = read(pieces);
        expect(told).toEqual(answers.map(({ status, text }) => ({ status, body: text, isClean: true })));
        expect(informational).toEqual(answers.filter(({ early }) => early).map(() => 103));
        expect(code).toBe("");
      }),
      { numRuns: 300 },
    );
  });

  it("have no end before their last byte", () => {
    fc.assert(
      fc.property(answer, fc.nat(), ({ bytes }, cut) => {
        const { told, isEnd } = read([bytes.subarray(0, cut % bytes.length)], true);
        expect([told, isEnd]).toEqual([[], false]);
      }),
    );
  });

  it("are not clean when more comes than one", () => {
    fc.assert(
      fc.property(answer, answer, (first, second) => {
        const { told } = read([Buffer.concat([first.bytes, second.bytes])]);
        expect(told[0]).toEqual({ status: first.status, body: first.text, isClean: false });
      }),
    );
  });

  it("without a length end with their connection", () => {
    const bytes = Buffer.from("HTTP/1.1 200 OK\r\n\r\nall of it");
    expect(read(split(bytes, [5, 20, 24]), true)).toMatchObject({
      told: [{ status: 200, body: "all of it", isClean: false }],
      isEnd: true,
    });
  });

  it.each([204, 304])("of %i have no body", (bare) => {
    expect(read([Buffer.from(`HTTP/1.1 ${bare} Nothing\r\ncontent-length: 5\r\n\r\n`)]).told).toEqual([
      { status: bare, body: "", isClean: true },
    ]);
  });
});

const ok = "HTTP/1.1 200 OK\r\n";
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`;

describe("what is no HTTP/1.1", () => {
  it.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n", "HPE_INVALID_CONSTANT"],
    ["a status that is no number", "HTTP/1.1 2x0 OK\r\n\r\n", "HPE_INVALID_CONSTANT"],
    ["a bare line feed", "HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n", "HPE_INVALID_CONSTANT"],
    ["a space before a colon", `${ok}content-length : 1\r\n\r\n1`, "HPE_INVALID_HEADER_TOKEN"],
    ["a folded header", `${ok}a: b\r\n c\r\n\r\n`, "HPE_INVALID_HEADER_TOKEN"],
    ["a control character", `${ok}a: b\u0000c\r\n\r\n`, "HPE_INVALID_HEADER_TOKEN"],
    ["two lengths", `${ok}content-length: 1\r\ncontent-length: 1\r\n\r\n1`, "HPE_INVALID_CONTENT_LENGTH"],
    ["a length with a sign", `${ok}content-length: +1\r\n\r\n1`, "HPE_INVALID_CONTENT_LENGTH"],
    [
      "a length and chunks",
      `${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      "HPE_UNEXPECTED_CONTENT_LENGTH",
    ],
    ["a head without end", `${ok}a: ${"b".repeat(20_000)}`, "UND_ERR_HEADERS_OVERFLOW"],
    ["a chunk without size", `${chunked};a\r\n`, "HPE_INVALID_CHUNK_SIZE"],
    ["a chunk of another size", `${chunked}2\r\nabc\r\n0\r\n\r\n`, "HPE_STRICT"],
    ["a chunk with a bare line feed", `${chunked}1\na\r\n0\r\n\r\n`, "HPE_STRICT"],
    ["a trailer that is none", `${chunked}0\r\nnothing\r\n\r\n`, "HPE_INVALID_HEADER_TOKEN"],
    ["an extension without end", `${chunked}1;${"a".repeat(20_000)}`, "UND_ERR_HEADERS_OVERFLOW"],
  ])("is refused: %s", (_what, bytes, code) => {
    expect(read([Buffer.from(bytes, "latin1")])).toMatchObject({ told: [], code });
  });
});
