import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A payout API with a balance and a switch and nothing else. */
export interface SwitchApi {
  readonly url: string;
  /** What the switch is set to. */
  state: object;
  /** Null where the API has no balance. */
  balanceSats: number | null;
}

/** Starts one; it is gone when the test is over. */
export async function startSwitchApi(): Promise<SwitchApi> {
  const api = { url: "", state: { enabled: false, timeoutRate: 0 }, balanceSats: 10_000 as number | null };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = (status: number, data: object) =>
      response.writeHead(status).end(JSON.stringify({ success: status === 200, data }));
    const { url = "", method } = request;
    if (url.endsWith("/failure-injection")) {
      if (method === "POST") api.state = JSON.parse(body);
      return answer(200, api.state);
    }
    return url.endsWith("/balance") && api.balanceSats !== null
      ? answer(200, { balance: api.balanceSats })
      : answer(404, {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return api;
}
