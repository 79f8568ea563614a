import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { createMemoryStore } from "../../src/embedded/ledger/memory-store.ts";
import { runningApi } from "./running-api.ts";

/** What the API makes of requests that no client library would send, byte by byte. */

const health = "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n";
const json = "content-type: application/json";

function head(method: string, path: string, ...headers: readonly string[]): string {
  return `${[`${method} ${path} HTTP/1.1`, "host: localhost", ...headers].join("\r\n")}\r\n\r\n`;
}

function get(path: string, ...headers: readonly string[]): string {
  return head("GET", path, ...headers);
}

/** A request with a body of ASCII. */
function send(method: string, path: string, body: string, ...headers: readonly string[]): string {
  return head(method, path, `content-length: ${body.length}`, ...headers) + body;
}

const payouts = "/api/v1/payouts";
const payout = JSON.stringify({ gamertag: "alice", amount: 10, projectId: "project_test_001" });

function post(body: string, ...headers: readonly string[]): string {
  return send("POST", payouts, body, ...headers);
}

function chunked(method: string, path: string, ...parts: readonly string[]): string {
  const chunks = [...parts, ""].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
  return head(method, path, json, "transfer-encoding: chunked") + chunks.join("");
}

/**
 * What comes back: each answer as its status, its code and its message, and how the connection is left: `open` if it answers a further request,
 * otherwise `closed`. Each part is sent when the one before it has been answered.
 */
function ask(port: number, ...parts: readonly string[]): Promise<string> {
  const [first = "", ...later] = parts;
  const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(first, "latin1"));
  onTestFinished(() => void socket.destroy());
  const answers: string[] = [];
  let text = "";
  return new Promise((resolve) => {
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      for (let end = endOf(text, first); end !== undefined; end = endOf(text, first)) {
        const answer = told(text.slice(0, end));
        text = text.slice(end);
        if (answer === last.answer) return resolve([...answers, "open"].join("; "));
        answers.push(answer);
        socket.write(later.shift() ?? last.request, "latin1");
      }
    });
    // What the API has not read yet may reset the connection, after the answer.
    socket.on("error", () => {}).on("close", () => resolve([...answers, "closed"].join("; ")));
  });
}

/** A request that nothing else here sends, and its answer. */
const last = { request: get(`${payouts}/last`), answer: "404 PAYOUT_NOT_FOUND No such payout: last" };

/** Where the first answer ends. One to HEAD has no body, whatever its length says. */
function endOf(text: string, request: string): number | undefined {
  const at = text.indexOf("\r\n\r\n") + 4;
  if (at < 4) return undefined;
  const lines = text.slice(0, at);
  if (/^transfer-encoding: chunked\r$/im.test(lines))
    return text.includes("0\r\n\r\n", at) ? text.indexOf("0\r\n\r\n", at) + 5 : undefined;
  const isBare = request.startsWith("HEAD") && !text.includes("{", at);
  const end = at + (isBare ? 0 : Number(/^content-length: (\d+)\r$/im.exec(lines)?.[1] ?? 0));
  return text.length < end ? undefined : end;
}

function told(answer: string): string {
  const [lines = "", body = ""] = answer.split("\r\n\r\n");
  const status = lines.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length);
  if (!body.startsWith("{")) return status;
  const { error } = JSON.parse(Buffer.from(body, "latin1").toString());
  return error === undefined ? status : `${status} ${error.code} ${error.message}`;
}

const notJson = "400 VALIDATION_ERROR The body must be JSON, sent with the header content-type: application/json";
const noObject = "400 VALIDATION_ERROR The body must be a JSON object";
const malformed = "400 VALIDATION_ERROR Malformed HTTP request; closed";
const undecodable = "400 VALIDATION_ERROR The URL cannot be decoded; open";
const tooLarge = "413 PAYLOAD_TOO_LARGE The body must not be larger than 64 KiB; closed";
const noEndpoint = (call: string) => `404 NOT_FOUND No such endpoint: ${call}; open`;
const noPayout = (id: string) => `404 PAYOUT_NOT_FOUND No such payout: ${id}; open`;

type Case = readonly [what: string, said: string, ...sent: readonly string[]];

