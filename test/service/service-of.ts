import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { payoutApi } from "../../src/service/payout-api.ts";
import type { AnswerMeaning, Call, Meaning, ServiceFile, Step } from "../../src/service/service-file.ts";
import { createServiceTarget, type ServiceTargetOptions } from "../../src/service/service-target.ts";
import type { Target } from "../../src/service/target.ts";

/** A service file with nothing in it but what every file has. */
export const blank: ServiceFile = {
  ...payoutApi,
  name: "wallet",
  unit: "msat",
  accounts: [{ id: "acc_1", variables: {}, balanceMsat: null }],
  balance: null,
  entries: null,
  payouts: null,
  fund: null,
  injection: null,
  lookup: null,
};

export const paid: Meaning = { means: "paid", because: "none" };
export const pending: Meaning = { means: "pending", because: "none" };
export const refused: Meaning = { means: "refused", because: "rejected" };
export const failed: Meaning = { means: "refused", because: "payment-failed" };

/** What answers mean, where nothing else is said. */
export const means = (more: Partial<AnswerMeaning>): AnswerMeaning => ({
  ...{ id: null, state: null, code: null, own: null, outcomes: [], states: {}, errors: {} },
  ...more,
});

export function call(line: string, more: Partial<Call> = {}): Call {
  const [method = "", path = ""] = line.split(" ");
  return { method: method as Call["method"], path, headers: {}, body: null, ...more };
}

export const json = (value: Extract<Call["body"], { kind: "json" }>["value"]): Partial<Call> => ({
  body: { kind: "json", value },
});

export function step(line: string, more: Partial<Call> = {}, rest: Partial<Step> = {}): Step {
  return { call: call(line, more), capture: {}, moves: false, ...rest };
}

/** What a service was asked. */
export interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What it answers: a status and JSON, or text as it stands. */
export type Answers = readonly [status: number, body?: unknown];

/** A target by a service file, whose service answers by a function, behind real HTTP until the test is over. */
export async function serviceOf(
  service: Partial<ServiceFile>,
  answer: (asked: Asked) => Answers | Promise<Answers>,
  options: Partial<ServiceTargetOptions> = {},
): Promise<{ readonly target: Target; readonly asked: Asked[]; readonly url: string }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const one = { line: `${request.method} ${request.url}`, headers: request.headers, body };
    asked.push(one);
    const [status, said] = await answer(one);
    if (status === 0) return void request.socket.destroy();
    response.writeHead(status).end(typeof said === "string" ? said : said === undefined ? "" : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const all = { urls: [url], clock: systemClock, clientTimeoutMs: 5_000, ...options } as const;
  const target = await createServiceTarget({ ...blank, ...service }, { ...all, urls: options.urls ?? [url] });
  onTestFinished(() => target.close());
  return { target, asked, url };
}

export const payout = { gamertag: "run_player_7", amountMsat: 1_000_000, projectId: "acc_1", idempotencyKey: "run_7" };

/** All rows of a list. */
export async function rowsOf<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}
