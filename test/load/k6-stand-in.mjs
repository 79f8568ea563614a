/**
 * A stand-in for k6, made from its documentation: the command line, the two executors, the segments, the modules and the ndjson output that our script
 * uses. Scripts run in a context of their own for each virtual user, without anything of Node, and without what is younger than ES2020. It makes real
 * requests. Run it with --experimental-vm-modules.
 */
import { createHash } from "node:crypto";
import { openSync, readFileSync, writeSync } from "node:fs";
import http from "node:http";
import { dirname, resolve } from "node:path";
import vm from "node:vm";

const YOUNGER = `
  for (const name of ["at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with"]) delete Array.prototype[name];
  for (const name of ["at", "replaceAll", "isWellFormed", "toWellFormed"]) delete String.prototype[name];
  for (const name of ["groupBy", "hasOwn"]) delete Object[name];
  for (const name of ["any", "withResolvers"]) delete Promise[name];
  for (const name of ["WeakRef", "FinalizationRegistry", "AggregateError"]) delete globalThis[name];
`;

/** The error codes of the documentation. */
const numbers = { ECONNREFUSED: 1212, ECONNRESET: 1220, EPIPE: 1201, ENOTFOUND: 1101, TIMEOUT: 1050 };

const { path, flags, env } = commandLine(process.argv.slice(2));
const folder = dirname(resolve(path));
const source = readFileSync(path, "utf8");
const results = openSync(flags.get("--out").replace(/^json=/, ""), "w");
const segment = segmentOf(flags.get("--execution-segment"), flags.get("--execution-segment-sequence"));
const shared = new Map();
const metrics = new Set();

process.on("SIGTERM", () => process.exit(105));
await run();

function commandLine([command, ...words]) {
  if (command !== "run") fail(`unknown command "${command}"`);
  const plain = new Set(["--quiet", "--no-color", "--no-usage-report"]);
  const valued = new Set(["--address", "--out", "-e", "--execution-segment", "--execution-segment-sequence"]);
  const flags = new Map();
  const env = { ...process.env };
  let path;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (plain.has(word)) continue;
    if (!valued.has(word)) {
      if (word.startsWith("-") || path !== undefined) fail(`unknown flag: ${word}`);
      path = word;
      continue;
    }
    index += 1;
    const value = words[index];
    if (word === "-e") env[value.slice(0, value.indexOf("="))] = value.slice(value.indexOf("=") + 1);
    else flags.set(word, value);
  }
  return { path, flags, env };
}

/** Which of how many equal parts this is. */
function segmentOf(text = "0:1", sequence = "0,1") {
  const edges = sequence.split(",").map(fraction);
  const [from, to] = text.split(":").map(fraction);
  const index = edges.indexOf(from);
  const isEven = edges.every((edge, at) => Math.abs(edge - at / (edges.length - 1)) < 1e-9);
  if (!isEven || edges[index + 1] !== to) fail(`segment ${text} is none of ${sequence}`);
  return { index, of: edges.length - 1 };
}

function fraction(text) {
  const [over, under = 1] = text.split("/").map(Number);
  return over / under;
}

/** As the documentation has it, segments are stripes: this one has the first of so many, or the second, and so on. */
function isOurs(number) {
  return number % segment.of === segment.index;
}

function oursOf(count) {
  return Array.from({ length: count }, (_, number) => number).filter(isOurs);
}

async function run() {
  const first = await virtualUser(0);
  const [scenario, ...others] = Object.values(first.exported.options.scenarios);
  if (others.length > 0) fail("the stand-in knows one scenario");
  const setUp = () => first.exported.setup?.();
  switch (scenario.executor) {
    case "shared-iterations":
      await sharedIterations(scenario, setUp);
      break;
    case "constant-arrival-rate":
      await constantArrivalRate(scenario, setUp);
      break;
    default:
      fail(`unknown executor ${scenario.executor}`);
  }
  const summary = first.exported.handleSummary({});
  if (Object.keys(summary).length > 0) fail("the stand-in writes no summary");
  process.exit(0);
}

