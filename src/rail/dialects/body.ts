import { type Exchange, Refusal } from "./listener.ts";

/** The fields of a request. */
export type Fields = Readonly<Record<string, unknown>>;

/** The body as JSON; an empty one has no fields. @throws Refusal with status 400 when it is not an object. */
export function jsonFields({ body }: Exchange): Fields {
  if (body === "") return {};
  const value = parsed(body);
  if (!isRecord(value)) throw new Refusal(400, "the body must be a JSON object");
  return value;
}

/** The body as a form; every value is text. */
export function formFields({ body }: Exchange): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(body));
}

/** The body as JSON, or as a form where it is not JSON. */
export function anyFields(exchange: Exchange): Fields {
  const value = exchange.body === "" ? {} : parsed(exchange.body);
  return isRecord(value) ? value : formFields(exchange);
}

/** A text; "" when it is not sent, empty or null. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

/** A whole number that is sent as a number or as its digits; undefined when it is not sent, null when it is something else. */
export function wholeNumberOf(fields: Fields, name: string): number | undefined | null {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
