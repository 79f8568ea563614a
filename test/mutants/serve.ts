import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LastRequest } from "./last-request.ts";
import { type Asked, type Call, found, type PayoutApi, type Reply, type Row, refusal } from "./payout-api.ts";

/** An API that listens. */
export interface ServedApi {
  readonly url: string;
  /** Stops everything the API is still at work on. */
  close(): Promise<void>;
}

/** Puts an API behind HTTP, on a free port of the loopback. */
export async function serve(api: PayoutApi, last: LastRequest): Promise<ServedApi> {
  const server = createServer(async (request, response) => {
    const call = await callOf(request);
    write(response, (await api.front(call)) ?? (await answer(api, last, call)));
  });
  // A connection that is closed because it was idle for long would be a fault that nobody planned.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      api.isClosed = true;
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function write(response: ServerResponse, { status, body, headers, isCutShort }: Reply): void {
  const isPage = typeof body === "string";
  const text = isPage ? body : JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, {
    "content-type": isPage ? "text/html" : "application/json",
    "content-length": length,
    ...headers,
  });
  if (isCutShort) response.write(text.slice(0, length / 2), () => response.destroy());
  else response.end(text);
}

async function callOf(request: IncomingMessage): Promise<Call> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://api");
  let body = "";
  for await (const chunk of request) body += chunk;
  return { method: request.method ?? "", path: pathname, query: searchParams, body };
}

async function answer(api: PayoutApi, last: LastRequest, { method, path, query, body }: Call): Promise<Reply> {
  const [, project = "", list] = /^\/api\/v1\/projects\/([^/]+)\/(balance|entries)$/.exec(path) ?? [];
  if (method === "POST" && path === "/api/v1/payouts") return post(api, last, JSON.parse(body) as Asked);
  if (path === "/api/v1/payouts") {
    const rows = api.listPayouts(query.get("projectId") ?? "", query.get("status"));
    const key = query.get("idempotencyKey");
    const wanted = key === null ? rows : rows.filter((row) => row["idempotencyKey"] === key);
    return page(api, "payouts", wanted, query);
  }
  if (list === "balance") {
    last.read(project);
    return found(await api.balance(project));
  }
  if (list === "entries") return page(api, "entries", api.listEntries(project), query);
  return refusal(404, "NOT_FOUND");
}

async function post(api: PayoutApi, last: LastRequest, asked: Asked): Promise<Reply> {
  await last.arrived(asked.idempotencyKey);
  try {
    return await api.post(asked);
  } finally {
    last.answered();
  }
}

/** The rows after the one that the caller has seen last. */
function page({ pageRows }: PayoutApi, name: string, rows: readonly Row[], query: URLSearchParams): Reply {
  const after = query.get("after");
  const from = after === null ? 0 : rows.findIndex(({ id }) => String(id) === after) + 1;
  const chosen = rows.slice(from, from + pageRows);
  const isLast = from + pageRows >= rows.length;
  return found({ [name]: chosen, next: isLast ? null : chosen.at(-1)?.id });
}
