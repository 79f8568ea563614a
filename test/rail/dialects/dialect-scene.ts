import { Agent, request } from "undici";
import { afterEach } from "vitest";
import { type Clock, systemClock } from "../../../src/domain/clock.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { createNode, type NodeEvent } from "../../../src/rail/core/node.ts";
import type { NodeOptions } from "../../../src/rail/core/node-options.ts";
import type { Dialect, ListenOptions } from "../../../src/rail/dialects/dialect.ts";
import type { Invoice, InvoiceRequest, PayeeBook } from "../../../src/rail/payees/payee-book.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";

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
  readonly clock?: Clock;
  readonly listen?: ListenOptions;
}

/** A dialect that listens, on a node with these faults. */
export async function sceneOf(
  dialect: Dialect,
  { faults = [], clock = systemClock, listen = {}, ...node }: SceneOptions = {},
) {
  const events: string[] = [];
  const plan = [...faults];
  const core = {
    clock,
    payees: fakeBook(clock),
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
  return { core, events, url: listening.url, ...callerOf(listening.url) };
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

/** A book whose invoices are names for what it remembers. */
function fakeBook(clock: Clock): PayeeBook {
  const byHash = new Map<string, Invoice>();
  const keys = new Map<string, string>();
  const nodeKeyOf = (payee: string) => {
    const key = `02${paymentOf(`key of ${payee}`, payee, 1).paymentHash}`;
    keys.set(key, payee);
    return key;
  };
  return {
    mint({ payee, amountMsat, description = "", descriptionHash = "", expirySeconds = 3_600 }: InvoiceRequest) {
      const { paymentHash, preimage } = paymentOf(`invoice ${byHash.size}`, payee, 1);
      const invoice: Invoice = {
        bolt11: `lnbcrt1${paymentHash}`,
        paymentHash,
        preimage,
        payee,
        amountMsat,
        description,
        descriptionHash,
        createdEpochS: Math.floor(clock.epochMs() / 1_000),
        expirySeconds,
        destination: nodeKeyOf(payee),
        paymentSecret: "5".repeat(64),
      };
      byHash.set(paymentHash, invoice);
      return invoice;
    },
    byHash: (paymentHash) => byHash.get(paymentHash),
    decode(bolt11) {
      const invoice = byHash.get(bolt11.slice("lnbcrt1".length));
      if (invoice === undefined) throw new Error("not an invoice of this book");
      return invoice;
    },
    nodeKeyOf,
    payeeOfNodeKey: (key) => keys.get(key),
  };
}
