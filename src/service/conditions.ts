import { STATUS_CODES } from "node:http";
import type { Headers } from "../http/exchange.ts";
import { isObject } from "./json-object.ts";
import { compileSelector } from "./selector.ts";
import type { Condition, Test } from "./service-file.ts";

/** An answer as conditions look at it. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Whether a condition holds for an answer. */
export type Holds = (heard: Heard) => boolean;

/** A condition that can be tried quickly. All its parts must hold. */
export function compileCondition({ status, headers, body }: Condition): Holds {
  const parts: Holds[] = [];
  if (status !== null) parts.push((heard) => status.some(({ from, to }) => heard.status >= from && heard.status <= to));
  for (const [name, test] of Object.entries(headers)) {
    const passes = compileTest(test);
    const key = name.toLowerCase();
    parts.push((heard) => passes(headerOf(heard.headers, key)));
  }
  for (const [expression, test] of Object.entries(body)) {
    const select = compileSelector(expression);
    const passes = compileTest(test);
    parts.push((heard) => passes(select(heard.body)));
  }
  return (heard) => {
    for (const holds of parts) if (!holds(heard)) return false;
    return true;
  };
}

/**
 * Whether one of the conditions marks an answer as the service's own. `Not Found`, `NOT_FOUND` and `NotFound` add nothing to a 404, and any gateway
 * may write them: a condition without a status of its own is not met by them.
 */
export function compileMarks(conditions: readonly Condition[]): Holds {
  const marks = conditions.map((condition): Holds => {
    const holds = compileCondition(condition);
    if (condition.status !== null) return holds;
    const texts = Object.entries(condition.body).flatMap(([selector, { kind }]) =>
      kind === "matches" ? [selector] : [],
    );
    const selects = texts.map(compileSelector);
    return (heard) => holds(heard) && !selects.some((select) => repeats(select(heard.body), heard.status));
  });
  return (heard) => marks.some((holds) => holds(heard));
}

function repeats(text: unknown, status: number): boolean {
  return typeof text === "string" && letters(text) === letters(STATUS_CODES[status] ?? "");
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, "");
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || typeof value === "string" ? value : value.join(", ");
}

function compileTest(test: Test): (value: unknown) => boolean {
  switch (test.kind) {
    case "is": {
      const values = new Set<unknown>(test.values);
      return (value) => values.has(value ?? null);
    }
    case "is-not": {
      const values = new Set<unknown>(test.values);
      return (value) => !values.has(value ?? null);
    }
    case "exists":
      return (value) => (value !== undefined && value !== null) === test.exists;
    case "type":
      return (value) => typeOf(value) === test.type;
    case "matches": {
      const pattern = new RegExp(test.pattern, "u");
      return (value) => (typeof value === "string" || typeof value === "number") && pattern.test(String(value));
    }
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return isObject(value) ? "object" : typeof value === "object" ? "null" : typeof value;
}
