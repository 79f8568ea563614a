import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { LastRequest } from "./last-request.ts";
import { type Asked, type PayoutApi, type Reply, type Row, refusal } from "./payout-api.ts";

/** An API that listens. */
export interface ServedApi {
  readonly url: string;
  /** Stops everything the API is still at work on. */
  close(): Promise<void>;
}

/** Puts an API behind HTTP, on a free port of the loopback. */
export async function serve(api: PayoutApi, last: LastRequest): Promise<ServedApi> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(api, last, request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
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

async function answer(api: PayoutApi, last: LastRequest, request: IncomingMessage): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://api");
  const [, project = "", list] = /^\/api\/v1\/projects\/([^/]+)\/(balance|entries)$/.exec(pathname) ?? [];
  if (request.method === "POST" && pathname === "/api/v1/payouts") return post(api, last, await readBody(request));
  if (pathname === "/api/v1/payouts") {
    const rows = api.listPayouts(searchParams.get("projectId") ?? "", searchParams.get("status"));
    return page(api, "payouts", rows, searchParams);
  }
  if (list === "balance") {
    last.read(project);
    return found(await api.balance(project));
  }
  if (list === "entries") return page(api, "entries", api.listEntries(project), searchParams);
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

async function readBody(request: IncomingMessage): Promise<Asked> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text) as Asked;
}

/** The rows after the one that the caller has seen last. */
function page({ pageRows }: PayoutApi, name: string, rows: readonly Row[], query: URLSearchParams): Reply {
  const after = query.get("after");
  const from = after === null ? 0 : rows.findIndex(({ id }) => String(id) === after) + 1;
  const chosen = rows.slice(from, from + pageRows);
  const isLast = from + pageRows >= rows.length;
  return found({ [name]: chosen, next: isLast ? null : chosen.at(-1)?.id });
}

function found(data: object): Reply {
  return { status: 200, body: { success: true, message: "", data } };
}
