import { codeOf, MAX_ID } from "./classify.ts";
import { isObject, parseObject, textOf } from "./json-object.ts";
import type { Redact } from "./secrets.ts";
import { compileSelector } from "./selector.ts";
import type { Callbacks, Meaning } from "./service-file.ts";
import { shortened } from "./words.ts";

/** What a callback says: about which payout, and how it ended. */
export interface CallbackSays extends Meaning {
  /** The service's id of the payout; "" where it names none. */
  readonly payoutId: string;
  /** The idempotency key of the payout; "" where it names none. */
  readonly key: string;
  /** The service's own word, as short and harmless as the code of an answer. */
  readonly word: string;
}

const unknown: Meaning = { means: "unknown", because: "service-error" };

/** A reader for the callbacks of a service: the body as JSON or a form. Undefined for a body that is neither. What is kept of it loses what is secret. */
export function callbackReader(callbacks: Callbacks, redact: Redact): (body: string) => CallbackSays | undefined {
  const idOf = callbacks.id === null ? undefined : compileSelector(callbacks.id);
  const keyOf = callbacks.key === null ? undefined : compileSelector(callbacks.key);
  const stateOf = compileSelector(callbacks.state);
  return (body) => {
    const data = parseObject(body) ?? formOf(body);
    if (data === undefined) return undefined;
    const state = stateOf(data);
    const word = typeof state === "boolean" ? String(state) : textOf(state);
    const meaning = Object.hasOwn(callbacks.states, word) ? (callbacks.states[word] ?? unknown) : unknown;
    const payoutId = shortened(redact(textOf(idOf?.(data))), MAX_ID);
    return { ...meaning, payoutId, key: textOf(keyOf?.(data)), word: redact(codeOf(word)) };
  };
}

function formOf(body: string): Readonly<Record<string, unknown>> | undefined {
  const fields: unknown = Object.fromEntries(new URLSearchParams(body));
  return body.includes("=") && isObject(fields) ? fields : undefined;
}
