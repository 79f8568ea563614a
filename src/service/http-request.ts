import type { Request } from "../http/exchange.ts";
import { RawNumber } from "./hostile-amount.ts";
import type { Call, Json, Template } from "./service-file.ts";
import { compileTemplate, compileText, type Fill, plainText, type Resolve, templateNames } from "./template.ts";
import type { Scope } from "./variables.ts";

/** One request, as it goes out. */
export interface HttpRequest extends Request {
  /** Where it goes: `https://api.example:8443`. */
  readonly origin: string;
}

/** Makes the request of a call; the same call is made often, so everything that can be prepared has been. */
export type MakeRequest = (scope: Scope) => HttpRequest;

/** What the calls of one service share. */
export interface CallContext {
  readonly url: string;
  /** Sent with every call. */
  readonly headers: Readonly<Record<string, Template>>;
  readonly resolve: Resolve<Scope>;
  /** Whether a name stands for the same in every call. */
  readonly isFixed: (name: string) => boolean;
}

/** Prepares a call. @throws TargetError for a name in it that stands for nothing, TemplateError */
export function compileCall(call: Call, context: CallContext): MakeRequest {
  const { origin, pathname } = new URL(context.url);
  const base = pathname.replace(/\/+$/, "");
  const { method } = call;
  const path = compilePath(call.path, context.resolve);
  const headers = compileHeaders(call, context);
  const body = compileBody(call.body, context.resolve);
  const isAddress = /^(?:https?:\/\/|\$\{)/.test(call.path);
  return (scope) => {
    const asked = path(scope);
    if (!isAddress) return { method, origin, path: base + asked, headers: headers(scope), body: body(scope) };
    const address = new URL(asked);
    const whole = address.pathname + address.search;
    return { method, origin: address.origin, path: whole, headers: headers(scope), body: body(scope) };
  };
}

const CURSOR = /^([^=]+)=\$\{(?:cursor|page|offset)(?::text)?\}$/;

/** The parameter of the query by which a list is paged; undefined for none. */
export function cursorParameter({ path }: Call): string | undefined {
  const [, query = ""] = halves(path, "?");
  return query
    .split("&")
    .map((part) => CURSOR.exec(part)?.[1])
    .find((name) => name !== undefined);
}

/** A path with its query. What is filled in is encoded, unless the text begins with it: then it is an address. */
function compilePath(text: Template, resolve: Resolve<Scope>): (scope: Scope) => string {
  const [path, query] = halves(text, "?");
  const end = path.startsWith("${") ? path.indexOf("}") + 1 : 0;
  const parts = [compileText(path.slice(0, end), resolve), compileText(path.slice(end), resolve, encodeURIComponent)];
  const parameters = query === "" ? [] : query.split("&").map((part) => parameter(part, resolve));
  return (scope) => {
    let filled = "";
    for (const part of parts) filled += part(scope);
    let mark = "?";
    for (const each of parameters) {
      const pair = each(scope);
      if (pair === undefined) continue;
      filled += mark + pair;
      mark = "&";
    }
    return filled;
  };
}

/** A parameter of a query; undefined for a cursor where there is none yet. */
function parameter(text: string, resolve: Resolve<Scope>): (scope: Scope) => string | undefined {
  const pair = compileText(text, resolve, encodeURIComponent);
  if (!CURSOR.test(text)) return pair;
  return (scope) => (scope.page?.cursor === "" ? undefined : pair(scope));
}

function halves(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

const contentTypes = {
  json: "application/json",
  graphql: "application/json",
  form: "application/x-www-form-urlencoded",
} as const;

function compileHeaders(call: Call, context: CallContext): (scope: Scope) => Readonly<Record<string, string>> {
  const own = call.body === null ? {} : { "content-type": contentTypes[call.body.kind] };
  const texts = new Map([own, context.headers, call.headers].flatMap((each) => Object.entries(each).map(lowerCased)));
  const fills = [...texts].map(([name, text]) => [name, compileText(text, context.resolve)] as const);
  const fill = (scope: Scope) => Object.fromEntries(fills.map(([name, value]) => [name, value(scope)]));
  const isFixed = [...texts.values()].every((text) => templateNames(text).every(({ name }) => context.isFixed(name)));
  if (!isFixed) return fill;
  const always = fill({ account: "" });
  return () => always;
}

function lowerCased([name, text]: [string, string]): [string, string] {
  return [name.toLowerCase(), text];
}

function compileBody(body: Call["body"], resolve: Resolve<Scope>): (scope: Scope) => string | null {
  switch (body?.kind) {
    case undefined:
      return () => null;
    case "json":
      return jsonText(compileJson(body.value, resolve));
    case "graphql": {
      const query = JSON.stringify(body.query);
      const variables = jsonText(compileJson(body.variables, resolve));
      return (scope) => `{"query":${query},"variables":${variables(scope)}}`;
    }
    case "form": {
      const fields = Object.entries(body.fields).map(([name, text]) => [name, compileTemplate(text, resolve)] as const);
      return (scope) => formText(fields, scope);
    }
  }
}

function formText(fields: readonly (readonly [string, Fill<Scope>])[], scope: Scope): string {
  const form = new URLSearchParams();
  for (const [name, fill] of fields) {
    const value = fill(scope);
    if (value !== undefined) form.append(name, plainText(value));
  }
  return form.toString();
}

/** The JSON text of a value; undefined for a value that is not known, which an object leaves out. */
type WriteJson = (scope: Scope) => string | undefined;

function jsonText(write: WriteJson): (scope: Scope) => string {
  return (scope) => write(scope) ?? "null";
}

function compileJson(value: Json, resolve: Resolve<Scope>): WriteJson {
  if (typeof value === "string") {
    const fill = compileTemplate(value, resolve);
    return (scope) => {
      const filled = fill(scope);
      return filled instanceof RawNumber ? filled.text : JSON.stringify(filled);
    };
  }
  if (isList(value)) {
    const items = value.map((item) => jsonText(compileJson(item, resolve)));
    return (scope) => `[${items.map((item) => item(scope)).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) return compileObject(value, resolve);
  const text = JSON.stringify(value);
  return () => text;
}

function compileObject(value: { readonly [key: string]: Json }, resolve: Resolve<Scope>): WriteJson {
  const members = Object.entries(value).map(([key, each]) => ({
    key: `${JSON.stringify(key)}:`,
    write: compileJson(each, resolve),
  }));
  return (scope) => {
    let text = "{";
    for (const { key, write } of members) {
      const written = write(scope);
      if (written === undefined) continue;
      text += text === "{" ? key : `,${key}`;
      text += written;
    }
    return `${text}}`;
  };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
