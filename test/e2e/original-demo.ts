import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * The API that this project grew out of, as it behaved: an express app with its data in memory. It charges first, and where its switch says so
 * it waits two seconds and answers 504 with the error code in `data.error` and nowhere else. Its rollback restores the balance that it read
 * before the charge, over whatever others were charged meanwhile. Its switch knows nothing of fates, and it lists neither entries nor payouts.
 */
export async function startOriginalDemo(atTheEnd: (end: () => void) => void): Promise<{ readonly url: string }> {
  const demo = createDemo();
  const server = createServer(async (request, response) => {
    const { status, body } = await demo(request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atTheEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

interface Asked {
  readonly gamertag: string;
  readonly amount: number;
  readonly projectId: string;
  readonly idempotencyKey: string;
}

function createDemo(): (request: IncomingMessage) => Promise<Reply> {
  const balances = new Map([["project_test_001", 100_000]]);
  const byKey = new Map<string, Reply>();
  let injection = { enabled: false, timeoutRate: 0, rollbackOnTimeout: false };
  const shouldTimeOut = dice();

  const pay = async ({ gamertag, amount, projectId, idempotencyKey }: Asked): Promise<Reply> => {
    const known = byKey.get(idempotencyKey);
    if (known !== undefined) return { ...known, status: 200 };
    const balanceBefore = balances.get(projectId) ?? 0;
    const cost = amount + Math.ceil(amount * 0.02);
    if (balanceBefore < cost) return failure(402, "INSUFFICIENT_BALANCE");
    balances.set(projectId, balanceBefore - cost);
    const timesOut = injection.enabled && shouldTimeOut(injection.timeoutRate);
    await new Promise((resolve) => setTimeout(resolve, timesOut ? 2_100 : 15));
    if (timesOut) {
      if (injection.rollbackOnTimeout) balances.set(projectId, balanceBefore);
      return failure(504, "PAYMENT_TIMEOUT");
    }
    const data = { id: `payout_${byKey.size + 1}`, gamertag, amount, projectId, idempotencyKey, status: "completed" };
    const done = { status: 201, body: { success: true, message: "Payout completed", data } };
    byKey.set(idempotencyKey, done);
    return done;
  };

  return async (request) => {
    const path = request.url ?? "";
    const body = await bodyOf(request);
    const project = /^\/api\/v1\/projects\/([^/]+)\/(balance|fund)$/.exec(path);
    if (path === "/api/v1/payouts" && request.method === "POST") return pay(body as Asked);
    if (path === "/api/v1/test/failure-injection") {
      if (request.method === "POST") injection = switched(body as Partial<typeof injection>, injection);
      return success(injection);
    }
    const projectId = project?.[1] ?? "";
    const balance = balances.get(projectId);
    if (balance === undefined) return failure(404, "NOT_FOUND");
    if (project?.[2] === "balance") return success({ projectId, balance });
    balances.set(projectId, balance + (body as { readonly amount: number }).amount);
    return success({ newBalance: balances.get(projectId) });
  };
}

/** What it does not know it does not keep. */
function switched<T extends object>(asked: Partial<T>, before: T): T {
  const known = Object.keys(before).flatMap((key) => (key in asked ? [[key, asked[key as keyof T]]] : []));
  return { ...before, ...Object.fromEntries(known) };
}

/** Chance in the open: the same run has the same timeouts. */
function dice(): (rate: number) => boolean {
  let state = 7;
  return (rate) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < rate;
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? {} : JSON.parse(text);
}

function success(data: object): Reply {
  return { status: 200, body: { success: true, message: "", data } };
}

function failure(status: number, error: string): Reply {
  return { status, body: { success: false, message: error, data: { error } } };
}