const paths: readonly Case[] = [
  ["a query that nobody reads", "200; open", get("/health?x=1&x=%zz")],
  ["an empty query", "200; open", get("/health?")],
  ["a fragment, which a browser keeps to itself", "200; open", get("/health#x")],
  ["a letter that is encoded", "200; open", get("/%68ealth")],
  ["an encoded letter in the middle of a word", "200; open", get("/api/v1/projects/project_test_001/bal%61nce")],
  ["an encoded letter in an id", "200; open", get("/api/v1/projects/project%5Ftest%5F001/balance")],
  ["a proxy's request, with our address", "200; open", get("http://localhost:1/health")],
  ["another case", noEndpoint("GET /HEALTH"), get("/HEALTH")],
  ["a slash at the end", noEndpoint("GET /health/"), get("/health/")],
  ["two slashes", noEndpoint("GET //health"), get("//health")],
  ["a semicolon", noEndpoint("GET /health;x"), get("/health;x")],
  ["a slash that is encoded", noEndpoint("GET /api%2Fv1/payouts"), get("/api%2Fv1/payouts")],
  ["nothing", noEndpoint("GET /"), get("/?x")],
  ["a star", noEndpoint("OPTIONS *"), head("OPTIONS", "*")],
  ["an address without a path", noEndpoint("GET http://localhost"), get("http://localhost")],
  ["dots, which are nobody's parent", noEndpoint("GET /api/v1/payouts/../payouts"), get(`${payouts}/../payouts`)],
  ["an unknown path that is encoded", noEndpoint("GET /api/v2/%70%2F"), get("/api/v2/%70%2F?x")],
  ["half of an encoded byte", undecodable, get(`${payouts}/%2`)],
  ["a percent sign", undecodable, get(`${payouts}/%zz`)],
  ["a byte that is no UTF-8", undecodable, get(`${payouts}/%ff`)],
  ["half a surrogate pair", undecodable, get(`${payouts}/%ED%A0%80`)],
  ["an unknown path that cannot be decoded", undecodable, get("/api/v2/%")],
  ["no slash at the start", malformed, get("health")],
  ["bytes beyond ASCII", malformed, get("/\xe9")],
  ["more than Node reads", malformed, get(`/${"a".repeat(20_000)}`)],
];

const ids: readonly Case[] = [
  ["with a slash", noPayout("a/b"), get(`${payouts}/a%2Fb`)],
  ["with a percent sign", noPayout("a%b"), get(`${payouts}/a%25b`)],
  ["with a slash that is encoded twice", noPayout("a%2Fb"), get(`${payouts}/a%252Fb`)],
  ["with a question mark", noPayout("a?b"), get(`${payouts}/a%3Fb?x`)],
  ["with a hash", noPayout("a#b"), get(`${payouts}/a%23b#x`)],
  ["with a space", noPayout("a b"), get(`${payouts}/a%20b`)],
  ["with a plus", noPayout("a+b"), get(`${payouts}/a+b`)],
  ["beyond ASCII", noPayout("é😀"), get(`${payouts}/%C3%A9%F0%9F%98%80`)],
  ["that is empty", noPayout(""), get(`${payouts}/`)],
  ["that is two dots", noPayout(".."), get(`${payouts}/..`)],
  ["that is a word of another path", noPayout("by-internal-id"), get(`${payouts}/by-internal-id`)],
  [
    "that every object has",
    "404 PROJECT_NOT_FOUND No such project: __proto__; open",
    get("/api/v1/projects/__proto__/balance"),
  ],
  ["that is empty, of a project", "404 PROJECT_NOT_FOUND No such project: ; open", get("/api/v1/projects//balance")],
  ["of 4,096 characters", noPayout("a".repeat(4_096)), get(`${payouts}/${"a".repeat(4_096)}`)],
  [
    "of one character more",
    "400 VALIDATION_ERROR The URL has an id of more than 4,096 characters; open",
    get(`${payouts}/${"a".repeat(4_097)}`),
  ],
];

const methods: readonly Case[] = [
  ["HEAD", "404; open", head("HEAD", "/health")],
  ["HEAD of what cannot be decoded", "400; open", head("HEAD", "/%")],
  ["OPTIONS", noEndpoint("OPTIONS /api/v1/payouts"), head("OPTIONS", payouts)],
  ["TRACE", noEndpoint("TRACE /api/v1/payouts"), head("TRACE", payouts)],
  ["PROPFIND, with a body", noEndpoint("PROPFIND /api/v1/payouts"), send("PROPFIND", payouts, "{", json)],
  ["PUT, with half of JSON", noEndpoint("PUT /api/v1/payouts"), send("PUT", payouts, "{", json)],
  ["PUT, with a form", noEndpoint("PUT /api/v1/payouts"), send("PUT", payouts, "a=b", "content-type: text/plain")],
  ["POST to nowhere, with a large body", noEndpoint("POST /x"), send("POST", "/x", "x".repeat(70_000), json)],
  ["DELETE, with an empty body", "200; open", send("DELETE", "/api/v1/test/reset", "", json)],
  [
    "DELETE, with half of JSON",
    "400 VALIDATION_ERROR The body is not valid JSON; open",
    send("DELETE", "/api/v1/test/reset", "{", json),
  ],
  ["a method in lower case", malformed, head("get", "/health")],
  ["a method that nobody knows", malformed, head("FOO", "/health")],
  ["CONNECT", "closed", head("CONNECT", "localhost:80")],
];