async function sharedIterations({ vus, iterations, exec }, setUp) {
  const left = oursOf(iterations).values();
  const users = await Promise.all(oursOf(vus).map((number) => virtualUser(number + 1)));
  await setUp();
  await Promise.all(
    users.map(async (user) => {
      for (const index of left) await user.iterate(exec, index);
    }),
  );
}

async function constantArrivalRate({ rate, timeUnit, duration, preAllocatedVUs, maxVUs, exec }, setUp) {
  if (!Number.isInteger(rate) || rate < 1) fail(`rate must be a whole number from 1 (got ${rate})`);
  const everyMs = msOf(timeUnit) / rate;
  const forMs = msOf(duration);
  if (forMs < 1000) fail("duration must be at least 1s");
  const idle = await Promise.all(oursOf(preAllocatedVUs).map((number) => virtualUser(number + 1)));
  const most = oursOf(maxVUs).length;
  await setUp();
  let users = idle.length;
  const running = new Set();
  const start = performance.now();
  let begun = segment.index;
  for (let turn = segment.index; turn * everyMs < forMs; turn += segment.of) {
    const waitMs = start + turn * everyMs - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    const user = idle.pop();
    if (user === undefined) {
      point("dropped_iterations", "counter", 1, {}, {});
      if (users >= most) continue;
      users += 1;
      void virtualUser(users * segment.of).then((one) => idle.push(one));
      continue;
    }
    const index = begun;
    begun += segment.of;
    const iteration = user.iterate(exec, index).then(() => {
      running.delete(iteration);
      idle.push(user);
    });
    running.add(iteration);
  }
  await Promise.all(running);
}

function msOf(duration) {
  const [, count, unit] = /^(\d+)(ms|s|m)$/.exec(duration) ?? fail(`invalid duration ${duration}`);
  return Number(count) * { ms: 1, s: 1000, m: 60_000 }[unit];
}

/** A runtime of its own, whose init code has run. */
async function virtualUser(id) {
  const user = {
    id,
    index: undefined,
    metadata: {},
    pending: 0,
    idle: undefined,
    agent: new http.Agent({ keepAlive: true }),
  };
  let isInit = true;
  const open = (file) => {
    if (!isInit) throw new Error("open is only for the init context");
    return readFileSync(resolve(folder, file), "utf8");
  };
  const context = vm.createContext({ __ENV: env, open });
  vm.runInContext(YOUNGER, context);
  const modules = new Map();
  const module = new vm.SourceTextModule(source, { context, identifier: path });
  await module.link((name) => {
    const known = modules.get(name) ?? builtIn(name, user, context);
    modules.set(name, known);
    return known;
  });
  await module.evaluate();
  isInit = false;
  return { exported: module.namespace, iterate: (exec, index) => iterate(user, module.namespace[exec], index) };
}

/** An iteration lasts until nothing is left to wait for. */
async function iterate(user, step, index) {
  user.index = index;
  try {
    await step();
    while (user.pending > 0) await new Promise((done) => setImmediate(done));
    if (Object.keys(user.metadata).length > 0) throw new Error("metadata was left behind");
  } catch (error) {
    process.stderr.write(`${error?.stack ?? error}\n`);
  }
  user.index = undefined;
  point("iterations", "counter", 1, {}, user.metadata);
}

function builtIn(name, user, context) {
  const make = {
    "k6/http": httpOf,
    "k6/execution": executionOf,
    "k6/metrics": metricsOf,
    "k6/data": dataOf,
    "k6/timers": timersOf,
    "k6/crypto": cryptoOf,
  }[name];
  if (make === undefined) fail(`unknown module ${name}`);
  const exported = make(user);
  return new vm.SyntheticModule(
    ["default", ...Object.keys(exported)],
    function set() {
      this.setExport("default", exported);
      for (const [key, value] of Object.entries(exported)) this.setExport(key, value);
    },
    { context, identifier: name },
  );
}

function executionOf(user) {
  return {
    scenario: {
      get iterationInTest() {
        if (user.index === undefined)
          throw new Error("getting scenario information outside of the VU context is not supported");
        return user.index;
      },
    },
    vu: { idInTest: user.id, metrics: { metadata: user.metadata } },
  };
}

