/** A text that may hold `${name}`; `${name:text}` is always text. A text that is one template keeps the type of the value. */
export type Template = string;

/** A JMESPath expression. */
export type Selector = string;

/** What amounts are counted in: `msat`, `sat` (1,000 msat) or `btc` (100,000,000 sats). */
export type Unit = "msat" | "sat" | "btc";

/** A value of a body: templates may stand in any text. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One HTTP request. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the URL of the service on, with its query; or a whole address. */
  readonly path: Template;
  readonly headers: Readonly<Record<string, Template>>;
  readonly body:
    | null
    | { readonly kind: "json"; readonly value: Json }
    | { readonly kind: "form"; readonly fields: Readonly<Record<string, Template>> }
    | { readonly kind: "graphql"; readonly query: string; readonly variables: Json };
}
