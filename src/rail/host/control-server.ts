import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isFromHere, ownHosts } from "../../domain/loopback.ts";
import { CONTROL_VERSION, type RailState, readDestinationRequest, readPlan } from "./control-words.ts";
import type { EventLog } from "./event-log.ts";
import type { RailHost } from "./rail-host.ts";

/** A control port that listens. */
export interface ControlServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What the control port stands for. */
export interface Controlled {
  readonly rail: RailHost;
  /** Has every event of the rail. */
  readonly log: EventLog;
  /** Another one each time that a rail is started. */
  readonly id: string;
}

/** A plan of a hundred thousand faults takes 3 MB. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

const HOST = "127.0.0.1";

/** What is answered instead of what was asked. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Serves the control API of a rail on 127.0.0.1, by default on any free port. Rejects when the port is taken, with the system's error
 * (`EADDRINUSE`).
 *
 *     GET    /rail                  how a service reaches it, and how it stands
 *     PUT    /plan                  { keyPrefix, faults: { "7": ["timeout"] }, lookups?: { "7": [{ fault, forMs?, attempts? }] },
 *                                   callbacks?: { "7": { fault, forMs? } }, duplicates?, slowMs? } plans a run;
 *                                   409 while another one follows the events
 *     DELETE /plan                  ends the run: no more faults
 *     POST   /heal                  ends all faults, as a run does after its load
 *     POST   /destinations          { kind, payee, amountMsat } where a payout to this payee goes
 *     GET    /events?after=N        every event after number N as NDJSON, without end; 410 where they are gone
 */
export async function startControlServer(controlled: Controlled, wantedPort = 0): Promise<ControlServer> {
  const answer = controlOf(controlled);
  const isOwnHost = ownHosts(HOST);
  const server = createServer((request, response) => {
    const answering = isFromHere(request.headers, isOwnHost)
      ? answer(request, response)
      : Promise.reject(new Refused(403, "the control port only takes requests from programs on this machine"));
    answering.catch((error: unknown) => refuse(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host: HOST, port: wantedPort }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}`,
    port,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function controlOf({ rail, log, id }: Controlled) {
  let keyPrefix: string | null = null;
  let planner = "";
  const refuseOthers = (owner: string) => {
    if (log.listeners === 0 || owner === planner) return;
    throw new Refused(409, `the run ${keyPrefix} uses this rail: wait until it has ended`);
  };
  const state = (): RailState => {
    const { inFlight, awaited, addresses } = rail;
    const rails = Object.fromEntries(rail.rails);
    const impossible = Object.fromEntries(rail.impossible);
    const stands = { keyPrefix, inFlight, awaited, lastEvent: log.last };
    return { version: CONTROL_VERSION, id, rails, impossible, addresses, ...stands };
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://rail");
    switch (`${request.method} ${pathname}`) {
      case "GET /rail":
        return answerJson(response, 200, state());
      case "PUT /plan": {
        const plan = readPlan(await readJson(request));
        refuseOthers(plan.owner);
        await rail.arm(plan);
        planner = plan.owner;
        keyPrefix = plan.keyPrefix;
        log.forget();
        return answerJson(response, 200, state());
      }
      case "DELETE /plan":
        refuseOthers(searchParams.get("owner") ?? "");
        keyPrefix = null;
        await rail.arm({ keyPrefix: "", faults: new Map() });
        return answerJson(response, 200, state());
      case "POST /heal":
        await rail.heal();
        return answerJson(response, 200, state());
      case "POST /destinations": {
        const { kind, payee, amountMsat } = readDestinationRequest(await readJson(request));
        return answerJson(response, 200, { destination: await rail.destination(kind, payee, amountMsat) });
      }
      case "GET /events":
        return streamEvents(log, id, searchParams.get("after") ?? "", response);
      default:
        throw new Refused(404, "there is no such call: see GET /rail, GET /events, PUT /plan, POST /heal");
    }
  };
}

/** The first line says which rail this is, so that a listener notices one that has been started again. */
function streamEvents(log: EventLog, id: string, after: string, response: ServerResponse): void {
  if (!/^\d{1,15}$/.test(after)) throw new RangeError(`after must be the number of an event (got ${after})`);
  const lines: string[] = [];
  let write = (line: string): unknown => lines.push(line);
  const stop = log.follow(Number(after), (logged) => write(`${JSON.stringify(logged)}\n`));
  if (stop === null) throw new Refused(410, `the events after ${after} are gone: the latest is ${log.last}`);
  response.once("close", stop);
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.write([`${JSON.stringify({ rail: id })}\n`, ...lines].join(""));
  write = (line) => response.write(line);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) throw new Refused(413, "the body is too large");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new RangeError("the body must be JSON");
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const status = error instanceof Refused ? error.status : error instanceof RangeError ? 400 : 500;
  // A bug is shown with its stack.
  const message = error instanceof Error ? (status === 500 ? error.stack : error.message) : String(error);
  answerJson(response, status, { error: message });
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(value)}\n`);
}
