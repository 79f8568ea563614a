import { z } from "zod";
import { inWords, section } from "../../document/field-types.ts";
import { contradict, mustBe } from "../../document/messages.ts";
import type { Call, Json } from "../service-file.ts";
import { partsOf, TemplateError } from "../template.ts";
import { serviceLimits as limits } from "./limits.ts";
import { templateMap } from "./text-types.ts";

const CALL = /^(GET|POST|PUT|PATCH|DELETE) ((?:\/|https?:\/\/|\$\{)\S*)$/;
const TAKES = "a method and a path such as POST /v1/payouts";

/** `POST /v1/payouts`. */
function callLine() {
  const error = mustBe(TAKES, {
    hint(input) {
      if (typeof input !== "string") return undefined;
      if (/^\/\S*$/.test(input)) return `write GET ${input}`;
      const [method = "", path = ""] = input.trim().split(/\s+/);
      const better = `${method.toUpperCase()} ${/^[/$]|^https?:/.test(path) ? path : `/${path}`}`;
      return better !== input && CALL.test(better) && path !== "" ? `write ${better}` : undefined;
    },
  });
  return z.string({ error }).max(limits.textLength, { error }).regex(CALL, { error }).meta(inWords(TAKES));
}

/** What every call may have. */
export const callShape = {
  call: callLine().meta({
    title: "Call",
    description: "The method, and a path below the URL of the service, or a full URL.",
    examples: ["POST /v1/withdrawals", `GET /v1/accounts/\${account}`],
  }),
  query: templateMap('a map from name to value such as { account: "${account}" }', {
    title: "Query value",
    description: "The value of one name in the query.",
    example: `\${account}`,
  })
    .optional()
    .meta({
      title: "Query",
      description: "Names and values that are added to the path as its query.",
      examples: [{ account: `\${account}` }],
    }),
  headers: headerMap()
    .optional()
    .meta({
      title: "Headers of the call",
      description: "Headers in addition to those of every call. Secrets come from the environment.",
      examples: [{ "idempotency-key": `\${payout.key}` }],
    }),
  body: z
    .unknown()
    .optional()
    .meta({
      title: "Body",
      description:
        "The JSON body, with templates in any string. A string that is a single template keeps the type of its value; :text makes it a string.",
      examples: [{ account: `\${account}`, amount_msat: `\${payout.amount}` }],
      ...inWords("any JSON"),
    }),
  form: templateMap('a map from field to value such as { amount: "${payout.amount}" }', {
    title: "Field",
    description: "The value of one field.",
    example: `\${payout.amount}`,
  })
    .optional()
    .meta({
      title: "Form",
      description: "The fields of the request, sent as a form instead of JSON.",
      examples: [{ amountSat: `\${payout.amount.sat}`, address: `\${payout.address}` }],
    }),
  graphql: section({
    query: z
      .string({ error: mustBe("a GraphQL document") })
      .min(1, { error: mustBe("a GraphQL document") })
      .max(limits.queryLength, { error: mustBe(`a GraphQL document of at most ${limits.queryLength} characters`) })
      .meta({
        title: "Document",
        description: "The query or mutation. It is sent as is: put values into variables.",
        examples: ["mutation pay($input: PayInput!) { pay(input: $input) { id status } }"],
      }),
    variables: z
      .unknown()
      .optional()
      .meta({
        title: "Variables",
        description: "The variables of the document, with templates in any text.",
        examples: [{ input: { amount: `\${payout.amount}` } }],
        ...inWords("any JSON"),
      }),
  })
    .optional()
    .meta({
      title: "GraphQL",
      description: "A GraphQL request, sent as JSON.",
      examples: [{ query: "query { me { balance } }" }],
    }),
};

/** Headers by name. */
export function headerMap() {
  return templateMap('a map from header to value such as { authorization: "Bearer ${env:TOKEN}" }', {
    title: "Header",
    description: "The value of one header.",
    example: `Bearer \${env:WALLET_TOKEN}`,
  });
}

/** The keys of a call, as they are once they are valid. */
export interface WrittenCall {
  readonly call: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>> | undefined;
  readonly graphql?: { readonly query: string; readonly variables?: unknown } | undefined;
}

const bodies = ["body", "form", "graphql"] as const;

/** Reads the keys of a call. More than one body, and a body of a GET, are contradictions. */
export function readCall(written: WrittenCall, context: Pick<z.core.$RefinementCtx, "addIssue">): Call {
  const [, method = "GET", path = ""] = CALL.exec(written.call) ?? [];
  const given = bodies.filter((each) => written[each] !== undefined);
  const [first, second] = given;
  if (second !== undefined) {
    contradict(context, [second], `a call has one body: leave out ${given.slice(0, -1).join(" and ")} or ${second}`);
  } else if (first !== undefined && method === "GET") {
    contradict(context, [first], "a GET has no body: use query, or another method");
  }
  const { query = {}, headers = {} } = written;
  return { method: method as Call["method"], path: withQuery(path, query), headers, body: bodyOf(written) };
}

function bodyOf({ body, form, graphql }: WrittenCall): Call["body"] {
  if (form !== undefined) return { kind: "form", fields: form };
  if (graphql !== undefined) {
    return { kind: "graphql", query: graphql.query, variables: (graphql.variables ?? {}) as Json };
  }
  return body === undefined ? null : { kind: "json", value: body as Json };
}

/** A path with more of a query; what is not a template is encoded. */
function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encoded(value)}`);
  if (pairs.length === 0) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${pairs.join("&")}`;
}

function encoded(value: string): string {
  try {
    return partsOf(value)
      .map((part) =>
        typeof part === "string" ? encodeURIComponent(part) : `\${${part.name}${part.isText ? ":text" : ""}}`,
      )
      .join("");
  } catch (error) {
    // What is no template is reported as such.
    if (error instanceof TemplateError) return value;
    throw error;
  }
}

/** A call written as its line alone, or as a map. */
export function wholeCall(example: string) {
  const map = section(callShape).transform((written, context) => readCall(written, context));
  const line = callLine()
    .meta({ title: "Call", description: "The method and the path.", examples: [example] })
    .transform((call, context) => readCall({ call }, context));
  return z.union([line, map], { error: mustBe("a call such as GET /v1/payouts, or { call, headers, body }") });
}
