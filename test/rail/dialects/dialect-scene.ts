import { Agent, request } from "undici";
import { afterEach } from "vitest";
import { type Clock, systemClock } from "../../../src/domain/clock.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { createNode, type NodeEvent } from "../../../src/rail/core/node.ts";
import type { NodeOptions } from "../../../src/rail/core/node-options.ts";
import type { Dialect, ListenOptions } from "../../../src/rail/dialects/dialect.ts";
import { createPayeeBook } from "../../../src/rail/payees/book.ts";

/** Waiting for what must come, on a slow machine too. */
export const patiently = { timeout: 20_000, interval: 2 };

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

/** Undoes something after the test, the last one first. */
export function afterwards(undo: () => unknown): void {
  cleanUp.push(undo);
}

export interface SceneOptions extends Omit<NodeOptions, "clock" | "faultOf" | "observe"> {
  /** What happens to the payments, in order; then they settle. */
  readonly faults?: readonly PaymentFaultName[];
  readonly listen?: ListenOptions;
}

/** A dialect that listens, on a node with these faults. */
export async function sceneOf(dialect: Dialect, { faults = [], listen = {}, ...node }: SceneOptions = {}) {
  const events: string[] = [];
  const plan = [...faults];
  let laterMs = 0;
  const clock: Clock = { ...systemClock, epochMs: () => systemClock.epochMs() + laterMs };
  const core = {
    clock,
    payees: createPayeeBook({ seed: "dialects", clock }),
    node: createNode({
      resolveAfterMs: 1,
      ...node,
      clock,
      faultOf: () => plan.shift() ?? "settle",
      observe: (event: NodeEvent) => void events.push(event.kind === "rejected" ? event.reason : event.kind),
    }),
  };
  const listening = await dialect.listen(core, listen);
  afterwards(() => core.node.close());
  afterwards(listening.close);
  /** Sets the date forward. */
  const passSeconds = (seconds: number) => {
    laterMs += seconds * 1_000;
  };
  return { core, events, passSeconds, url: listening.url, ...callerOf(listening.url) };
}

/** An answer: its status, and its body as JSON, or as text where it is none. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a provider answers is read field by field, and every field is checked by value.
  readonly body: any;
}

function callerOf(url: string) {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  afterwards(() => dispatcher.destroy());
  type Call = { readonly headers?: Record<string, string>; readonly signal?: AbortSignal; readonly body?: string };
  const call = async (
    method: "GET" | "POST",
    path: string,
    { headers = {}, signal, body }: Call = {},
  ): Promise<Answer> => {
    const options = { method, dispatcher, headers, ...(signal && { signal }), ...(body !== undefined && { body }) };
    const answer = await request(`${url}${path}`, options);
    const text = await answer.body.text();
    return { status: answer.statusCode, body: jsonOr(text) };
  };
  const post = (path: string, fields: object, more: Call = {}) =>
    call("POST", path, {
      ...more,
      headers: { "content-type": "application/json", ...more.headers },
      body: JSON.stringify(fields),
    });
  const postForm = (path: string, fields: Record<string, string>, more: Call = {}) => {
    const headers = { "content-type": "application/x-www-form-urlencoded", ...more.headers };
    return call("POST", path, { ...more, headers, body: new URLSearchParams(fields).toString() });
  };
  const get = (path: string, more: Call = {}) => call("GET", path, more);
  return { call, post, postForm, get };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
