import { parse } from "node:querystring";
import { formatInteger } from "../domain/format.ts";
import { type Answer, RequestError } from "./envelope.ts";
import type { Fields } from "./request-validation.ts";

/** A request that has arrived completely. */
export interface ApiRequest {
  /** What stands in the path for the route's `:name`, decoded; empty where the route has none. */
  readonly id: string;
  /** The query, as sent; read it with `queryOf`. */
  readonly query: string;
  /** The JSON of the body; undefined where it is empty. */
  readonly body: unknown;
}

/** Carries a request out. May throw a `RequestError`; any other error is a failure of the storage, or a bug. */
export type Handler = (request: ApiRequest) => Answer | Promise<Answer>;

/** A method, and a path that has at most one part that stands for any: `GET /api/v1/projects/:id/balance`. */
export type RouteName = `${"GET" | "POST" | "PATCH" | "DELETE"} /${string}`;

/** What routes are added to. */
export interface Routes {
  add(name: RouteName, handler: Handler): void;
}

/** Who carries a request out, and what its URL says. */
export interface Found extends Omit<ApiRequest, "body"> {
  readonly handler: Handler;
}

/** The longest project id, with each of its characters percent-encoded as four bytes. */
const MAX_ID = 4_096;

interface Pattern {
  readonly handler: Handler;
  /** The parts of its path. */
  readonly parts: readonly string[];
  /** Which of them stands for any text; -1 for none. */
  readonly idAt: number;
}

/** Finds the handler of a request. Paths are compared as they are, with their case and every slash, once they are decoded. */
export class Router implements Routes {
  /** By method. Most requests are for a path without any text of their own, and without a query. */
  readonly #exact = new Map<string, Map<string, Found>>();
  readonly #patterns = new Map<string, Pattern[]>();

  add(name: RouteName, handler: Handler): void {
    const [method = "", path = ""] = name.split(" ");
    const parts = path.split("/");
    const idAt = parts.findIndex((part) => part.startsWith(":"));
    entryOf(this.#patterns, method, () => []).push({ handler, parts, idAt });
    if (idAt === -1) entryOf(this.#exact, method, () => new Map()).set(path, { handler, id: "", query: "" });
  }

  /** Undefined where nothing is served. @throws RequestError for a URL that cannot be decoded */
  find(method: string, url: string): Found | undefined {
    return this.#exact.get(method)?.get(url) ?? this.#search(method, url);
  }

  #search(method: string, url: string): Found | undefined {
    const [, path = "", query = ""] = SPLIT.exec(url) ?? [];
    const parts = path.includes("%") ? path.split("/").map(decoded) : path.split("/");
    for (const { handler, parts: wanted, idAt } of this.#patterns.get(method) ?? []) {
      if (parts.length !== wanted.length || !wanted.every((part, at) => at === idAt || part === parts[at])) continue;
      const id = parts[idAt] ?? "";
      if (id.length > MAX_ID)
        throw new RequestError(
          "VALIDATION_ERROR",
          `The URL has an id of more than ${formatInteger(MAX_ID)} characters`,
        );
      return { handler, id, query };
    }
    return undefined;
  }
}

/** The path and the query of a URL. A client that takes us for a proxy sends our address as well. */
const SPLIT = /^(?:https?:\/\/[^/?#]*(?=\/))?([^?#]*)(?:[?#](.*))?$/;

/** The fields of a query; one that is there several times is a list. What cannot be decoded stays as it is. */
export function queryOf({ query }: Pick<ApiRequest, "query">): Fields {
  return parse(query, "&", "=", { maxKeys: 0 });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RequestError("VALIDATION_ERROR", "The URL cannot be decoded");
  }
}

function entryOf<T>(map: Map<string, T>, key: string, otherwise: () => T): T {
  const value = map.get(key) ?? otherwise();
  map.set(key, value);
  return value;
}
