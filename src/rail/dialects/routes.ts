import type { Exchange } from "./listener.ts";

/** One call of a dialect. */
export interface Route {
  readonly method: "GET" | "POST";
  /** Matches a whole path; its groups are the arguments of `handle`, unescaped. */
  readonly path: RegExp;
  handle(exchange: Exchange, ...parts: string[]): void;
}

/** Hands a request to its route, if there is one: `wrong-method` when only the path is known. */
export function route(routes: readonly Route[], exchange: Exchange): "routed" | "wrong-method" | "unknown-path" {
  let isKnown = false;
  for (const { method, path, handle } of routes) {
    const match = path.exec(exchange.path);
    if (match === null) continue;
    isKnown = true;
    if (method !== exchange.method) continue;
    handle(exchange, ...match.slice(1).map(unescaped));
    return "routed";
  }
  return isKnown ? "wrong-method" : "unknown-path";
}

/** What is no valid escape stands for itself; nothing is known under such a name. */
function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
