import type { Answer } from "../domain/send.ts";
import type { Raw } from "./exchanges.ts";
import type { ReadyCall } from "./http-call.ts";
import type { Exchanged } from "./http-exchange.ts";
import type { HttpRequest } from "./http-request.ts";
import { parseJson } from "./json-object.ts";
import type { Redact } from "./secrets.ts";
import { compileSelector, type Select } from "./selector.ts";
import type { AnswerMeaning, ServiceFile } from "./service-file.ts";
import type { Scope } from "./variables.ts";

/** One call and its answer as they were, without secrets, and what the service file finds in the answer. */
export interface Observed {
  /** `payout`, `poll`, `balance`, `entries`, `payouts`, `fund` or `injection`. */
  readonly what: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Null for none. */
    readonly body: string | null;
  };
  /** 0 where there was no answer. */
  readonly status: number;
  /** Of an answer that could not be read, or that never came, the code that says why. */
  readonly body: string;
  /** Undefined stands for nothing found. */
  readonly extracted: readonly { readonly name: string; readonly value: unknown }[];
}

/** Somebody who looks on. */
export type Observe = (observed: Observed) => void;

/** Tells the observer of payouts, polls and reads. */
export function observerOf(service: ServiceFile, observe: Observe, redact: Redact) {
  const payout = selectsOf(service.payout.answer);
  for (const step of service.payout.steps) payout.push(...ready(step.capture));
  const poll = service.poll === null ? [] : selectsOf(service.poll.answer);
  const tell = (what: string, request: HttpRequest, status: number, body: string, extracted: Observed["extracted"]) => {
    const { origin, path, method } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, text]) => [name, redact(text)]));
    const safe = {
      method,
      url: redact(origin + path),
      headers,
      body: request.body === null ? null : redact(request.body),
    };
    observe({ what, request: safe, status, body: redact(body), extracted });
  };
  const find = (selects: Selects, text: string) => {
    const value = parseJson(text);
    return selects.map(([name, select]) => ({ name, value: redacted(select(value), redact) }));
  };
  const ofPayout = (what: string, selects: Selects) => (request: HttpRequest, raw: Raw, answer: Answer) => {
    const { outcome, reason } = answer;
    const found = raw.kind === "answer" ? find(selects, raw.text) : [];
    const concluded = [
      { name: "means", value: outcome },
      { name: "because", value: reason },
    ];
    tell(what, request, answer.status, raw.kind === "answer" ? raw.text : raw.code, [...found, ...concluded]);
  };
  return {
    payout: ofPayout("payout", payout),
    poll: ofPayout("poll", poll),
    read: ({ subject, shown }: ReadyCall, scope: Scope, request: HttpRequest, { status, text }: Exchanged) => {
      const selects = shown.map(([name, select]): readonly [string, Select] => [name, select(scope)]);
      tell(subject, request, status, text, find(selects, text));
    },
  };
}

type Selects = readonly (readonly [string, Select])[];

function selectsOf({ id, state, code }: AnswerMeaning): (readonly [string, Select])[] {
  return ready({ id, state, code });
}

function ready(selectors: Readonly<Record<string, string | null>>): (readonly [string, Select])[] {
  return Object.entries(selectors).flatMap(([name, expression]): (readonly [string, Select])[] =>
    expression === null ? [] : [[name, compileSelector(expression)]],
  );
}

function redacted(value: unknown, redact: Redact): unknown {
  return value === undefined ? undefined : parseJson(redact(JSON.stringify(value)));
}
