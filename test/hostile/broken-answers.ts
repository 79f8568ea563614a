import { gzipSync } from "node:zlib";
import { dribble, forever } from "./forever.ts";
import { answerJson, type Call, type HostileTarget } from "./hostile-api.ts";

const JSON_TYPE = { "content-type": "application/json" };
const paid =
  '{"success":true,"message":"","data":{"id":"po_1","status":"completed","balance":50000000,"entries":[],"payouts":[],"next":null}}';
const page = "<!doctype html><title>504 Gateway Time-out</title>";

/** Answers with a status, headers and a body, whatever was asked for. */
function always(status: number, headers: Record<string, string>, body: string | Uint8Array) {
  return ({ response }: Call) => void response.writeHead(status, headers).end(body);
}

/** Writes bytes onto the connection as they are. */
function raw(bytes: string | Uint8Array, then: "close" | "hold" = "close") {
  return ({ request }: Call) => void (then === "close" ? request.socket.end(bytes) : request.socket.write(bytes));
}

const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

const misbehaviours: Readonly<Record<string, (call: Call) => void>> = {
  // Not the service.
  "answers every call with a page": always(200, { "content-type": "text/html" }, page),
  "answers every call with a page and 504": always(504, { "content-type": "text/html" }, page),
  "answers every call with nothing": always(200, JSON_TYPE, ""),
  "answers every call with 204": always(204, {}, ""),
  "answers every call with an empty object": always(200, JSON_TYPE, "{}"),
  "answers every call with null": always(200, JSON_TYPE, "null"),
  "answers every call with a list": always(200, JSON_TYPE, `[${paid}]`),
  "answers every call with half of the JSON": always(200, JSON_TYPE, paid.slice(0, 60)),
  "answers every call with two JSON texts": always(200, JSON_TYPE, `${paid}\n${paid}`),
  "answers every call with XML": always(
    200,
    { "content-type": "text/xml" },
    "<?xml version='1.0'?><balance>5</balance>",
  ),
  "answers every call with UTF-16": always(200, JSON_TYPE, Buffer.from(paid, "utf16le")),
  "answers every call with bytes that are no text": always(200, JSON_TYPE, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
  "answers every call compressed, unasked": always(200, { ...JSON_TYPE, "content-encoding": "gzip" }, gzipSync(paid)),
  "answers every call with a bomb": always(
    200,
    { ...JSON_TYPE, "content-encoding": "gzip" },
    gzipSync(Buffer.alloc(1 << 24)),
  ),
  "answers every call with objects in objects": always(200, JSON_TYPE, '{"data":'.repeat(150_000)),
  "redirects every call to itself": ({ request, response }) =>
    void response.writeHead(302, { location: request.url }).end(),
  "redirects every call elsewhere": always(307, { location: "http://127.0.0.1:1/api" }, ""),
  "redirects every call to a file": always(301, { location: "file:///etc/passwd" }, ""),
  // Busy.
  "is busy for ever": always(429, JSON_TYPE, '{"message":"Too Many Requests"}'),
  "is busy for ever, and says to ask at once": always(429, { "retry-after": "0" }, ""),
  "is busy for a year": always(429, { "retry-after": "31536000" }, ""),
  "is busy until the year 9999": always(503, { "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }, ""),
  "is busy until a day that there is not": always(503, { "retry-after": "Blursday" }, ""),
  "is down for ever": always(503, {}, ""),
  // Without an end.
  "never answers": () => {},
  "never ends its head": ({ request }) => dribble(request.socket, "HTTP/1.1 200 OK\r\nx-a: "),
  "never ends its body": ({ response }) => void response.writeHead(200, JSON_TYPE).write('{"data":'),
  "answers byte by byte": ({ response }) => dribble(response.writeHead(200, JSON_TYPE), " "),
  "answers without an end": ({ response }) => forever(response.writeHead(200, JSON_TYPE), " ".repeat(65_536)),
  "answers an error without an end": ({ response }) => forever(response.writeHead(404), "no ".repeat(20_000)),
  "sends informational answers for ever": ({ request }) => forever(request.socket, "HTTP/1.1 102 Processing\r\n\r\n"),
  "sends early hints for ever": ({ request }) =>
    forever(request.socket, "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"),
  "says to go on for ever": ({ request }) => forever(request.socket, "HTTP/1.1 100 Continue\r\n\r\n"),
  "has a megabyte of one header": raw(`${head}x: ${"y".repeat(1 << 20)}\r\n\r\n`, "hold"),
  "has ten thousand headers": raw(`${head}${"x-y: z\r\n".repeat(10_000)}\r\n`, "hold"),
  // Cut, or not HTTP.
  "cuts its answers short": ({ response }) => {
    response.writeHead(200, { ...JSON_TYPE, "content-length": String(paid.length + 1) });
    response.write(paid, () => response.destroy());
  },
  "breaks off within a chunk": raw(`${head}transfer-encoding: chunked\r\n\r\nff\r\n${paid}`),
  "has a chunk of no size": raw(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n${paid}\r\n0\r\n\r\n`),
  "has a length below zero": raw(`${head}content-length: -5\r\n\r\n${paid}`),
  "has two lengths": raw(`${head}content-length: 3\r\ncontent-length: ${paid.length}\r\n\r\n${paid}`),
  "has a length and chunks": raw(`${head}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
  "has a length that is too small": raw(`${head}content-length: 10\r\n\r\n${paid}`),
  "answers with status 999": raw("HTTP/1.1 999 Whatever\r\ncontent-length: 0\r\n\r\n"),
  "answers with status 099": raw("HTTP/1.1 099 Whatever\r\ncontent-length: 0\r\n\r\n"),
  "answers with a status in words": raw("HTTP/1.1 OK Fine\r\n\r\n"),
  "switches protocols unasked": raw(
    "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
    "hold",
  ),
  "speaks HTTP/0.9": raw(page),
  "hangs up": ({ request }) => void request.socket.destroy(),
  resets: ({ request }) => void request.socket.resetAndDestroy(),
  "closes after each half of an answer, and does not say so": ({ request, response, number }) => {
    if (number % 2 === 0) return void request.socket.destroy();
    response.writeHead(200, { ...JSON_TYPE, connection: "keep-alive" }).end("{}", () => request.socket.destroy());
  },
  "resets in the middle of its answer": ({ request, response }) => {
    response.writeHead(200, JSON_TYPE).write('{"success":tr', () => request.socket.resetAndDestroy());
  },
};

/** Targets that answer every call in the same wrong way. */
export const brokenAnswers: readonly HostileTarget[] = [
  ...Object.entries(misbehaviours).map(([name, misbehave]) => ({ name: `a target that ${name}`, misbehave })),
  {
    name: "a port behind which somebody greets",
    speak: (socket) => void socket.write("SSH-2.0-OpenSSH_9.6\r\n"),
  },
  { name: "a port behind which nobody reads", speak: (socket) => void socket.pause() },
  { name: "a port that closes at once", speak: (socket) => void socket.destroy() },
  {
    name: "a port that answers before it is asked",
    speak: (socket) => void socket.write(`${head}content-length: 2\r\n\r\n{}`),
  },
  { name: "a port that speaks TLS", speak: (socket) => void socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 0x28])) },
  { name: "a port that sends noise for ever", speak: (socket) => forever(socket, Buffer.alloc(65_536, 0xa7)) },
];

/** The same in the answers to payouts alone, where everything else is as it should be. */
export const brokenPayouts: readonly HostileTarget[] = [
  ...[
    "answers every call with a page",
    "answers every call with a page and 504",
    "answers every call with nothing",
    "answers every call with a list",
    "answers every call with half of the JSON",
    "is busy for ever",
    "cuts its answers short",
    "breaks off within a chunk",
    "resets in the middle of its answer",
    "never ends its body",
    "sends informational answers for ever",
    "answers without an end",
  ].map((name) => ({
    name: `a target that ${name} about payouts`,
    about: ["answer"] as const,
    misbehave: (call: Call) => misbehaviours[name]?.(call),
  })),
  {
    name: "a target that calls every payout something else",
    about: ["answer"],
    misbehave: ({ response, honest }) => answerJson(response, 201, { ...honest.data, status: "processing" }),
  },
  {
    name: "a target that says of every payout two things",
    about: ["answer"],
    misbehave: always(201, JSON_TYPE, '{"success":true,"data":{"status":"pending","status":"completed"}}'),
  },
];