const bodies: readonly Case[] = [
  ["a payout", "201; open", post(payout, json)],
  ["a payout in chunks", "201; open", chunked("POST", payouts, payout.slice(0, 9), payout.slice(9))],
  ["a payout of 64 KiB", "201; open", post(payout.padEnd(65_536), json)],
  ["a byte more", tooLarge, post(payout.padEnd(65_537), json)],
  ["a byte more, in chunks", tooLarge, chunked("POST", payouts, payout.padEnd(40_000), " ".repeat(25_537))],
  ["the announcement of a large one", tooLarge, head("POST", payouts, json, "content-length: 99999999999999")],
  ["nothing, in no chunks", noObject.concat("; open"), chunked("POST", payouts)],
  ["nothing at all", `${noObject}; open`, head("POST", payouts)],
  ["nothing, but a type", `${noObject}; open`, head("POST", payouts, json)],
  ["only spaces", `${noObject}; open`, post(" \n ", json)],
  ["null", `${noObject}; open`, post("null", json)],
  ["half of JSON", "400 VALIDATION_ERROR The body is not valid JSON; open", post("{", json)],
  ["two payouts", "400 VALIDATION_ERROR The body is not valid JSON; open", post(payout + payout, json)],
  [
    "a prototype",
    "400 VALIDATION_ERROR Missing required fields: gamertag, amount, projectId; open",
    post(`{"__proto__":${payout}}`, json),
  ],
  ["a charset", "201; open", post(payout, "content-type: application/json;charset=latin1")],
  ["a parameter that is none", "201; open", post(payout, "content-type: application/json ; x")],
  ["a type in capitals, padded", "201; open", post(payout, "Content-Type:   APPLICATION/JSON  ")],
  ["two types, the first of them JSON", "201; open", post(payout, json, "content-type: text/plain")],
  ["two types, the second of them JSON", `${notJson}; open`, post(payout, "content-type: text/plain", json)],
  ["a list of types", `${notJson}; open`, post(payout, "content-type: application/json, text/plain")],
  ["a type that begins like JSON", `${notJson}; open`, post(payout, "content-type: application/jsonp")],
  ["a kind of JSON", `${notJson}; open`, post(payout, "content-type: application/vnd.api+json")],
  ["any type", `${notJson}; open`, post(payout, "content-type: */*")],
  ["an empty type", `${notJson}; open`, post(payout, "content-type:")],
  ["no type", `${notJson}; open`, post(payout)],
  ["a large text", `${notJson}; open`, post("x".repeat(70_000), "content-type: text/plain")],
  ["a body with GET", "200; open", send("GET", "/health", "{", json)],
  ["a large body with GET", "200; open", send("GET", "/health", "x".repeat(70_000))],
  [
    "a body that waits to be wanted",
    "100; 201; open",
    head("POST", payouts, json, "expect: 100-continue", `content-length: ${payout.length}`),
    payout,
  ],
  [
    "a body that is expected to be something",
    "417; open",
    head("POST", payouts, json, "expect: x", "content-length: 0"),
  ],
  ["two lengths", malformed, post(payout, json, `content-length: ${payout.length}`)],
  ["a length and chunks", malformed, post(payout, json, "transfer-encoding: chunked")],
  ["a chunk without a length", malformed, `${head("POST", payouts, json, "transfer-encoding: chunked")}zz\r\n`],
];

const connections: readonly Case[] = [
  ["two requests at once", "200; 200; open", health + health],
  [
    "three payouts at once, one of them half",
    "201; 400 VALIDATION_ERROR The body is not valid JSON; 201; open",
    post(payout, json) + post("{", json) + post(payout, json),
  ],
  ["a request that is the last", "200; closed", get("/health", "connection: close")],
  ["a payout that is the last", "201; closed", post(payout, json, "connection: close")],
  ["HTTP/1.0", "200; closed", "GET /health HTTP/1.0\r\n\r\n"],
  ["HTTP/1.0 that stays", "200; open", "GET /health HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"],
  ["no host", "400; closed", "GET /health HTTP/1.1\r\n\r\n"],
  [
    "no origin, but its header",
    '403 FOREIGN_ORIGIN Requests from the origin "" are not allowed: only pages on this machine may call this API; open',
    get("/health", "origin:"),
  ],
  ["an upgrade, which is not for us", "200; open", get("/health", "connection: upgrade", "upgrade: websocket")],
  ["lines without a carriage return", malformed, "GET /health HTTP/1.1\nhost: localhost\n\n"],
  ["a header without a value", malformed, get("/health", "novalue")],
  ["headers of 20 KB", malformed, get("/health", `x: ${"a".repeat(20_000)}`)],
  ["HTTP/2", malformed, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
];

describe("a request", () => {
  it.each([
    ["for a path with", paths],
    ["for an id", ids],
    ["by", methods],
    ["with", bodies],
    ["on a connection that has", connections],
  ])("%s anything odd is answered as ever", async (_what, cases) => {
    const { api, bugs } = await runningApi({ store: createMemoryStore({ clock: systemClock }) });
    const told = await Promise.all(cases.map(async ([what, , ...sent]) => [what, await ask(api.port, ...sent)]));
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(cases.map(([what, said]) => [what, said])));
    expect(bugs).toEqual([]);
  });
});