function metricsOf(user) {
  const kind = (type) =>
    class {
      constructor(name) {
        if (user.index !== undefined) throw new Error("metrics must be declared in the init context");
        this.name = name;
      }

      add(value, tags = {}) {
        if (typeof value !== "number" || Number.isNaN(value)) throw new TypeError(`${value} is no number`);
        point(this.name, type, value, tags, user.metadata);
      }
    };
  return { Counter: kind("counter"), Trend: kind("trend") };
}

function dataOf() {
  class SharedArray {
    constructor(name, make) {
      if (!shared.has(name))
        shared.set(
          name,
          make().map((row) => JSON.stringify(row)),
        );
      const rows = shared.get(name);
      // biome-ignore lint/correctness/noConstructorReturn: what is read is a copy of the only one.
      return new Proxy(rows, {
        get: (_, key) => (key === "length" ? rows.length : rows[key] === undefined ? undefined : JSON.parse(rows[key])),
        set: () => false,
      });
    }
  }
  return { SharedArray };
}

function timersOf(user) {
  const waiting = new Map();
  let last = 0;
  const clear = (id) => {
    if (!waiting.has(id)) return;
    clearTimeout(waiting.get(id));
    waiting.delete(id);
    user.pending -= 1;
  };
  const set = (then, ms) => {
    last += 1;
    const id = last;
    user.pending += 1;
    const ring = () => {
      clear(id);
      then();
    };
    waiting.set(id, setTimeout(ring, ms));
    return id;
  };
  return { setTimeout: set, clearTimeout: clear };
}

function cryptoOf() {
  return { sha256: (input, encoding) => createHash("sha256").update(input).digest(encoding) };
}

function httpOf(user) {
  class CookieJar {}
  const known = new Set(["headers", "timeout", "redirects", "responseType", "jar", "responseCallback"]);
  const asyncRequest = async (method, url, body, params) => {
    for (const name of Object.keys(params)) if (!known.has(name)) throw new Error(`unknown parameter ${name}`);
    user.pending += 1;
    const begunMs = performance.now();
    try {
      return await responseTo({ method, url, body, params, agent: user.agent });
    } finally {
      user.pending -= 1;
      point("http_req_duration", "trend", performance.now() - begunMs, {}, {});
    }
  };
  return { asyncRequest, CookieJar };
}

function responseTo({ method, url, body, params, agent }) {
  return new Promise((done) => {
    const chunks = [];
    let status = 0;
    let headers = {};
    const end = (error) => {
      clearTimeout(timer);
      const all = Buffer.concat(chunks);
      const bytes = all.buffer.slice(all.byteOffset, all.byteOffset + all.length);
      const code = error === undefined ? (status >= 400 ? 1000 + status : 0) : (numbers[error.code] ?? 1000);
      done({ status, headers, body: error === undefined ? bytes : null, error_code: code });
    };
    const request = http.request(url, { method, headers: params.headers, agent }, (response) => {
      status = response.statusCode;
      headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [canonical(name), String(value)]),
      );
      response
        .on("data", (chunk) => chunks.push(chunk))
        .on("end", () => end())
        .on("error", () => end(new Error("unexpected EOF")));
    });
    const timer = setTimeout(() => {
      request.destroy();
      end(Object.assign(new Error("request timeout"), { code: "TIMEOUT" }));
    }, params.timeout);
    request.on("error", (error) => end(error));
    request.end(body ?? undefined);
  });
}

function canonical(name) {
  return name.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
}

function point(metric, type, value, tags, metadata) {
  if (!metrics.has(metric)) {
    metrics.add(metric);
    const data = { name: metric, type, contains: "default", thresholds: [], submetrics: null };
    write({ type: "Metric", data, metric });
  }
  const more = Object.keys(metadata).length > 0 ? { metadata: { ...metadata } } : {};
  write({ metric, type: "Point", data: { time: new Date().toISOString(), value, tags, ...more } });
}

function write(line) {
  writeSync(results, `${JSON.stringify(line)}\n`);
}

function fail(message) {
  process.stderr.write(`level=error msg=${JSON.stringify(message)}\n`);
  process.exit(104);
}
