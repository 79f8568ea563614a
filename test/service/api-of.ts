import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { createHttpTarget, type HttpTargetOptions } from "../../src/service/http-target.ts";
import type { Target } from "../../src/service/target.ts";

/** Answers one request whose body has arrived. */
export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A target whose API is the handler, behind real HTTP, until the test is over. */
export async function targetOf(handler: Handler, options: Partial<HttpTargetOptions> = {}, path = ""): Promise<Target> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => handler(request, response, body));
    request.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const target = targetAt(`http://127.0.0.1:${port}${path}`, options);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return target;
}

/** A target at an address, which is closed when the test is over. */
export function targetAt(url: string, options: Partial<HttpTargetOptions> = {}): Target {
  const target = createHttpTarget({ url, clock: systemClock, clientTimeoutMs: 20_000, ...options });
  onTestFinished(() => target.close());
  return target;
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

/** The value of a parameter in the query of a request; "" for none. */
export function queryOf(request: IncomingMessage, name: string): string {
  return new URL(request.url ?? "", "http://api").searchParams.get(name) ?? "";
}

/** All rows of a list. */
export async function rowsOf<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}
