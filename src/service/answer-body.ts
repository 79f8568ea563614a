import { STATUS_CODES } from "node:http";
import { isObject, objectOf, parseObject, textOf } from "./json-object.ts";

/** What the body of an answer to a payout says, before it is classified. */
export type AnswerBody =
  /** Not a JSON object: nothing, a page, a list, or an object that was cut short or has a key twice. */
  | { readonly kind: "no-object"; readonly isPage: boolean }
  | {
      readonly kind: "object";
      /** The value of `success`; null where it is missing, undefined where it is no boolean. */
      readonly success: boolean | null | undefined;
      /** The status of the payout; undefined where it is missing, "" where it is no text. */
      readonly word: string | undefined;
      readonly payoutId: string;
      /** The error code; "" for none, `OTHER` for a text that is not a code. */
      readonly code: string;
      /** True for an object with a mark of the contract's envelope: `success`, or an error code that says more than the status text. */
      readonly isMarked: boolean;
      /** True for an object with an error or a message, which a gateway's own JSON may have too. */
      readonly hasText: boolean;
    };

/** Reads the body of an answer with this status. Tolerates an error code in `error.code`, in `data.error`, or as `error` itself. */
export function readAnswerBody(status: number, body: string): AnswerBody {
  const value = parseObject(body);
  if (value === undefined) return { kind: "no-object", isPage: /^[\s\uFEFF]*</.test(body) };
  const data = objectOf(value["data"] ?? value);
  const error = textOf(objectOf(value["error"])["code"]) || textOf(data["error"]) || textOf(value["error"]);
  const hasOddData = value["data"] !== undefined && value["data"] !== null && !isObject(value["data"]);
  const success = hasOddData ? undefined : successOf(value["success"]);
  return {
    kind: "object",
    success,
    word: wordOf(data["status"]) ?? (success === true ? wordOf(value["status"]) : undefined),
    payoutId: textOf(data["id"]),
    code: codeOf(error),
    isMarked: (typeof success === "boolean" && !isEdge(value)) || (isCode(error) && !repeats(error, status)),
    hasText: error !== "" || typeof value["message"] === "string",
  };
}

function successOf(value: unknown): boolean | null | undefined {
  if (value === undefined) return null;
  return typeof value === "boolean" ? value : undefined;
}

function wordOf(status: unknown): string | undefined {
  if (status === undefined) return undefined;
  return typeof status === "string" ? status : "";
}

/** A code is a short word. Anything else in its place, perhaps a secret or a megabyte, is not kept. */
function codeOf(text: string): string {
  return text === "" || isWord(text) ? text : "OTHER";
}

function isWord(text: string): boolean {
  return /^[\w.-]{1,64}$/.test(text);
}

/** A number in place of a code is the status again, as gateways write it. */
function isCode(text: string): boolean {
  return isWord(text) && !/^\d+$/.test(text);
}

/** `Not Found`, `NOT_FOUND` and `NotFound` add nothing to a 404, and any gateway may write them. */
function repeats(text: string, status: number): boolean {
  return letters(text) === letters(STATUS_CODES[status] ?? "");
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, "");
}

/** Cloudflare answers for the services behind it with `{success, errors: [], messages: [], result}`. */
function isEdge(value: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(value["errors"]) && Array.isArray(value["messages"]);
}
